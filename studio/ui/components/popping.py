"""Popovers that close when what was done in them is done; after a refusal they stay open, with everything that was typed."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def popping(label: str, *, key: str, **more: Any) -> DeltaGenerator:
    """A popover of this name, closed whenever `done` was said of it; more is given to Streamlit."""
    return st.popover(label, key=f"{key}_{st.session_state.get(_times(key), 0)}", **more)


def done(key: str) -> None:
    """The popover of this name has served: the page has a fresh one, which is closed."""
    st.session_state[_times(key)] = st.session_state.get(_times(key), 0) + 1


def _times(key: str) -> str:
    return f"{key}_done"
