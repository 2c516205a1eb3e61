"""Avatars: a square with a letter, because nobody here has a face."""

from html import escape

_STAFF = "#3f7d58"
_COLORS = ("#5b8c5a", "#c9785d", "#6b7fb3", "#b08a3e", "#8d6a9f", "#4f8f9a", "#b3617a", "#7a8450")


def avatar(name: str, *, staff: bool = False) -> str:
    """A square with the first letter of a name, as HTML; the same name has the same colour."""
    color = _STAFF if staff else _COLORS[sum(map(ord, name)) % len(_COLORS)]
    return f"<span class=who style='background:{color}'>{escape(name[:1])}</span>"
