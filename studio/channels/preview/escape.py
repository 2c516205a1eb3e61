"""Words and addresses made safe for a page: nothing a person wrote becomes markup or script."""

import re
from html import escape

_KINDS = re.compile(r"^(data:image/(png|jpeg|gif|webp|svg\+xml)[;,]|https?://|/(?!/))", re.IGNORECASE)


def words(text: str) -> str:
    """Text with its line breaks kept."""
    return escape(text.strip()).replace("\n", "<br>")


def line(text: str) -> str:
    """Text on one line."""
    return escape(" ".join(text.split()))


def address(url: str) -> str:
    """An address for an `src` attribute; anything that is not a picture, a web address or a path of this site becomes empty."""
    return escape(url, quote=True) if _KINDS.match(url) else ""
