"""An empty place says one sentence and offers one thing to do."""

from html import escape

import streamlit as st

from studio.ui.components.markup import show


def empty(sentence: str, *, action: str = "", key: str = "empty_action") -> bool:
    """The sentence, and a button when there is something to do; True when it was pressed."""
    show(f'<div class="empty"><p>{escape(sentence)}</p></div>')
    if not action:
        return False
    with st.container(horizontal=True, horizontal_alignment="center"):
        return st.button(action, key=key, type="primary")
