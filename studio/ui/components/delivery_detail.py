"""One delivery: where it stands, who confirmed, what was tried, and what can be done."""

import streamlit as st

from studio.publishing.delivery import Attempt
from studio.publishing.take_down import STEP
from studio.ui.components.confirmations import audience_facts, confirmations
from studio.ui.components.delivery_acts import delivery_acts
from studio.ui.components.delivery_table import next_step
from studio.ui.components.draft_ready import draft_ready
from studio.ui.components.facts import facts
from studio.ui.components.hand_off_box import hand_off_box
from studio.ui.components.markup import as_written, channel_chip, heading, persona_chip, show, state_chip
from studio.ui.components.phone import phone
from studio.ui.components.steps import step_words
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.preview_of import preview_for
from studio.ui.glance.publishing import Told
from studio.ui.words import language, say


def delivery_detail(told: Told, desk: Desk, cast: Cast) -> None:
    going, row = told.going, told.row
    left, right = st.columns([6, 5], gap="large")
    with left:
        name = persona_chip(cast.name(going.post.persona), cast.order(going.post.persona))
        show(f'<p class="line">{state_chip(row.state)} {name} {channel_chip(going.placement.channel)}</p>')
        if told.draft_only:
            draft_ready(told, desk)
        else:
            st.markdown(as_written(next_step(going, desk)))
        if mend := row.said.get("mend" if language() == "zh" else "mend_en") or row.said.get("mend_zh"):
            st.caption(as_written(str(mend)))
        hand_off_box(told, desk)
        confirmations(told, desk)
        delivery_acts(told, desk)
        audience_facts(told)
        _facts(told, desk)
        _attempts(told, desk)
    with right:
        if message := preview_for(going, desk, cast):
            phone(message)


def _facts(told: Told, desk: Desk) -> None:
    row, approval = told.row, told.approval
    facts([
        (say("publish.due"), f"{desk.local(row.due_at):%Y-%m-%d %H:%M}"),
        (say("publish.approved_by"), f"{told.approved_by} {desk.local(approval.at):%m-%d %H:%M}" if approval else ""),
        (say("publish.digest"), approval.digest[:16] if approval else ""), (say("publish.marker"), row.marker),
        (say("publish.remote_id"), row.remote_id), (say("publish.tries"), str(row.tries)),
    ])  # fmt: skip


def _attempts(told: Told, desk: Desk) -> None:
    heading(say("publish.attempts"), say("publish.attempts_more", n=len(told.attempts)))
    if not told.attempts:
        st.caption(say("publish.no_attempts"))
        return
    rows = [
        {
            say("publish.step"): step_words(attempt.step, told.names), say("publish.intent"): f"{desk.local(attempt.intent_at):%m-%d %H:%M:%S}",
            say("publish.outcome"): say(_outcome(attempt)), say("publish.said"): attempt.said.get(language()) or attempt.said.get("zh", ""),
        }
        for attempt in told.attempts
    ]  # fmt: skip
    st.dataframe(rows, hide_index=True, width="stretch", key="attempts")


def _outcome(attempt: Attempt) -> str:
    """A take-down may be tried again until the platform did it; then it is done."""
    return "publish.outcome_done" if attempt.step == STEP and attempt.facts else f"publish.outcome_{attempt.outcome or 'open'}"
