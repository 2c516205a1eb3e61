"""Drawing a layout with a record: the same inputs give the same bytes."""

from collections.abc import Mapping
from dataclasses import replace

from PIL import Image

from studio.assets import jpeg, typography
from studio.assets.code_words import claims_a_code, leads_there, untrue
from studio.assets.faces import Faces
from studio.assets.ground import Ground, painted, placed_as, put_ground, quality_on
from studio.assets.photograph import Photo
from studio.assets.placed import PixelBox, Placed, Rendered
from studio.assets.price import Price, draw_price
from studio.assets.qr_code import qr_code, read_as_sent
from studio.assets.record import Record
from studio.assets.sheet import Sheet, ground_of, wordless, words_missing
from studio.assets.typography import Block, Style
from studio.errors import StudioError, problem
from studio.files import digest_of
from studio.library.kinds.layout import Layer, Layout, Size
from studio.library.kinds.palette import Palette

__all__ = ["PixelBox", "Placed", "Rendered", "render"]


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
    sheet = Sheet(layout, size, palette, record, photos, faces)
    layers = [layer for layer in layout.layers if layer.stands_in(size.family)]
    first, then = _in_order(layers, sheet)
    below = tuple(ground for layer in first if (ground := ground_of(layer, sheet)))
    canvas = painted(below, size.width, size.height).copy()
    put = [_put_layer(canvas, layer, sheet) for layer in then]
    placed = [*(placed_as(ground) for ground in below), *(each for each in put if each)]
    content, quality = _coded(canvas, below, aim, limit)
    _read_codes(canvas, placed, quality, layout)
    return Rendered(content, "image/jpeg", size.width, size.height, digest_of(content), quality, tuple(placed), _photos(layers, sheet))


def _photos(layers: list[Layer], sheet: Sheet) -> tuple[str, ...]:
    """Whoever takes a photo down takes down what was drawn with it."""
    grounds = [ground_of(layer, sheet) for layer in layers if wordless(layer)]
    return tuple(dict.fromkeys(ground.photo.digest for ground in grounds if ground and ground.photo))


def _in_order(layers: list[Layer], sheet: Sheet) -> tuple[list[Layer], list[Layer]]:
    """First the layers without words that lie over no words, which are the same for a whole batch and painted once; then the others."""
    first: list[Layer] = []
    then: list[Layer] = []
    covered: list[PixelBox] = []
    for layer in layers:
        box = sheet.box(layer)
        if wordless(layer) and not any(_overlap(box, other) for other in covered):
            first.append(layer)
        else:
            then.append(layer)
            covered.append(box)
    return first, then


def _overlap(one: PixelBox, other: PixelBox) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _put_layer(canvas: Image.Image, layer: Layer, sheet: Sheet) -> Placed | None:
    return put_ground(canvas, ground_of(layer, sheet)) if wordless(layer) else _put_words(canvas, layer, sheet)


def _coded(canvas: Image.Image, below: tuple[Ground, ...], aim: int, limit: int) -> tuple[bytes, int]:
    """The picture's bytes: at the best quality if that is small enough, else from the quality that its ground allows."""
    content = jpeg.coded(canvas, jpeg.BEST)
    if len(content) <= aim and len(content) < limit:
        return content, jpeg.BEST
    return jpeg.within(canvas, quality_on(below, canvas.width, canvas.height, aim), aim=aim, limit=limit)


def _put_words(canvas: Image.Image, layer: Layer, sheet: Sheet) -> Placed | None:
    text = sheet.words(layer)
    if not text:
        if layer.optional:
            return None
        raise words_missing(layer, sheet)
    if layer.kind != "qr" and claims_a_code(text) and not ((link := sheet.link) and leads_there(text, link)):
        if layer.optional:
            return None
        raise untrue(text, sheet.where(layer), link=sheet.link)
    match layer.kind:
        case "qr":
            return _put_code(canvas, text, layer, sheet)
        case "price":
            return _put_price(canvas, text, layer, sheet)
        case "badge" | "button":
            return _put_pill(canvas, text, layer, sheet)
        case _:
            return _put_text(canvas, text, layer, sheet)


def _style(layer: Layer, sheet: Sheet) -> Style:
    return Style(
        faces=sheet.faces, colour=sheet.colour(layer.colour), role=layer.face, weight=layer.weight,
        size_max=sheet.pixels(layer.size_max), size_min=sheet.pixels(layer.size_min), leading=layer.leading,
        tracking=layer.tracking, lines_max=layer.lines_max, align=layer.align, valign=layer.valign,
        known=sheet.record.own_words,
    )  # fmt: skip


def _put_text(canvas: Image.Image, text: str, layer: Layer, sheet: Sheet) -> Placed:
    box, style = sheet.box(layer), _style(layer, sheet)
    block = typography.fit(text, box[2] - box[0], box[3] - box[1], style)
    taken = typography.draw(canvas, block, box, style)
    return _told(Placed(layer.kind, _whole(taken), text), block, style)


def _told(placed: Placed, block: Block, style: Style) -> Placed:
    missing = style.faces.missing(placed.text)
    return replace(placed, type_size=block.size, lines=len(block.lines), colour=style.colour, cut=block.cut, missing=missing)


def _whole(box: typography.Pixels) -> PixelBox:
    return round(box[0]), round(box[1]), round(box[2]), round(box[3])


def _put_pill(canvas: Image.Image, text: str, layer: Layer, sheet: Sheet) -> Placed:
    """A badge or button as wide as its words, at the side of its box that `align` says."""
    left, top, right, bottom = sheet.box(layer)
    style = replace(_style(layer, sheet), lines_max=1, align="centre", valign="middle")
    padding = round((bottom - top) * (0.62 if layer.kind == "button" else 0.5))
    block = typography.fit(text, right - left - 2 * padding, bottom - top, style)
    width = round(block.width) + 2 * padding
    start = {"left": left, "centre": (left + right - width) // 2, "right": right - width}[layer.align]
    pill, fill = (start, top, start + width, bottom), sheet.colour(layer.fill)
    put_ground(canvas, Ground("panel", pill, fill, sheet.colour(layer.outline), sheet.pixels(layer.radius) if layer.radius else 0))
    typography.draw(canvas, block, pill, style)
    return _told(Placed(layer.kind, pill, text, fill=fill), block, style)


def _put_price(canvas: Image.Image, text: str, layer: Layer, sheet: Sheet) -> Placed:
    price = Price(text, sheet.record.product.was if sheet.record.product else "", sheet.colour("muted"))
    style = _style(layer, sheet)
    block, taken = draw_price(canvas, price, sheet.box(layer), style)
    return _told(Placed("price", _whole(taken), text), block, style)


def _put_code(canvas: Image.Image, link: str, layer: Layer, sheet: Sheet) -> Placed:
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
