"""Drawing a layout with a record: the same inputs give the same bytes.

What does not depend on words (background, photo, panels) is kept between pictures; words are set by studio.assets.typography.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import Image, ImageDraw

from studio.assets import jpeg, typography
from studio.assets.colours import colour, rgb
from studio.assets.faces import Faces
from studio.assets.layer_words import words
from studio.assets.photograph import Photo, cropped, round_mask, shaded
from studio.assets.price import Price, draw_price
from studio.assets.qr_code import qr_code, read_as_sent
from studio.assets.record import Record
from studio.assets.typography import Block, Style
from studio.errors import StudioError, problem
from studio.files import digest_of
from studio.library.kinds.layout import Layer, Layout, Size
from studio.library.kinds.palette import Palette

PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True)
class Placed:
    """Where a layer came to stand, in pixels, and how: what the five-point check measures by."""

    kind: str
    box: PixelBox
    text: str = ""
    type_size: int = 0  # pixels
    lines: int = 0
    colour: str = ""
    fill: str = ""
    cut: bool = False
    missing: str = ""  # characters that no face has


@dataclass(frozen=True)
class Rendered:
    """A finished picture."""

    content: bytes
    media_type: str
    width: int
    height: int
    digest: str
    quality: int
    placed: tuple[Placed, ...] = ()


@dataclass(frozen=True)
class _Ground:
    """A layer without words, ready to paint."""

    kind: str
    box: PixelBox
    fill: str = ""
    outline: str = ""
    radius: int = 0
    shade: float = 0.0
    shade_from: str = "all"
    photo: Photo | None = None
    focus: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True)
class _Sheet:
    """What every layer of one picture needs to know."""

    layout: Layout
    size: Size
    palette: Palette
    record: Record
    photos: Mapping[str, Photo]
    faces: Faces

    def box(self, layer: Layer) -> PixelBox:
        left, top, right, bottom = layer.box_in(self.size.family)
        return (
            round(left * self.size.width),
            round(top * self.size.height),
            round(right * self.size.width),
            round(bottom * self.size.height),
        )

    def where(self, layer: Layer) -> str:
        number = next((n for n, each in enumerate(self.layout.layers, start=1) if each is layer), 0)
        return f"assets/layouts/{self.layout.slug}.yaml [{number}. {layer.kind}]"

    def words(self, layer: Layer) -> str:
        return words(layer.text, self.record, where=self.where(layer))

    def colour(self, name: str) -> str:
        return colour(name, self.palette) if name else ""

    def pixels(self, share: float) -> int:
        return max(1, round(share * self.size.width))


def render(
    layout: Layout,
    size: Size,
    palette: Palette,
    record: Record,
    *,
    photos: Mapping[str, Photo],
    faces: Faces,
    aim: int = jpeg.AIM,
    limit: int = jpeg.LIMIT,
) -> Rendered:
    """Draw a layout at a size. `photos` by file name; `aim` and `limit` are bytes. Refuses missing photos and required words."""
    sheet = _Sheet(layout, size, palette, record, photos, faces)
    layers = [layer for layer in layout.layers if layer.stands_in(size.family)]
    first, then = _in_order(layers, sheet)
    below = tuple(ground for layer in first if (ground := _ground(layer, sheet)))
    canvas = _painted(below, size.width, size.height).copy()
    put = [_put_layer(canvas, layer, sheet) for layer in then]
    placed = [*(_placed(ground) for ground in below), *(each for each in put if each)]
    content, quality = _coded(canvas, below, aim, limit)
    _read_codes(canvas, placed, quality, layout)
    return Rendered(content, "image/jpeg", size.width, size.height, digest_of(content), quality, tuple(placed))


def _in_order(layers: list[Layer], sheet: _Sheet) -> tuple[list[Layer], list[Layer]]:
    """First the layers without words that lie over no words, which are the same for a whole batch and painted once; then the others."""
    first: list[Layer] = []
    then: list[Layer] = []
    covered: list[PixelBox] = []
    for layer in layers:
        box = sheet.box(layer)
        if _wordless(layer) and not any(_overlap(box, other) for other in covered):
            first.append(layer)
        else:
            then.append(layer)
            covered.append(box)
    return first, then


def _overlap(one: PixelBox, other: PixelBox) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _put_layer(canvas: Image.Image, layer: Layer, sheet: _Sheet) -> Placed | None:
    return _put_ground(canvas, _ground(layer, sheet)) if _wordless(layer) else _put_words(canvas, layer, sheet)


def _coded(canvas: Image.Image, below: tuple[_Ground, ...], aim: int, limit: int) -> tuple[bytes, int]:
    """The picture's bytes: at the best quality if that is small enough, else from the quality that its ground allows."""
    content = jpeg.coded(canvas, jpeg.BEST)
    if len(content) <= aim and len(content) < limit:
        return content, jpeg.BEST
    return jpeg.within(canvas, _quality(below, canvas.width, canvas.height, aim), aim=aim, limit=limit)


