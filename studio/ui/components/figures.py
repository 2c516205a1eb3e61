"""Figures side by side, and shares against their targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from studio.ui.components.markup import show
from studio.ui.words import say


@dataclass(frozen=True)
class Figure:
    """`value` None is unknown, and is said to be; `tone` colours it when it is not zero."""

    words: str
    value: int | float | str | None
    tone: str = ""


def figures(*shown: Figure) -> None:
    show(f'<div class="figures">{"".join(_figure(figure) for figure in shown)}</div>')


@dataclass(frozen=True)
class Share:
    """`part` and `target` in percent; `tone` says whether it is off."""

    words: str
    part: float
    target: float | None = None
    tone: str = ""
    remark: str = ""


def shares(parts: Sequence[Share]) -> None:
    """Bars with a mark where the target stands; the longest of them fills its line."""
    longest = max((max(part.part, part.target or 0) for part in parts if part.target is not None), default=0)
    show("".join(_share(part, 100 / longest if longest else 1.0) for part in parts))


def _figure(figure: Figure) -> str:
    value = say("frame.unknown") if figure.value is None else f"{figure.value:,}" if isinstance(figure.value, int | float) else figure.value
    tone = "is-violet" if figure.value is None else "is-zero" if figure.value == 0 else f"is-{figure.tone}" if figure.tone else ""
    return f'<div class="{tone}"><b>{escape(value)}</b><span>{escape(figure.words)}</span></div>'


def _share(share: Share, scale: float) -> str:
    target = f'<u style="left:{min(share.target * scale, 100):.0f}%"></u>' if share.target is not None else ""
    tone = f" is-{share.tone}" if share.tone else ""
    remark = share.remark or (f"{share.part:.0f}%" if share.target is None else f"{share.part:.0f}% / {share.target:.0f}%")
    bar = f'<div class="meter{tone}"><i style="width:{min(share.part * scale, 100):.0f}%"></i>{target}</div>'
    return f'<div class="measure"><span>{escape(share.words)}</span>{bar}<span>{escape(remark)}</span></div>'
