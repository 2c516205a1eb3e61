"""Fitting copies: what a channel takes of a picture is a rule; the copy that keeps to it is made here, the same bytes every time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import BytesIO

from PIL import Image

from studio.assets.chunks import bare_png
from studio.assets.picture import LOSSLESS, opened
from studio.assets.upload import DRAWN_MAX, bare_kind
from studio.assets.upright import on_paper, sound, upright
from studio.library.kinds import ChannelKind
from studio.rules.lookup import in_force, lookup

_QUALITIES = (90, 84, 76, 68)  # tried in this order; what is still too heavy then gets smaller
_SMALLER = 0.8


class PictureRole(StrEnum):
    """What a picture is for in its variant."""

    COVER = "cover"  # of an article
    BODY = "body"  # in an article's text
    PICTURE = "picture"  # beside a text
    CARD = "card"  # of a link or a mini-program


@dataclass(frozen=True)
class Needs:
    """What a channel takes: media types, fewer bytes than `below`, sides in pixels."""

    types: tuple[str, ...]
    below: int
    long_side: int
    short_side: int


@dataclass(frozen=True)
class Fitted:
    """The copy that fits; the same bytes where they fitted already."""

    content: bytes
    media_type: str
    width: int
    height: int


_RULES = {
    (ChannelKind.OFFICIAL_ACCOUNT, PictureRole.COVER): ("oa.image.cover_types", "oa.image.cover_bytes"),
    (ChannelKind.OFFICIAL_ACCOUNT, PictureRole.BODY): ("oa.image.body_types", "oa.image.body_bytes"),
    (ChannelKind.OFFICIAL_ACCOUNT, PictureRole.PICTURE): ("oa.image.body_types", "oa.image.cover_bytes"),
    (ChannelKind.OFFICIAL_ACCOUNT, PictureRole.CARD): ("oa.image.body_types", "oa.image.body_bytes"),
    (ChannelKind.COMMUNITY, PictureRole.PICTURE): ("wecom.image.types", "wecom.image.bytes"),
    (ChannelKind.COMMUNITY, PictureRole.CARD): ("wecom.image.types", "wecom.image.card_bytes"),
    (ChannelKind.MOMENTS, PictureRole.PICTURE): ("wecom.image.types", "wecom.moment.image_bytes"),
    (ChannelKind.MOMENTS, PictureRole.CARD): ("wecom.image.types", "wecom.moment.image_bytes"),
    (ChannelKind.HANDOFF, PictureRole.PICTURE): ("picture.handoff.types", "picture.handoff.bytes"),
}
_WRITABLE = ("image/jpeg", "image/png")


def needs(channel: ChannelKind, role: PictureRole, on: date) -> Needs:
    """What this channel takes on that day; a role that it does not know is a picture like any other."""
    types, most = _RULES.get((channel, role)) or _RULES[channel, PictureRole.PICTURE]
    sides = [(lookup("picture.long_side", on).count, lookup("picture.short_side", on).count)]
    if channel is ChannelKind.MOMENTS:
        sides.append((lookup("wecom.moment.image_long", on).count, lookup("wecom.moment.image_short", on).count))
    known = tuple(kind for kind in lookup(types, on).value if kind in _WRITABLE)
    return Needs(known, lookup(most, on).count, min(long for long, _ in sides), min(short for _, short in sides))


def most_pictures(channel: ChannelKind, on: date, *, kind: str = "") -> int:
    """How many pictures one post carries there; `kind` is the hand-off's, without it what the roomiest place takes."""
    match channel:
        case ChannelKind.MOMENTS:
            return lookup("wecom.moment.pictures", on).count
        case ChannelKind.COMMUNITY:
            return lookup("wecom.mass.attachments", on).count
        case ChannelKind.OFFICIAL_ACCOUNT:
            return lookup("oa.newspic.pictures", on).count
        case ChannelKind.HANDOFF:
            counts = {rule.id: rule.count for rule in in_force(on) if rule.id.startswith("handoff.") and rule.id.endswith(".pictures")}
            return counts.get(f"handoff.{kind}.pictures", max(counts.values()))


def fit(content: bytes, wanted: Needs, *, where: str) -> Fitted:
    """The picture as the channel takes it: cleaned, upright, in sRGB, no larger and no heavier than it may be."""
    image = opened(content, where=where)
    kind = bare_kind(content, image)
    if kind == "image/png":
        content = bare_png(content)
    if kind in wanted.types and len(content) < wanted.below and _share(image.size, wanted) >= 1:
        width, height = image.size
        sound(image, where=where)
        return Fitted(content, kind, width, height)
    share = _share(image.size, wanted)
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    pixels = upright(image, where=where, least=size if share < 1 else None, exactly=True)
    return _coded(pixels, wanted, drawn=image.format in LOSSLESS)


def _share(size: tuple[int, int], wanted: Needs) -> float:
    """How much of its sides a picture may keep; at least 1 when it is not too large. Both ways up are the same."""
    return min(wanted.long_side / max(size), wanted.short_side / min(size), 1.0)


def _coded(pixels: Image.Image, wanted: Needs, *, drawn: bool) -> Fitted:
    if "image/png" in wanted.types and (drawn or pixels.mode == "RGBA") and pixels.width * pixels.height <= DRAWN_MAX:
        content = _written(pixels, "PNG")
        if len(content) < wanted.below:
            return Fitted(content, "image/png", *pixels.size)
    paper = on_paper(pixels)
    while True:
        for quality in _QUALITIES:
            content = _written(paper, "JPEG", quality)
            if len(content) < wanted.below or min(paper.size) < 32:
                return Fitted(content, "image/jpeg", *paper.size)
        paper = paper.resize((round(paper.width * _SMALLER), round(paper.height * _SMALLER)), Image.Resampling.BICUBIC)


def _written(pixels: Image.Image, kind: str, quality: int = 90) -> bytes:
    plain, out = pixels.copy(), BytesIO()
    plain.info = {}
    plain.save(out, kind, **({"quality": quality} if kind == "JPEG" else {}))
    return out.getvalue()
