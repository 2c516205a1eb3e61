"""Type set into boxes: the largest size at which the words fit, by the rules of Chinese line breaking, in faces that have each character."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageColor, ImageDraw, ImageFont

from studio.assets.faces import Faces
from studio.assets.line_breaking import HALF_EMPTY, breaks_words, graphemes, wrap

_REFERENCE = 200  # px; advances are measured once at this size and scaled
Pixels = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Style:
    """How a text wants to look; sizes in pixels, leading and tracking in parts of the size."""

    faces: Faces
    colour: str = "#000000"
    role: str = "text"
    weight: int = 400
    size_max: int = 64
    size_min: int = 24
    leading: float = 1.4
    tracking: float = 0.0
    lines_max: int = 3
    align: str = "left"
    valign: str = "top"
    known: tuple[str, ...] = ()  # words that stay whole


@dataclass(frozen=True)
class Block:
    """Words set: lines at a size. `cut` says that they did not fit even at the smallest size, and end with an ellipsis."""

    lines: tuple[str, ...]
    size: int
    width: float
    height: float
    cut: bool = False


@lru_cache(maxsize=2048)
def fit(text: str, width: float, height: float, style: Style) -> Block:
    """The text at the largest size between `size_min` and `size_max` that fits the box and `lines_max`."""
    low, high = style.size_min, style.size_max
    best: Block | None = None
    while low <= high:
        size = (low + high) // 2
        block = _set(text, width, size, style)
        whole = size == style.size_min or not breaks_words(text, width / size, lambda piece: advance(piece, style), style.known)
        if whole and len(block.lines) <= style.lines_max and block.height <= height + 1 and block.width <= width + 1:
            best, low = block, size + 1
        else:
            high = size - 1
    return best or _cut(text, width, height, style)


def _set(text: str, width: float, size: int, style: Style) -> Block:
    lines = wrap(text.strip(), width / size, lambda piece: advance(piece, style), even=True, known=style.known)
    widest = max((line_width(line, size, style) for line in lines), default=0.0)
    return Block(tuple(line.rstrip() for line in lines), size, widest, _height(len(lines), size, style))


def _height(lines: int, size: int, style: Style) -> float:
    return size * (1 + style.leading * (lines - 1))


def _cut(text: str, width: float, height: float, style: Style) -> Block:
    """As many lines as the box holds at the smallest size, the last with an ellipsis."""
    size = style.size_min
    block = _set(text, width, size, style)
    room = max(1, min(style.lines_max, int((height / size - 1) / style.leading) + 1))
    lines = [*wrap(text.strip(), width / size, lambda piece: advance(piece, style), known=style.known)][:room]
    last = graphemes(lines[-1].rstrip())
    while last and line_width("".join(last) + "…", size, style) > width:
        last.pop()
    lines[-1] = "".join(last) + "…"
    return Block(tuple(line.rstrip() for line in lines), size, min(block.width, width), _height(len(lines), size, style), cut=True)


def advance(piece: str, style: Style) -> float:
    """How far these characters move the pen, in parts of the type size."""
    return _advance(piece, style.role, style.weight, style.faces) + style.tracking * len(graphemes(piece))


def line_width(line: str, size: int, style: Style) -> float:
    """The line's width in pixels, without the space that hangs at its end."""
    return max(0.0, advance(line.rstrip(), style) - style.tracking) * size


@lru_cache(maxsize=16384)
def _advance(piece: str, role: str, weight: int, faces: Faces) -> float:
    return sum(run.face.font(_REFERENCE, weight).getlength(run.text) for run in faces.runs(piece, role)) / _REFERENCE


def draw(canvas: Image.Image, block: Block, box: Pixels, style: Style) -> Pixels:
    """Draw a block into its box by its alignment; gives the box that the words take."""
    left, top, right, bottom = box
    free = bottom - top - block.height
    y = top + {"top": 0.0, "middle": free / 2, "bottom": free}[style.valign]
    starts = []
    for number, line in enumerate(block.lines):
        x = _start(line, (left, right), block.size, style)
        starts.append(x)
        baseline = y + number * style.leading * block.size + 0.88 * block.size  # CJK faces: the em box sits 0.12 below the baseline
        _draw_line(canvas, line, (round(x), round(baseline)), block.size, style)
    return min(starts), y, min(starts) + block.width, y + block.height


def _start(line: str, between: tuple[float, float], size: int, style: Style) -> float:
    left, right = between
    if style.align == "left":
        return left
    width = line_width(line, size, style)
    if line[-1:] in HALF_EMPTY:
        width -= size / 2  # a full stop's empty half would push the line off its centre
    return right - width if style.align == "right" else (left + right - width) / 2


def _draw_line(canvas: Image.Image, line: str, at: tuple[int, int], size: int, style: Style) -> None:
    x, baseline = at
    inked = _ink(line, size, style.role, style.weight, style.tracking, style.faces)
    if inked.mask is not None:
        canvas.paste(ImageColor.getrgb(style.colour), (x + inked.left, baseline + inked.top), inked.mask)
    pen = ImageDraw.Draw(canvas)
    for part, font, ahead in inked.coloured:
        pen.text((x + ahead, baseline), part, font=font, anchor="ls", embedded_color=True)


@dataclass(frozen=True)
class _Ink:
    """A line without its colour: where its ink lies from the pen's start on the baseline; emoji bring their own colours."""

    mask: Image.Image | None
    left: int
    top: int
    coloured: tuple[tuple[str, ImageFont.FreeTypeFont, int], ...]


@lru_cache(maxsize=1024)
def _ink(line: str, size: int, role: str, weight: int, tracking: float, faces: Faces) -> _Ink:  # noqa: PLR0917  the cache's key
    """The same line of a batch is drawn once."""
    margin = size
    sheet = Image.new("L", (round(_advance(line, role, weight, faces) * size + tracking * size * len(line)) + 2 * margin, 3 * size))
    pen, x = ImageDraw.Draw(sheet), 0.0
    coloured: list[tuple[str, ImageFont.FreeTypeFont, int]] = []
    for run in faces.runs(line, role):
        font = run.face.font(size, weight)
        for part in graphemes(run.text) if tracking else [run.text]:
            if run.face.coloured:
                coloured.append((part, font, round(x)))
            elif not part.isspace():
                pen.text((margin + round(x), 2 * size), part, fill=255, font=font, anchor="ls")
            x += (_advance(part, role, weight, faces) + (tracking * len(graphemes(part)) if tracking else 0)) * size
    box = sheet.getbbox()
    if box is None:
        return _Ink(None, 0, 0, tuple(coloured))
    return _Ink(sheet.crop(box), box[0] - margin, box[1] - 2 * size, tuple(coloured))
