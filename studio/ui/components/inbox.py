"""The inbox: who waits for an answer, for how long, under which post; answered on the platform, ticked off here."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from studio.engagement.answered import answered, not_answered
from studio.ui.components.confirm import offer_undo, tell
from studio.ui.components.markup import persona_chip, show
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.cast import Cast
from studio.ui.glance.engagement import Waits
from studio.ui.words import say

LATE = 24  # hours: house rule, every comment is answered within a day


def inbox_list(rows: Sequence[Waits], desk: Desk, cast: Cast) -> None:
    with st.container(key="card_inbox"):
        for each in rows:
            _row(each, desk, cast)


def _row(each: Waits, desk: Desk, cast: Cast) -> None:
    row, going = each.interaction, each.going
    hours = max(0, int((desk.now - row.at).total_seconds() // 3600))
    clock = say("engage.waits_hours", n=hours) if hours else say("engage.waits_now")
    tone = ":red" if hours >= LATE else ":gray"
    with st.container(horizontal=True, vertical_alignment="center", key=f"row_inbox_{row.key}"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{row.person}** {tone}[{clock}]  \n{row.text or say('engage.text_unknown')}")
            if going:
                name = persona_chip(cast.name(going.post.persona), cast.order(going.post.persona))
                show(f'<small class="muted">{name} · {escape(going.headline[:40])} · {escape(going.account.name)}</small>')
        st.button(say("engage.answered"), key=f"answered_{row.key}", icon=":material/check:", on_click=_answered, args=(row.key,))


def _answered(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        answered(session, key, by=desk.person, at=desk.now)
        tell(say("engage.done"))
        offer_undo(say("engage.done"), undo=lambda: _reopen(key))


def _reopen(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        not_answered(session, key, by=desk.person, at=desk.now)
