"""How a message will look on a reader's phone, as plain HTML: the same in the editor, the review, the guest page and the report."""

from studio.channels.preview.frame import document, stylesheet
from studio.channels.preview.group import group
from studio.channels.preview.handoff import handoff
from studio.channels.preview.message import Comment, Picture, PreviewLink, PreviewMessage
from studio.channels.preview.moments import moments
from studio.channels.preview.official_account import message_card, official_account, with_addresses

__all__ = [
    "Comment", "Picture", "PreviewLink", "PreviewMessage", "document", "group", "handoff", "message_card", "moments", "official_account",
    "preview", "stylesheet", "with_addresses",
]  # fmt: skip

_VIEWS = {"moments": moments, "official_account": official_account, "community": group, "handoff": handoff}


def preview(message: PreviewMessage) -> str:
    """The phone for the message's channel (`official_account`, `community`, `moments` or `handoff`)."""
    return _VIEWS[message.channel](message)
