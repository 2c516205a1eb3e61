"""The states as a row of counts; pressing one shows what stands in it."""

from collections.abc import Mapping

import streamlit as st

from studio.publishing.delivery import State
from studio.ui.components.markup import state_words
from studio.ui.glance.publishing import GRAVEST_FIRST
from studio.ui.words import say

OPEN = (State.UNKNOWN, State.MISSED, State.REFUSED, State.CREATED, State.SENDING, State.PLANNED)


def state_board(counts: Mapping[State, int], *, key: str) -> set[State]:
    """What to show: everything open unless one state was chosen."""
    options = ["open", *GRAVEST_FIRST]
    wanted = st.query_params.get("show")
    if key not in st.session_state and wanted in [state.value for state in GRAVEST_FIRST]:
        st.session_state[key] = State(wanted)
    chosen = st.pills(
        say("publish.board"), options, default=None if key in st.session_state else "open", key=key, label_visibility="collapsed", required=True,
        format_func=lambda each: _label(each, counts),
    )  # fmt: skip
    return set(OPEN) if chosen in ("open", None) else {State(chosen)}


def _label(each: "str | State", counts: Mapping[State, int]) -> str:
    if each == "open":
        return f"{say('publish.open')} {sum(counts.get(state, 0) for state in OPEN)}"
    return f"{state_words(State(each).value)} {counts.get(State(each), 0)}"
