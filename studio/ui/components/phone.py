"""The phone preview on a page."""

import streamlit as st

from studio.channels import preview
from studio.channels.preview import PreviewMessage
from studio.ui.words import say

_ARTICLE = 790  # points: an article scrolls inside its phone


def phone(message: PreviewMessage) -> None:
    """The message as its reader will see it; an article also as the card in the message list.

    The HTML is ours and escaped; an article's body stands in a sandbox of its own.
    """
    if message.channel != "official_account":
        st.iframe(preview.document(preview.preview(message)))
        return
    article, card = st.tabs([say("parts.article"), say("parts.list_card")])
    with article:
        st.iframe(preview.document(preview.official_account(message)), height=_ARTICLE)
    with card:
        st.iframe(preview.document(preview.message_card(message)))
