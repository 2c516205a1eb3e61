"""What the address of a page says: which post, which delivery. Addresses are typed, cut off and passed on; what makes no sense says nothing."""

import streamlit as st

_LONGEST = 15  # digits of a number that both a database and a browser can hold


def number(name: str) -> int | None:
    """The number that the address gives under this name."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None
