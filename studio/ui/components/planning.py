"""Planning a span: choose the days, look at what is proposed and why, accept it with a progress bar."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from studio.calendars.fill import fill_one_by_one
from studio.calendars.plan import Plan, PlannedSlot
from studio.calendars.propose import propose
from studio.library.library import Library
from studio.people.person import Role, require
from studio.ui.components.confirm import tell
from studio.ui.components.markup import channel_name, heading
from studio.ui.components.refusal import refusals_shown
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.words import language, say


def plan_form(desk: Desk, library: Library) -> None:
    """The button with its form; the proposal stands in the session until it is accepted or put away."""
    today = desk.local(desk.now).date()
    allowed = desk.may(Role.PLANNER)
    with (
        st.popover(say("calendar.plan"), icon=":material/auto_awesome_motion:", type="primary", key="plan_open", disabled=not allowed),
        st.form("plan", border=False),
    ):
        first = st.date_input(say("calendar.first"), value=today, min_value=today, max_value=today + timedelta(days=180), key="plan_first")
        days = st.number_input(say("calendar.days"), min_value=1, max_value=62, value=14, key="plan_days")
        if st.form_submit_button(say("calendar.propose"), type="primary", key="plan_propose"):
            with refusals_shown(), desk.act() as session:
                st.session_state["proposal"] = propose(session, library, first=first, days=int(days), now=desk.now)


def proposal(desk: Desk, library: Library, cast: Cast) -> None:
    """What is proposed, with the reason for each slot, and what stays empty and why."""
    plan: Plan | None = st.session_state.get("proposal")
    if plan is None:
        return
    with st.container(key="card_proposal"):
        heading(say("calendar.proposal", n=len(plan.slots)), say("calendar.left_out", n=len(plan.left_out)))
        if plan.slots:
            st.dataframe(
                pd.DataFrame([_row(slot, desk, cast, library) for slot in plan.slots]),
                hide_index=True,
                width="stretch",
                height=320,
                key="proposal_rows",
            )
        else:
            st.caption(say("calendar.nothing_to_plan"))
        if plan.left_out:
            with st.expander(say("calendar.why_left_out")):
                for each in plan.left_out[:30]:
                    st.markdown(f"{desk.local(each.due_at):%m-%d %H:%M} {cast.name(each.persona)} · {each.why.in_(language())}")
        with st.container(horizontal=True):
            if st.button(say("calendar.accept", n=len(plan.slots)), type="primary", key="plan_accept", disabled=not plan.slots):
                _accept(plan, desk, library)
            if st.button(say("calendar.put_away"), key="plan_put_away"):
                st.session_state.pop("proposal")
                st.rerun()


def _accept(plan: Plan, desk: Desk, library: Library) -> None:
    """An act per slot, so that nobody waits for the drawing of all; slots that somebody filled meanwhile are left alone."""
    bar = st.progress(0.0, text=say("calendar.filling"))

    def told(done: int, of: int, slot: PlannedSlot) -> None:
        bar.progress(done / of, text=say("calendar.filled", n=done, of=of, at=f"{desk.local(slot.due_at):%m-%d %H:%M}"))

    with refusals_shown():
        with desk.look() as session:
            require(session, desk.person, Role.PLANNER)
        rows = fill_one_by_one(desk.act, library, plan.slots, files=desk.files, by=desk.person, at=desk.now, told=told)
        st.session_state.pop("proposal")
        tell(say("calendar.accepted", n=len(rows)))
        st.rerun()


def _row(slot: PlannedSlot, desk: Desk, cast: Cast, library: Library) -> dict[str, str]:
    return {
        say("publish.due"): f"{desk.local(slot.due_at):%m-%d %H:%M}", say("publish.persona"): cast.name(slot.persona),
        say("write.channel"): channel_name(slot.channel.value), say("write.pillar"): cast.pillar(slot.pillar), say("calendar.product"): library.products[slot.product].name if slot.product and slot.product in library.products else "",
        say("calendar.why"): "；".join(why.in_(language()) for why in slot.reasons),
    }  # fmt: skip
