"""Asking again before what cannot be taken back, and undo for what can."""

from collections.abc import Callable

import streamlit as st

from studio.ui.words import say


def ask_again(question: str, *, act: str, key: str, on_yes: Callable[[], None]) -> None:
    """A dialog with the question and two buttons named by their effect; opened by `open_question(key)`."""
    if not st.session_state.get(f"asking_{key}"):
        return

    @st.dialog(act, on_dismiss=lambda: _close(key))
    def _ask() -> None:
        st.write(question)
        with st.container(horizontal=True):
            st.button(act, type="primary", key=f"{key}_yes", on_click=_yes, args=(key, on_yes))
            st.button(say("frame.cancel"), key=f"{key}_no", on_click=_close, args=(key,))

    _ask()


def open_question(key: str) -> None:
    """Use as a button's `on_click`."""
    st.session_state[f"asking_{key}"] = True


def offer_undo(done: str, *, undo: Callable[[], None]) -> None:
    """Say what was done and keep how to take it back; `undo_offer` draws it on the next run."""
    st.session_state["undo_offered"] = (done, undo)


def undo_offer() -> None:
    """The line with the undo button, until it is used or the next thing is done."""
    offer = st.session_state.get("undo_offered")
    if not offer:
        return
    done, undo = offer
    with st.container(horizontal=True, vertical_alignment="center", key="undo_line"):
        st.caption(done)
        st.button(say("frame.undo"), key="undo", icon=":material/undo:", type="tertiary", on_click=_undo, args=(undo,))


def tell(words: str) -> None:
    """A short word that survives the rerun; the frame shows it."""
    st.session_state["told"] = words


def tell_now() -> None:
    if words := st.session_state.pop("told", None):
        st.toast(words)


def _undo(undo: Callable[[], None]) -> None:
    st.session_state.pop("undo_offered", None)
    undo()
    tell(say("frame.undone"))


def _yes(key: str, act: Callable[[], None]) -> None:
    _close(key)
    act()


def _close(key: str) -> None:
    st.session_state.pop(f"asking_{key}", None)