# — what stands without words —


def _wordless(layer: Layer) -> bool:
    return layer.kind in ("background", "panel", "photo", "portrait")


def _ground(layer: Layer, sheet: _Sheet) -> _Ground | None:
    box = sheet.box(layer)
    radius = sheet.pixels(layer.radius) if layer.radius else 0
    if layer.kind in ("background", "panel"):
        if layer.text and not sheet.words(layer):
            return None
        fill = sheet.colour(layer.fill or ("paper" if layer.kind == "background" else ""))
        return _Ground(layer.kind, box, fill, sheet.colour(layer.outline), radius)
    name = sheet.words(layer) or _usual_photo(layer, sheet.record)
    photo = sheet.photos.get(name)
    if photo is None:
        if layer.optional:
            return None
        raise _photo_missing(name, layer, sheet)
    focus = layer.focus if layer.focus != (0.5, 0.5) else photo.focus
    return _Ground(layer.kind, box, radius=radius, shade=layer.shade, shade_from=layer.shade_from, photo=photo, focus=focus)


def _usual_photo(layer: Layer, record: Record) -> str:
    if layer.kind == "portrait":
        return record.persona.portrait if record.persona else ""
    return record.photo


def _photo_missing(name: str, layer: Layer, sheet: _Sheet) -> StudioError:
    return StudioError(
        problem(
            f"版式「{sheet.layout.name}」需要照片，但{f'找不到 {name}' if name else '没有指定照片'}",
            f"layout {sheet.layout.slug} needs a photo, but {f'{name} is missing' if name else 'none is named'}",
            where=sheet.where(layer),
            field=name,
            mend=("上传照片，或换一个不需要照片的版式", "upload the photo, or choose a layout without one"),
        )
    )


@lru_cache(maxsize=12)
def _painted(grounds: tuple[_Ground, ...], width: int, height: int) -> Image.Image:
    canvas = Image.new("RGB", (width, height), "white")
    for ground in grounds:
        _put_ground(canvas, ground)
    return canvas


@lru_cache(maxsize=256)
def _quality(grounds: tuple[_Ground, ...], width: int, height: int, aim: int) -> int:
    return jpeg.quality_for(_painted(grounds, width, height), aim=round(aim * 0.94))  # the words want their share


def _put_ground(canvas: Image.Image, ground: _Ground | None) -> Placed | None:
    if ground is None:
        return None
    left, top, right, bottom = ground.box
    width, height = max(right - left, 1), max(bottom - top, 1)
    if ground.photo:
        image = cropped(ground.photo, width, height, ground.focus)
        if ground.shade:
            image = shaded(image, ground.shade, ground.shade_from)
        radius = min(width, height) // 2 if ground.kind == "portrait" and ground.radius else ground.radius
        canvas.paste(image, (left, top), round_mask(width, height, radius) if radius else None)
    elif ground.fill:
        canvas.paste(
            rgb(ground.fill), (left, top, left + width, top + height), round_mask(width, height, ground.radius) if ground.radius else None
        )
    if ground.outline:
        _frame(canvas, ground.box, ground.outline, ground.radius)
    return _placed(ground)


def _placed(ground: _Ground) -> Placed:
    return Placed(ground.kind, ground.box, text=ground.photo.name if ground.photo else "", fill=ground.fill)


