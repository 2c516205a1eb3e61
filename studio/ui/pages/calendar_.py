"""日历: does the month hold together."""

import streamlit as st

from studio.ui.components.balance import balance_meter
from studio.ui.components.calendar_month import calendar_month, move
from studio.ui.components.choice import apart
from studio.ui.components.confirm import undo_offer
from studio.ui.components.delivery_table import delivery_table
from studio.ui.components.empty import empty
from studio.ui.components.markup import heading
from studio.ui.components.planning import plan_form, proposal
from studio.ui.components.refusal import kept_refusal
from studio.ui.desk import here
from studio.ui.glance.calendar import default_span, span
from studio.ui.glance.cast import cast_of
from studio.ui.glance.shelf import library
from studio.ui.menu import go_to
from studio.ui.words import say

desk = here()
shelf = library(desk)
cast = cast_of(shelf)

with st.container(horizontal=True, vertical_alignment="center"):
    personas = st.pills(
        say("calendar.personas"),
        list(cast.personas),
        selection_mode="multi",
        format_func=apart(cast.personas, cast.name),
        key="calendar_personas",
        label_visibility="collapsed",
    )
    views = {"month": say("calendar.month"), "list": say("calendar.list")}
    view = st.segmented_control(
        say("calendar.view"),
        list(views),
        default="month",
        format_func=views.__getitem__,
        key="calendar_view",
        required=True,
        label_visibility="collapsed",
    )
    plan_form(desk, shelf)
with st.container(key="calendar_said"):
    proposal(desk, shelf, cast)
    kept_refusal()
    undo_offer()

first, last = st.session_state.get("calendar_span") or default_span(desk)
found = span(desk, first, last, shelf, personas=personas)
left, right = st.columns([4, 1], gap="medium")
with left:
    if not found.going:
        empty(say("calendar.nothing"), key="calendar_nothing")
    if view == "list":
        if found.going and (chosen := delivery_table(found.going, desk=desk, cast=cast, key="calendar_list")):
            go_to("write", post=str(chosen.post.key))
    else:
        answer = calendar_month(found, desk, cast)
        if answer.shown and answer.shown != (first, last):
            st.session_state["calendar_span"] = answer.shown
            st.rerun()
        if answer.moved:
            move(answer.moved)
            st.rerun()
        if answer.opened and answer.opened.isdigit():
            post = next((each.post for each in found.going if str(each.placement.key) == answer.opened), None)
            if post:
                go_to("write", post=str(post.key))
with right:
    heading(say("calendar.balance"))
    for balance in found.balances:
        balance_meter(balance, cast)
