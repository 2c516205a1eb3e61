"""A price set as shops set it: a small ¥, large yuan, small decimals, the former price struck through beside it."""

from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from studio.assets.typography import Block, Pixels, Style, draw, line_width

_SMALL, _FORMER, _GAP = 0.54, 0.4, 0.28  # of the price's size


@dataclass(frozen=True)
class Price:
    """A price and the former one, in words without the sign: 269, 269.90, 199–299; `quiet` is the former one's colour."""

    now: str
    was: str = ""
    quiet: str = "#888888"


def draw_price(canvas: Image.Image, price: Price, box: tuple[int, int, int, int], style: Style) -> tuple[Block, Pixels]:
    """Draw a price as large as its box allows; gives the block and the box it takes."""
    left, top, right, bottom = box
    one = replace(style, lines_max=1, align="left", valign="top", tracking=0.0)
    parts = _parts(price, one)
    em = 1000
    units = sum(line_width(text, em, part) / em * scale for text, scale, part in parts) + (_GAP if price.was else 0)
    wanted = min(style.size_max, int((right - left) / units), int((bottom - top) / 0.9))
    size = max(wanted, style.size_min)
    width = units * size
    x = left if style.align == "left" else right - width if style.align == "right" else (left + right - width) / 2
    baseline = (top + bottom) / 2 + 0.36 * size  # digits are 0.73 of the em high
    taken = (x, baseline - 0.74 * size, x + width, baseline)
    for text, scale, part in parts:
        former = scale == _FORMER
        x += _GAP * size if former else 0
        x += _draw_part(canvas, text, (x, baseline), max(1, round(size * scale)), part, struck=former)
    return Block((f"¥{price.now}",), size, width, size, cut=wanted < style.size_min), taken


def _parts(price: Price, style: Style) -> list[tuple[str, float, Style]]:
    whole, dot, rest = price.now.removeprefix("¥").partition(".")
    parts = [("¥", _SMALL, style), (whole, 1.0, style), (dot + rest, _SMALL, style)]
    if price.was:
        parts.append((f"¥{price.was.removeprefix('¥')}", _FORMER, replace(style, weight=400, colour=price.quiet)))
    return parts


def _draw_part(canvas: Image.Image, text: str, at: tuple[float, float], size: int, style: Style, *, struck: bool) -> float:
    x, baseline = at
    long = line_width(text, size, style)
    draw(canvas, Block((text,), size, long, size), (x, baseline - 0.88 * size, x + long, baseline), style)
    if struck:
        y = round(baseline - 0.34 * size)
        ImageDraw.Draw(canvas).line((round(x), y, round(x + long), y), fill=style.colour, width=max(1, size // 12))
    return long
