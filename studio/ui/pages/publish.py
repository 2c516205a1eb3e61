"""投放: did it arrive."""

import streamlit as st

from studio.ui.components.delivery_detail import delivery_detail
from studio.ui.components.delivery_table import delivery_table
from studio.ui.components.empty import empty
from studio.ui.components.hold_switch import hold_switch, holds_on
from studio.ui.components.pager import pager
from studio.ui.components.refusal import kept_refusal
from studio.ui.components.state_board import state_board
from studio.ui.desk import here
from studio.ui.glance.cast import cast
from studio.ui.glance.publishing import board, counts, told
from studio.ui.menu import go_to
from studio.ui.words import say

desk = here()
personas = cast(desk)
by_state = counts(desk)

if not by_state:
    if empty(say("publish.nothing"), action=say("publish.to_review"), key="publish_nothing"):
        go_to("review")
else:
    with st.container(horizontal=True, vertical_alignment="center", key="publish_head"):
        states = state_board(by_state, key="publish_states")
        hold_switch(desk, personas)
    page = pager(sum(by_state.get(state, 0) for state in states), key="publish_page", rows=12)
    found = board(desk, states, page)
    holds_on(found.holds, desk)
    if found.rows:
        chosen = delivery_table(found.rows, desk=desk, cast=personas, key="publish_rows")
        wanted = st.query_params.get("delivery", "")
        key = chosen.delivery.key if chosen and chosen.delivery else int(wanted) if wanted.isdigit() else None
        if key is None:
            st.caption(say("publish.choose"))
        else:
            delivery_detail(told(desk, key), desk, personas)
    else:
        kept_refusal()
        empty(say("publish.none_here"), key="publish_none")
