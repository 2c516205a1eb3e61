"""Posts and their immutable versions: writing never overwrites, and two people editing get a conflict with both texts."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from studio import history
from studio.database import BrandRow, Json, UTCDateTime, not_found
from studio.errors import Conflict, problem
from studio.files import Files
from studio.library.current import library
from studio.library.kinds import Pillar
from studio.people.person import Person, Role, require
from studio.posts.advert.answer import settled
from studio.posts.pictures import fitted
from studio.posts.promotional import advertises
from studio.posts.typed import require_room
from studio.posts.variant import ChannelKind, Variant, Variants, variants_from, variants_to_json

WRITERS = (Role.PLANNER, Role.EDITOR)


class Post(BrandRow, table=True):
    """One idea of one persona. What it says stands in its versions."""

    idea: str
    persona: str = Field(index=True)
    pillar: str = Field(index=True)
    product: str | None = Field(default=None, index=True)
    campaign: str | None = None
    brief: str | None = None
    author_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UTCDateTime)
    archived_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class PostVersion(BrandRow, table=True):
    """What a post said at a moment. Never changed: a change is a new version, which has no approval."""

    __table_args__ = (UniqueConstraint("post_id", "number"),)
    post_id: int = Field(foreign_key="post.id", index=True)
    number: int
    digest: str = Field(index=True)
    promotional: bool = False  # of its pillar, or because it names a price or an offer: decided when written
    variants: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    made_with: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # library path → version used
    author_id: int = Field(foreign_key="person.id")  # who saved it
    written_by: list[int] = Field(
        default_factory=list, sa_type=Json
    )  # everybody who wrote any part of it, of its drafts and of what it grew from
    at: datetime = Field(sa_type=UTCDateTime)
    note: str = ""

    @property
    def body(self) -> Variants:
        return variants_from(self.variants)


def start(
    session: Session, idea: str, *, persona: str, pillar: str, by: Person, at: datetime,
    product: str | None = None, campaign: str | None = None, brief: str | None = None,
) -> Post:  # fmt: skip
    """Begin a post; it has no version yet."""
    require(session, by, *WRITERS)
    post = Post(idea=idea, persona=persona, pillar=pillar, product=product, campaign=campaign, brief=brief, author_id=by.key, created_at=at)
    session.add(post)
    session.flush()
    history.record(session, "post.started", f"post:{post.key}", who=by.handle, at=at, idea=idea, persona=persona, pillar=pillar)
    return post


def write(
    session: Session, post: Post, variants: Mapping[ChannelKind, Variant], *, pillar: Pillar, by: Person, at: datetime,
    base: int | None = None, made_with: Mapping[str, Any] | None = None, note: str = "", written_by: Iterable[int] = (),
    files: Files | None = None,
) -> PostVersion:  # fmt: skip
    """Save a new version. `base` is the number it was begun from; when somebody else saved meanwhile, both texts come back as a Conflict.

    With `files` at hand every picture becomes the copy that its channel takes: what is approved is exactly what is sent.

    Whether it advertises is decided here, from the post's pillar and the words themselves, so that no caller can say otherwise.
    `written_by` are those who wrote in its drafts; whoever wrote in an earlier version stays an author, for nobody can say which words are left.
    """
    require(session, by, *WRITERS)
    if pillar.slug != post.pillar:
        raise ValueError(f"post {post.key} belongs to pillar {post.pillar}, not {pillar.slug}")
    for variant in variants.values():
        require_room(variant)
    if files is not None:
        variants = {kind: fitted(variant, files=files, at=at) for kind, variant in variants.items()}
    promotional = settled(session, post.key, advertises(pillar, variants, goods=library(session).products.values()), variants)
    last = latest(session, post)
    if base is not None and last is not None and last.number != base:
        raise _conflict(last, variants)
    version = PostVersion(
        post_id=post.key, number=last.number + 1 if last else 1, digest=content_digest(variants, promotional=promotional),
        promotional=promotional, variants=variants_to_json(variants), made_with=dict(made_with or {}), author_id=by.key, at=at, note=note,
        written_by=sorted({by.key, *written_by, *(last.written_by if last else ())}),
    )  # fmt: skip
    if last is not None and last.digest == version.digest:
        return last
    session.add(version)
    session.flush()
    history.record(session, "post.written", f"post:{post.key}", who=by.handle, at=at, version=version.number, digest=version.digest)
    return version


def content_digest(variants: Mapping[ChannelKind, Variant], *, promotional: bool) -> str:
    """Digest of everything a version says, on every channel."""
    said = {"variants": variants_to_json(variants), "promotional": promotional}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def post(session: Session, post_id: int) -> Post:
    found = session.get(Post, post_id)
    if found is None:
        raise not_found("内容", "post", post_id)
    return found


def latest(session: Session, post: Post) -> PostVersion | None:
    query = select(PostVersion).where(PostVersion.post_id == post.key).order_by(col(PostVersion.number).desc())
    return session.exec(query.limit(1)).first()


def versions(session: Session, post: Post) -> list[PostVersion]:
    """All versions, newest first."""
    return list(session.exec(select(PostVersion).where(PostVersion.post_id == post.key).order_by(col(PostVersion.number).desc())))


def archive(session: Session, post: Post, *, by: Person, at: datetime) -> None:
    require(session, by, *WRITERS)
    post.archived_at = at
    session.add(post)
    history.record(session, "post.archived", f"post:{post.key}", who=by.handle, at=at)


def _conflict(last: PostVersion, yours: Mapping[ChannelKind, Variant]) -> Conflict:
    return Conflict(
        problem(
            f"别人刚保存了第 {last.number} 版", f"somebody else saved version {last.number} meanwhile", field="base",
            mend=("比较两份文字，合并后再保存；你写的没有丢", "compare both texts, merge and save again; yours is kept"),
        ),
        theirs="\n\n".join(variant.words for variant in last.body.values()),
        yours="\n\n".join(variant.words for variant in yours.values()),
    )  # fmt: skip
