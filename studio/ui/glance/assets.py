"""The picture library: what is there, where it is used, and the photos of the workspace that are not in it yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from studio.assets.asset import Asset, find, near_duplicates
from studio.assets.named import named_pictures
from studio.assets.photograph import Photo
from studio.library.library import Library
from studio.posts.post import Post, PostVersion
from studio.ui.desk import Desk


@dataclass(frozen=True)
class Shown:
    """One picture; `used` counts posts that show it."""

    asset: Asset
    used: int


def gallery(desk: Desk, words: str) -> list[Shown]:
    with desk.look() as session:
        found = find(session, words, limit=600)
        used = _used(session)
        return [Shown(asset, len(used.get(asset.digest, ()))) for asset in found]


def uses(desk: Desk, digest: str) -> list[Post]:
    """The posts that show this picture."""
    with desk.look() as session:
        keys = _used(session).get(digest, set())
        return [post for key in sorted(keys) if (post := session.get(Post, key))]


def alike(desk: Desk, asset: Asset) -> list[Asset]:
    with desk.look() as session:
        return [other for other in near_duplicates(session, asset.phash) if other.digest != asset.digest] if asset.phash else []


def not_kept_yet(desk: Desk, library: Library) -> list[str]:
    """Photos of the workspace with a licence record that the picture library does not hold."""
    with desk.look() as session:
        kept = {digest for asset in session.exec(select(Asset)) for digest in asset.digests}
    return [name for name, digest in library.pictures.items() if name in library.photos and digest not in kept]


def photos(desk: Desk, library: Library) -> Mapping[str, Photo]:
    """The workspace's photos and the uploads that may be used, as layouts take them."""
    with desk.look() as session:
        return named_pictures(session, library, on=desk.local(desk.now).date()).photos(desk.files)


def _used(session: Session) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for version in session.exec(select(PostVersion)):
        for variant in version.body.values():
            for digest in (digest for ref in variant.all_pictures for digest in ref.origins):
                found.setdefault(digest, set()).add(version.post_id)
    return found
