"""The phone preview on a page."""

import streamlit as st

from studio.channels import preview
from studio.channels.preview import PreviewMessage

_ARTICLE, _LEAST = 800, 600  # points: a phone's height on the screen, with its shadow


def phone(message: PreviewMessage, *, height: int | None = None) -> None:
    """The message as its reader will see it. The HTML is ours and escaped; an article's body stands in a sandbox of its own."""
    tall = _ARTICLE if message.channel == "official_account" else "content"
    st.iframe(preview.document(preview.preview(message)), height=height or tall)


def list_card(message: PreviewMessage) -> None:
    """The card of an article in the followers' message list."""
    st.iframe(preview.document(preview.message_card(message)), height=_LEAST)
