"""One picture for a slot: which layout and size, which photo, and what its layers say."""

import re
from collections.abc import Mapping
from pathlib import Path

from studio.assets.faces import Faces, faces_of, house_faces
from studio.assets.photograph import Photo
from studio.assets.record import Record, goods_of, who_of
from studio.assets.render import Rendered, render
from studio.calendars.plan import PlannedSlot
from studio.content.copy_template import Copy
from studio.errors import StudioError, problem
from studio.files import Files
from studio.library.kinds import ChannelKind, Fonts, Layout, Size
from studio.library.library import Library

FAMILIES = {
    ChannelKind.MOMENTS: ("moments_3x4", "moments_1x1"), ChannelKind.COMMUNITY: ("group_card", "moments_1x1", "moments_3x4"),
    ChannelKind.OFFICIAL_ACCOUNT: ("cover_235",), ChannelKind.HANDOFF: ("moments_3x4", "moments_1x1"),
}  # fmt: skip
NEUTRAL = ("window-desk.jpg", "garden-morning.jpg", "tea-table.jpg", "fabric-texture.jpg")


def illustrate(library: Library, slot: PlannedSlot, copy: Copy, *, files: Files) -> Rendered:
    """Draw the slot's picture in its template's layout (an article's cover when it names none)."""
    template = library.template(slot.template)
    layout = library.layout(template.picture or "article-cover")
    product = library.products.get(slot.product or "")
    photos = _photos(library, files)
    name = product.photos[0] if product and product.photos else _neutral(photos, slot)
    persona = library.persona(slot.persona)
    record = Record(
        headline=copy.headline or copy.title, steps=steps_in(copy.text), product=goods_of(product) if product else None, persona=who_of(persona),
        brand=library.brand.name, photo=name, badge="广告" if slot.promotional else "", button="来看看" if slot.promotional else "",
        date=f"{slot.due_at:%m.%d}",
    )  # fmt: skip
    return render(
        layout,
        size_for(layout, slot.channel),
        library.palette_for(product.category if product else ""),
        record,
        photos=photos,
        faces=faces(library, files),
    )


def size_for(layout: Layout, channel: ChannelKind) -> Size:
    """The layout's size that fits the channel best; its first one when none is made for it."""
    for family in FAMILIES[channel]:
        if found := next((size for size in layout.sizes if size.family == family), None):
            return found
    return layout.sizes[0]


def steps_in(text: str, most: int = 5) -> tuple[str, ...]:
    """The sentences of a text as a list of steps, each short enough for a card."""
    plain = re.sub(r"[#*>`\[\]]", "", text)
    sentences = [part.strip(" ，,") for part in re.split(r"[。！？\n]+", plain)]
    return tuple(sentence for sentence in sentences if 4 <= len(sentence) <= 42)[:most]


def faces(library: Library, files: Files) -> Faces:
    """The brand's faces; files of the workspace are read from the store by their digest."""
    named = tuple(face for face in library.fonts.values() if face.package)
    kept = tuple(
        face.model_copy(update={"file": str(files.path(library.pictures[Path(face.file).name]))})
        for face in library.fonts.values()
        if not face.package and Path(face.file).name in library.pictures
    )
    return faces_of(Fonts(faces=named + kept), Path()) if named or kept else house_faces()


def _photos(library: Library, files: Files) -> Mapping[str, Photo]:
    found = {}
    for name, digest in library.pictures.items():
        licence = library.photos.get(name)
        if licence is not None:
            found[name] = Photo(name, digest, files.path(digest), licence.focus)
    return found


def _neutral(photos: Mapping[str, Photo], slot: PlannedSlot) -> str:
    """A quiet photo, walked through day by day so that neighbours differ."""
    there = [name for name in NEUTRAL if name in photos] or sorted(photos)
    if not there:
        raise StudioError(
            problem(
                "素材里还没有照片",
                "there is no photo yet",
                field="assets/photos",
                mend=("上传一张有授权的照片", "upload a photo with its licence"),
            )
        )
    return there[(slot.due_at.toordinal() + slot.use + len(slot.persona)) % len(there)]
