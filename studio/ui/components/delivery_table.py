"""Deliveries as a table: state, time, words, account, and the next step in a sentence."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from studio.library.kinds import ChannelKind
from studio.publishing.delivery import State
from studio.ui.components.markup import STATE_TONES, clock_time, state_words
from studio.ui.components.when import span
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.going import Going
from studio.ui.words import language, say

_SAID_ALREADY = ("next_missed", "next_confirming", "next_by_hand", "next_draft")


def delivery_table(rows: Sequence[Going], *, desk: Desk, cast: Cast, key: str) -> Going | None:
    """Gives the row that was selected."""
    table = pd.DataFrame([_row(each, desk, cast) for each in rows])
    dark = int(st.context.theme.type == "dark")
    words = [state_words(state.value) for state in State]
    event = st.dataframe(
        table, hide_index=True, width="stretch", key=key, on_select="rerun", selection_mode="single-row", height="content",
        column_config={
            "state": st.column_config.MultiselectColumn(
                say("publish.state"), options=words, color=[STATE_TONES[state.value].wash[dark] for state in State], width=148
            ),
            "at": st.column_config.TextColumn(say("publish.due"), width="small"), "persona": st.column_config.TextColumn(say("publish.persona"), width="small"),
            "what": st.column_config.TextColumn(say("publish.what"), width="medium"), "account": st.column_config.TextColumn(say("publish.account"), width="small"),
            "next": st.column_config.TextColumn(say("publish.next"), width="large"),
        },
    )  # fmt: skip
    chosen = event["selection"]["rows"]
    return rows[chosen[0]] if chosen and chosen[0] < len(rows) else None


def next_step(going: Going, desk: Desk) -> str:
    """What happens next, or who has to do what, in a sentence."""
    delivery = going.delivery
    if delivery is None:
        return ""
    late = max(0, int((desk.now - delivery.due_at).total_seconds() // 60))
    at = clock_time(desk.local(delivery.due_at), today=desk.local(desk.now))
    key = f"next_{delivery.state}"
    if delivery.is_ is State.CREATED and delivery.expected is not None:
        key = "next_by_hand" if going.placement.channel == ChannelKind.HANDOFF else "next_confirming"
    elif delivery.is_ is State.CREATED and delivery.waits_for_person:
        key = "next_draft"
    words = say(f"publish.{key}", at=at, late=span(late), n=delivery.confirmed or 0, of=delivery.expected or 0)
    said = "" if key in _SAID_ALREADY else delivery.said.get(language()) or delivery.said.get("zh", "")
    return f"{words} {said}".strip()


def _row(each: Going, desk: Desk, cast: Cast) -> dict[str, object]:
    return {
        "state": [state_words(each.state)], "at": clock_time(desk.local(each.due_at), today=desk.local(desk.now)), "persona": cast.name(each.post.persona),
        "what": each.headline, "account": each.account.name, "next": next_step(each, desk),
    }  # fmt: skip