def _frame(canvas: Image.Image, box: PixelBox, outline: str, radius: int) -> None:
    line = max(1, canvas.width // 640)
    ImageDraw.Draw(canvas).rounded_rectangle((box[0], box[1], box[2] - 1, box[3] - 1), radius, outline=outline, width=line)


# — words —


def _put_words(canvas: Image.Image, layer: Layer, sheet: _Sheet) -> Placed | None:
    text = sheet.words(layer)
    if not text:
        if layer.optional:
            return None
        raise _words_missing(layer, sheet)
    match layer.kind:
        case "qr":
            return _put_code(canvas, text, layer, sheet)
        case "price":
            return _put_price(canvas, text, layer, sheet)
        case "badge" | "button":
            return _put_pill(canvas, text, layer, sheet)
        case _:
            return _put_text(canvas, text, layer, sheet)


def _words_missing(layer: Layer, sheet: _Sheet) -> StudioError:
    return StudioError(
        problem(
            f"版式「{sheet.layout.name}」的这一层没有字可写：{layer.text or layer.kind}",
            f"layout {sheet.layout.slug} has no words for this layer: {layer.text or layer.kind}",
            where=sheet.where(layer),
            mend=("填好这一项，或给这一层加 optional: true", "fill the field, or mark the layer optional"),
        )
    )


def _style(layer: Layer, sheet: _Sheet) -> Style:
    return Style(
        faces=sheet.faces, colour=sheet.colour(layer.colour), role=layer.face, weight=layer.weight,
        size_max=sheet.pixels(layer.size_max), size_min=sheet.pixels(layer.size_min), leading=layer.leading,
        tracking=layer.tracking, lines_max=layer.lines_max, align=layer.align, valign=layer.valign,
    )  # fmt: skip


def _put_text(canvas: Image.Image, text: str, layer: Layer, sheet: _Sheet) -> Placed:
    box, style = sheet.box(layer), _style(layer, sheet)
    block = typography.fit(text, box[2] - box[0], box[3] - box[1], style)
    taken = typography.draw(canvas, block, box, style)
    return _told(Placed(layer.kind, _whole(taken), text), block, style)


def _told(placed: Placed, block: Block, style: Style) -> Placed:
    missing = style.faces.missing(placed.text)
    return replace(placed, type_size=block.size, lines=len(block.lines), colour=style.colour, cut=block.cut, missing=missing)


def _whole(box: typography.Pixels) -> PixelBox:
    return round(box[0]), round(box[1]), round(box[2]), round(box[3])


def _put_pill(canvas: Image.Image, text: str, layer: Layer, sheet: _Sheet) -> Placed:
    """A badge or button as wide as its words, at the side of its box that `align` says."""
    left, top, right, bottom = sheet.box(layer)
    style = replace(_style(layer, sheet), lines_max=1, align="centre", valign="middle")
    padding = round((bottom - top) * (0.62 if layer.kind == "button" else 0.5))
    block = typography.fit(text, right - left - 2 * padding, bottom - top, style)
    width = round(block.width) + 2 * padding
    start = {"left": left, "centre": (left + right - width) // 2, "right": right - width}[layer.align]
    pill, fill = (start, top, start + width, bottom), sheet.colour(layer.fill)
    _put_ground(canvas, _Ground("panel", pill, fill, sheet.colour(layer.outline), sheet.pixels(layer.radius) if layer.radius else 0))
    typography.draw(canvas, block, pill, style)
    return _told(Placed(layer.kind, pill, text, fill=fill), block, style)


def _put_price(canvas: Image.Image, text: str, layer: Layer, sheet: _Sheet) -> Placed:
    price = Price(text, sheet.record.product.was if sheet.record.product else "", sheet.colour("muted"))
    style = _style(layer, sheet)
    block, taken = draw_price(canvas, price, sheet.box(layer), style)
    return _told(Placed("price", _whole(taken), text), block, style)


def _put_code(canvas: Image.Image, link: str, layer: Layer, sheet: _Sheet) -> Placed:
    left, top, right, bottom = sheet.box(layer)
    code = qr_code(link, min(right - left, bottom - top), where=sheet.where(layer))
    x, y = (left + right - code.width) // 2, (top + bottom - code.height) // 2
    canvas.paste(code, (x, y))
    return Placed("qr", (x, y, x + code.width, y + code.height), link, fill="#ffffff")


def _read_codes(canvas: Image.Image, placed: list[Placed], quality: int, layout: Layout) -> None:
    for code in placed:
        if code.kind == "qr" and read_as_sent(canvas, code.box, quality) != code.text:
            raise StudioError(
                problem(
                    "二维码画好后读不出来",
                    "the QR code cannot be read back from the finished picture",
                    where=f"assets/layouts/{layout.slug}.yaml",
                    mend=("把二维码放大，下面不要压图", "make the code larger, with nothing over it"),
                )
            )
