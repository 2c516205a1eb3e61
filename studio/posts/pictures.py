"""Putting a picture into a variant: the channel's fitting copy is made at that moment, so that what is approved is exactly what is sent."""

from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session

from studio.assets.fitting import Fitted, PictureRole, fit, needs
from studio.assets.named import NamedPicture, NamedPictures, named_pictures
from studio.clock import BEIJING
from studio.errors import StudioError, problem
from studio.files import Files
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.posts.variant import LinkCard, MiniProgramCard, PictureRef, Variant

Picture = PictureRef | None


def picture_for(
    session: Session, library: Library, name: str, *, channel: ChannelKind, role: PictureRole = PictureRole.PICTURE, files: Files, at: datetime
) -> PictureRef:  # fmt: skip
    """The picture of this file name or title as the channel takes it there; refuses a name that no usable picture has."""
    found = named_pictures(session, library, on=_day(at)).get(name)
    if found is None:
        raise StudioError(
            problem(
                f"找不到图片「{name}」", f"there is no picture {name!r}", field="pictures",
                mend=("先上传到素材库，或检查文件名", "upload it first, or check its name"),
            )
        )  # fmt: skip
    return fitting(found, channel=channel, role=role, files=files, at=at)


def fitting(
    found: NamedPicture, *, channel: ChannelKind, role: PictureRole = PictureRole.PICTURE, files: Files, at: datetime
) -> PictureRef:  # fmt: skip
    """The copy of a found picture that the channel takes."""
    return _copy(found.digest, found.known_as, found.shows, channel, role, files, _day(at))


def refitted(
    ref: PictureRef, *, channel: ChannelKind, role: PictureRole = PictureRole.PICTURE, files: Files, at: datetime
) -> PictureRef:  # fmt: skip
    """The same picture as this channel takes it; as it is where it fits."""
    return _copy(ref.digest, ref.of, ref.alt, channel, role, files, _day(at))


def fitted(variant: Variant, *, files: Files, at: datetime) -> Variant:
    """The variant with each of its pictures as its channel takes it; its HTML shows the same copies."""
    beside = PictureRole.BODY if variant.html else PictureRole.PICTURE

    def fits(ref: Picture, role: PictureRole) -> Picture:
        return refitted(ref, channel=variant.channel, role=role, files=files, at=at) if ref else None

    pictures = tuple(refitted(ref, channel=variant.channel, role=beside, files=files, at=at) for ref in variant.pictures)
    html = variant.html
    for before, after in zip(variant.pictures, pictures, strict=True):
        html = html.replace(f"file:{before.digest}", f"file:{after.digest}")
    changed: dict[str, object] = {"cover": fits(variant.cover, PictureRole.COVER), "pictures": pictures, "html": html}
    if variant.link:
        changed["link"] = LinkCard(**{**dict(variant.link), "picture": fits(variant.link.picture, PictureRole.CARD)})
    if variant.mini_program:
        changed["mini_program"] = MiniProgramCard(
            **{**dict(variant.mini_program), "picture": fits(variant.mini_program.picture, PictureRole.CARD)}
        )
    return variant.model_copy(update=changed)


def body_pictures(named: NamedPictures, *, files: Files, at: datetime) -> tuple[Callable[[str], str | None], dict[str, PictureRef]]:
    """What an article's renderer asks for each name, and the copies that it was given, by `file:DIGEST`."""
    given: dict[str, PictureRef] = {}
    asked: dict[str, str | None] = {}

    def find(name: str) -> str | None:
        if name not in asked:
            found = named.get(name)
            ref = fitting(found, channel=ChannelKind.OFFICIAL_ACCOUNT, role=PictureRole.BODY, files=files, at=at) if found else None
            asked[name] = f"file:{ref.digest}" if ref else None
            if ref:
                given[f"file:{ref.digest}"] = ref
        return asked[name]

    return find, given


def _copy(  # noqa: PLR0917
    digest: str, known_as: tuple[str, ...], alt: str, channel: ChannelKind, role: PictureRole, files: Files, on: date
) -> PictureRef:  # fmt: skip
    copy: Fitted = fit(files.get(digest), needs(channel, role, on), where=alt or digest[:12])
    kept = files.put(copy.content)
    of = tuple(each for each in dict.fromkeys((digest, *known_as)) if each != kept)
    return PictureRef(digest=kept, media_type=copy.media_type, width=copy.width, height=copy.height, alt=alt, of=of)


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()
