"""Pages of a list that stays on the server: at most thirty rows at a time."""

import streamlit as st

from studio.ui.words import say

ROWS = 30


def pager(total: int, *, key: str, rows: int = ROWS) -> slice:
    """Draw the page numbers when there are several pages; gives the slice of rows to show (offset and end)."""
    pages = max(1, -(-total // rows))
    if pages == 1:
        return slice(0, rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        page = st.pagination(pages, key=key)
        st.caption(say("frame.page_of", n=total))
    return slice((page - 1) * rows, page * rows)
