"""One picture for a slot: which layout and size, which photo, and what its layers say."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from studio.assets.faces import Faces, faces_of, house_faces
from studio.assets.named import NamedPictures
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
PORTRAIT = "portrait"  # file names that begin so are faces, not scenes
COVER = "article-cover"
PLAIN = "moments-quiet"  # the layout that needs a headline only
IN_HEAD = 3  # how often a word of the text a word of the headline outweighs
STRIDE = 101  # prime, so that hours apart are photos apart however many photos there are


def illustrate(library: Library, slot: PlannedSlot, copy: Copy, *, files: Files, named: NamedPictures | None = None) -> Rendered:
    """Draw the slot's picture in its template's layout (an article's cover when it names none), from photos that may be used (`named`)."""
    template = library.template(slot.template)
    steps = steps_in(copy.text)
    layout = _layout_for(library, template.picture or COVER, steps)
    product = library.products.get(slot.product or "")
    photos = _photos(library, files, named)
    shots = [shot for shot in product.photos if shot in photos] if product else []
    name = shots[0] if shots else scene_for(library, photos, copy, turn=turn_of(library, slot))
    persona = library.persona(slot.persona)
    record = Record(
        headline=copy.headline or copy.title, steps=steps, product=goods_of(product) if product else None, persona=who_of(persona),
        brand=library.brand.name, photo=name, badge="广告" if slot.promotional else "", button="来看看" if slot.promotional else "",
        date=f"{slot.due_at.astimezone(ZoneInfo(library.brand.zone)):%m.%d}",
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
    """The sentences of a text as a list of steps, each short enough for a card; their own numbers and the sentence that announces them go."""
    plain = re.sub(r"[#*>`\[\]]", "", text)
    sentences = [re.sub(r"^\s*\d+[.、．)）\s]\s*", "", part).strip(" ，,") for part in re.split(r"[。！？\n]+", plain)]
    return tuple(sentence for sentence in sentences if 4 <= len(sentence) <= 42 and not sentence.endswith(("：", ":")))[:most]


def _layout_for(library: Library, slug: str, steps: tuple[str, ...]) -> Layout:
    """A list of fewer than three steps looks empty: the plain layout says it better."""
    layout = library.layout(slug)
    lists = any("steps[2]" in layer.text for layer in layout.layers)
    return library.layout(PLAIN) if lists and len(steps) < 3 and PLAIN in library.layouts else layout


def faces(library: Library, files: Files) -> Faces:
    """The brand's faces; files of the workspace are read from the store by their digest."""
    named = tuple(face for face in library.fonts.values() if face.package)
    kept = tuple(
        face.model_copy(update={"file": str(files.path(library.files[face.file]))})
        for face in library.fonts.values()
        if not face.package and face.file in library.files
    )
    return faces_of(Fonts(faces=named + kept), Path()) if named or kept else house_faces()  # pyright: ignore[reportArgumentType]  # frozen, so it hashes


def _photos(library: Library, files: Files, named: NamedPictures | None) -> Mapping[str, Photo]:
    """The workspace's photos with their licence; where the picture library is at hand, without those that were taken down."""
    found = {}
    for name, digest in library.pictures.items():
        licence = library.photos.get(name)
        if licence is not None and (named is None or name in named.by_file):
            found[name] = Photo(name, digest, files.path(digest), licence.focus)
    return found


def scene_for(library: Library, photos: Mapping[str, Photo], copy: Copy, *, turn: int) -> str:
    """The photo whose tags the words name most; words that name none get a scene, never a product that they do not speak of.

    Among equals the photos are walked through turn by turn, so that neighbours differ.
    """
    there = sorted(name for name in photos if name in library.photos and not name.startswith(PORTRAIT)) or sorted(photos)
    if not there:
        raise StudioError(
            problem(
                "素材里还没有照片",
                "there is no photo yet",
                field="assets/photos",
                mend=("上传一张有授权的照片", "upload a photo with its licence"),
            )
        )
    named = {name: _named(library.photos[name].tags, copy) if name in library.photos else 0 for name in there}
    most = max(named.values())
    best = [name for name in there if named[name] == most] if most else scenes(library, there) or there
    return best[turn % len(best)]


def turn_of(library: Library, slot: PlannedSlot) -> int:
    """Where a slot stands in the walk through the photos."""
    local = slot.due_at.astimezone(ZoneInfo(library.brand.zone))
    return local.toordinal() + local.hour * STRIDE + sum(map(ord, slot.account))


def scenes(library: Library, names: Iterable[str]) -> list[str]:
    """Those of the photos that show no product."""
    shots = {name for product in library.products.values() for name in product.photos}
    return [name for name in names if name not in shots]


def _named(tags: Iterable[str], copy: Copy) -> int:
    """How much the words speak of these tags: a longer tag is the surer sign, and a headline says what its text is about."""
    head = f"{copy.title}\n{copy.headline}"
    return sum(len(tag) * (IN_HEAD * head.count(tag) + copy.text.count(tag)) for tag in tags)
