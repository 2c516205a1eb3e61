"""From a post's variant to what its reader sees: the message that the phone preview draws."""

from dataclasses import dataclass
from datetime import datetime

from studio.brands.account import ChannelAccount, is_shared
from studio.channels.preview import Picture, PreviewLink, PreviewMessage, with_addresses
from studio.files import Files
from studio.posts.variant import PictureRef, Variant
from studio.ui.components.pictures import picture_url
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.going import Going
from studio.ui.glance.writing import OnTheDesk


@dataclass(frozen=True)
class Face:
    """The name and the portrait that stand beside the words; `portrait` is an address, or empty."""

    name: str
    portrait: str
    colour: str


def preview_for(going: Going, desk: Desk, cast: Cast) -> PreviewMessage | None:
    """What the readers of this destination will see; None while the channel's variant is not written."""
    if going.variant is None:
        return None
    return preview_of(
        going.variant,
        account=going.account,
        face=face_of(going.account, going.post.persona, desk, cast),
        due_at=desk.local(going.due_at),
        files=desk.files,
        brand=desk.brand.name,
    )


def preview_typed(found: OnTheDesk, variant: Variant, desk: Desk, cast: Cast) -> PreviewMessage:
    """What is typed, as its readers would see it; at its place when it has one."""
    going = next((each for each in found.going if each.placement.channel == variant.channel), None)
    account = going.account if going else None
    due_at = desk.local(going.due_at) if going else None
    face = face_of(account, found.post.persona, desk, cast)
    return preview_of(variant, account=account, face=face, due_at=due_at, files=desk.files, brand=desk.brand.name)


def face_of(account: ChannelAccount | None, persona: str, desk: Desk, cast: Cast) -> Face:
    """Who speaks there, as readers see it: the account's own persona; of a shared account its own name and portrait; without one the post's persona."""
    if account is not None and (is_shared(account) or not account.persona):
        digest = cast.pictures.get(str(account.settings.get("face", "")))
        return Face(account.name, picture_url(desk.files, digest, width=160) if digest else "", cast.colour(persona))
    slug = account.persona if account is not None and account.persona else persona
    return Face(cast.name(slug), cast.portrait(slug, desk), cast.colour(slug))


def preview_of(
    variant: Variant,
    *,
    account: ChannelAccount | None,
    face: Face,
    due_at: datetime | None,
    files: Files,
    brand: str,
) -> PreviewMessage:
    """`due_at` is local; `brand` stands after the name in customer groups."""
    pictures = {ref.digest: picture_url(files, ref.digest) for ref in variant.all_pictures}

    def shown(ref: PictureRef | None) -> Picture | None:
        return Picture(pictures[ref.digest], ref.width, ref.height) if ref else None

    return PreviewMessage(
        channel=variant.channel.value, name=face.name, portrait=face.portrait, colour=face.colour,
        place=account.name if account else brand, company=brand, text=variant.text, title=variant.title, author=variant.author,
        summary=variant.summary, html=with_addresses(variant.html, pictures), cover=shown(variant.cover),
        pictures=tuple(Picture(pictures[ref.digest], ref.width, ref.height) for ref in variant.pictures), link=_link(variant, pictures),
        when=f"{due_at:%m-%d %H:%M}" if due_at else "",
    )  # fmt: skip


def _link(variant: Variant, pictures: dict[str, str]) -> PreviewLink | None:
    card = variant.mini_program or variant.link
    if card is None:
        return None
    picture = Picture(pictures[card.picture.digest], card.picture.width, card.picture.height) if card.picture else None
    if variant.mini_program:
        return PreviewLink(card.title, picture=picture, mini_program=variant.mini_program.appid)
    return PreviewLink(card.title or (variant.link.url if variant.link else ""), variant.link.summary if variant.link else "", picture)
