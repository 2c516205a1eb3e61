"""The parts of 投放, each with what waits in it; an address names the part, or a delivery whose part it is."""

from collections.abc import Mapping

import streamlit as st

from studio.publishing.delivery import State
from studio.ui.address import number
from studio.ui.desk import Desk
from studio.ui.glance.publishing import state_of
from studio.ui.menu import go_to
from studio.ui.words import say

KEY = "publish_part"
PARTS = ("board", "catch_up", "unknown", "holds", "soon")
PART_OF = {State.UNKNOWN: "unknown", State.MISSED: "catch_up"}


def choose_part(desk: Desk, by_state: Mapping[State, int]) -> str:
    """Draw the parts; gives the chosen one."""
    if KEY not in st.session_state:
        st.session_state[KEY] = _wanted(desk)
    waits = {
        "catch_up": by_state.get(State.MISSED, 0),
        "unknown": by_state.get(State.UNKNOWN, 0),
        "holds": len(st.session_state["holds_on"]),
    }
    chosen = st.segmented_control(
        say("publish.parts"), PARTS, key=KEY, required=True, label_visibility="collapsed",
        format_func=lambda part: f"{say(f'publish.part_{part}')}{f' {waits[part]}' if waits.get(part) else ''}",
    )  # fmt: skip
    return chosen or "board"


def open_part(part: str, **query: str) -> None:
    """Go to a part of 投放 from anywhere, also from within it."""
    st.session_state[KEY] = part
    go_to("publish", part=part, **query)


def show_part(part: str, delivery: int | None = None) -> None:
    """The same as a button's `on_click`, within 投放."""
    st.session_state[KEY] = part
    st.query_params["part"] = part
    if delivery is not None:
        st.query_params["delivery"] = str(delivery)


def _wanted(desk: Desk) -> str:
    part, delivery = st.query_params.get("part", ""), number("delivery")
    if part in PARTS:
        return part
    state = state_of(desk, delivery) if delivery is not None else None
    return PART_OF.get(state, "board") if state else "board"
