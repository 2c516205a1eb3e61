"""One picture in the making: what its layers need to know, and what they ask for when it is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from studio.assets.colours import colour
from studio.assets.faces import Faces
from studio.assets.ground import Ground
from studio.assets.layer_words import words
from studio.assets.photograph import Photo
from studio.assets.placed import PixelBox
from studio.assets.record import Record
from studio.errors import StudioError, problem
from studio.library.kinds.layout import Layer, Layout, Size
from studio.library.kinds.palette import Palette


@dataclass(frozen=True)
class Sheet:
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

    @property
    def link(self) -> str:
        """Where the picture's code leads; empty when it has none at this size."""
        codes = (self.words(layer) for layer in self.layout.layers if layer.kind == "qr" and layer.stands_in(self.size.family))
        return next((link for link in codes if link), "")

    def colour(self, name: str) -> str:
        return colour(name, self.palette) if name else ""

    def pixels(self, share: float) -> int:
        return max(1, round(share * self.size.width))


def wordless(layer: Layer) -> bool:
    return layer.kind in ("background", "panel", "photo", "portrait")


def ground_of(layer: Layer, sheet: Sheet) -> Ground | None:
    box = sheet.box(layer)
    radius = sheet.pixels(layer.radius) if layer.radius else 0
    if layer.kind in ("background", "panel"):
        if layer.text and not sheet.words(layer):
            return None
        fill = sheet.colour(layer.fill or ("paper" if layer.kind == "background" else ""))
        return Ground(layer.kind, box, fill, sheet.colour(layer.outline), radius)
    name = sheet.words(layer) or _usual_photo(layer, sheet.record)
    photo = sheet.photos.get(name)
    if photo is None:
        if layer.optional:
            return None
        raise _photo_missing(name, layer, sheet)
    focus = layer.focus if layer.focus != (0.5, 0.5) else photo.focus
    return Ground(layer.kind, box, radius=radius, shade=layer.shade, shade_from=layer.shade_from, photo=photo, focus=focus)


def _usual_photo(layer: Layer, record: Record) -> str:
    if layer.kind == "portrait":
        return record.persona.portrait if record.persona else ""
    return record.photo


def _photo_missing(name: str, layer: Layer, sheet: Sheet) -> StudioError:
    return StudioError(
        problem(
            f"版式「{sheet.layout.name}」需要照片，但{f'找不到 {name}' if name else '没有指定照片'}",
            f"layout {sheet.layout.slug} needs a photo, but {f'{name} is missing' if name else 'none is named'}",
            where=sheet.where(layer),
            field=name,
            mend=("上传照片，或换一个不需要照片的版式", "upload the photo, or choose a layout without one"),
        )
    )


def words_missing(layer: Layer, sheet: Sheet) -> StudioError:
    return StudioError(
        problem(
            f"版式「{sheet.layout.name}」的这一层没有字可写：{layer.text or layer.kind}",
            f"layout {sheet.layout.slug} has no words for this layer: {layer.text or layer.kind}",
            where=sheet.where(layer),
            mend=("填好这一项，或给这一层加 optional: true", "fill the field, or mark the layer optional"),
        )
    )
