"""A short list of facts: a name and what it is."""

from collections.abc import Sequence
from html import escape

from studio.ui.components.markup import show


def facts(pairs: Sequence[tuple[str, str]]) -> None:
    """Names at the left, values at the right; values are plain words."""
    show(f'<dl class="facts">{"".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs if value)}</dl>')
