"""How long a text is, in the unit that the platform counts, against the platform's limit."""

from dataclasses import dataclass

from studio.ui.components.markup import show
from studio.ui.words import say


@dataclass(frozen=True)
class Limit:
    """`unit` is characters or bytes (UTF-8), as the platform counts."""

    most: int
    unit: str = "characters"

    def count(self, text: str) -> int:
        return len(text.encode("utf-8")) if self.unit == "bytes" else len(text)


def counter(text: str, *limits: Limit) -> None:
    """`182 / 2,000 characters · 546 / 4,000 bytes`; red where it is over."""
    show(f'<div class="counter">{" · ".join(_one(text, limit) for limit in limits)}</div>')


def _one(text: str, limit: Limit) -> str:
    used = limit.count(text)
    over = ' class="over"' if used > limit.most else ""
    return f"<span{over}><b>{used:,}</b> / {say(f'parts.{limit.unit}', n=limit.most)}</span>"
