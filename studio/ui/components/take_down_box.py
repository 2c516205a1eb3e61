"""Taking down what is out, where the platform allows it: a reason, and what followers see afterwards."""

import streamlit as st

from studio.channels.channel import TakesDown
from studio.channels.registry import able
from studio.people.person import Role
from studio.publishing.take_down import STEP, take_down
from studio.ui.components.confirm import tell
from studio.ui.components.platform_answer import must_have_worked
from studio.ui.components.refusal import refusals_shown
from studio.ui.desk import Desk, publishing_desk
from studio.ui.glance.publishing import Told
from studio.ui.words import say


def take_down_box(told: Told, desk: Desk) -> None:
    """Nothing for what is down already; elsewhere who can take it down, and how."""
    if any(attempt.step == STEP and attempt.facts for attempt in told.attempts):
        st.caption(say("publish.is_down"))
    elif not able(told.going.account.channel, TakesDown):
        st.caption(say("publish.stays_out"))
    elif not desk.may(Role.PUBLISHER, Role.ADMIN):
        st.caption(say("publish.publishers_take_down"))
    else:
        _box(told, desk)


def _box(told: Told, desk: Desk) -> None:
    key = told.row.key
    with st.popover(say("publish.take_down"), icon=":material/delete:", key="take_down_open"), st.form("take_down", border=False):
        st.write(say("publish.down_after_mass" if told.pushed else "publish.down_after"))
        reason = st.text_input(say("publish.take_down_reason"), key="take_down_reason")
        if st.form_submit_button(say("publish.take_down_yes"), key="take_down_yes", type="primary"):
            with refusals_shown(), st.spinner(say("publish.taking_down")):
                answer = take_down(publishing_desk(desk), key, reason=reason, brand=desk.brand.key, by=desk.person)
                must_have_worked(answer, where=f"delivery:{key}")
                tell(say("publish.taken_down"))
                st.rerun()
