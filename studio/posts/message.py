"""From a version and its placement to the Message that a channel sends: the same for preview, limits and the real thing."""

import json
from collections.abc import Mapping

from studio.brands.account import ChannelAccount
from studio.channels.channel import Account, Secret
from studio.channels.message import Addressees, Link, Message, MiniProgram, Picture
from studio.files import Files
from studio.posts.placement import Placement
from studio.posts.post import PostVersion
from studio.posts.variant import PictureRef, Variant
from studio.posts.wording import variant_for
from studio.vault import Vault


def message_for(version: PostVersion, placement: Placement, *, files: Files | None, marker: str) -> Message:
    """The message with its bytes; `marker` is unique per delivery and at most 64 bytes. Without files: by digests only, enough to ask about what was sent."""
    return message_of(variant_for(version, placement.channel), placement, files=files, marker=marker, promotional=version.promotional)


def message_of(variant: Variant, placement: Placement, *, files: Files | None, marker: str, promotional: bool) -> Message:
    audience = placement.for_whom
    return Message(
        marker=marker, text=variant.text if not variant.html else "", title=variant.title, author=variant.author, summary=variant.summary,
        html=variant.html, cover=_picture(variant.cover, files), pictures=tuple(_sure(ref, files) for ref in variant.pictures),
        link=Link(variant.link.url, variant.link.title, variant.link.summary, _picture(variant.link.picture, files)) if variant.link else None,
        mini_program=_mini_program(variant, files), source_url=variant.source_url, promotional=promotional,
        to=Addressees(tags=audience.tags, groups=audience.groups, members=audience.members, people=audience.people),
    )  # fmt: skip


def channel_account(row: ChannelAccount, vault: Vault | None) -> Account:
    """What a channel may know of the account. Without a vault the secret stays sealed: enough for limits and previews."""
    secret = vault.open(row.sealed, where=row.slug) if vault and row.sealed else ""
    settings: Mapping[str, object] = json.loads(json.dumps(row.settings))
    return Account(
        slug=row.slug, name=row.name, channel=row.channel, kind=row.kind, verified=row.verified, external_id=row.external_id,
        base_url=row.base_url, settings=settings, secret=Secret(secret),
    )  # fmt: skip


def _mini_program(variant: Variant, files: Files | None) -> MiniProgram | None:
    card = variant.mini_program
    return MiniProgram(card.appid, card.page, card.title, _picture(card.picture, files)) if card else None


def _picture(ref: PictureRef | None, files: Files | None) -> Picture | None:
    return _sure(ref, files) if ref else None


def _sure(ref: PictureRef, files: Files | None) -> Picture:
    suffix = "png" if ref.media_type == "image/png" else "jpg"
    return Picture(
        digest=ref.digest,
        media_type=ref.media_type,
        width=ref.width,
        height=ref.height,
        content=files.get(ref.digest) if files else b"",
        name=f"{ref.digest[:12]}.{suffix}",
    )
