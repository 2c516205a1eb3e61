"""What is typed and not saved as a version yet: one draft for each channel of a post, shared by everybody who writes.

A draft has a revision that counts its words' changes. Whoever sends words says which revision they grew from; if the words changed
meanwhile, nothing is touched and both texts are shown. Pictures are changed by acts of their own and do not count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from studio.database import BrandRow, Json, UTCDateTime, not_found
from studio.errors import Refused, problem
from studio.files import Files
from studio.library.kinds import ChannelKind, Pillar
from studio.people.person import Person, require
from studio.posts.pictures import fitted
from studio.posts.post import WRITERS, Post, PostVersion, latest, write
from studio.posts.typed import Typed, typed_of, with_typed
from studio.posts.variant import PictureRef, Variant, Variants

KEPT_ASIDE = 10  # texts that somebody decided against, the newest last


class Draft(BrandRow, table=True):
    """The row stays when its words become a version: `written_by` is empty then, and its revision goes on from where it was."""

    __table_args__ = (UniqueConstraint("post_id", "channel"),)
    post_id: int = Field(foreign_key="post.id", index=True)
    channel: str
    rev: int = 0
    base: int = 0  # number of the version it was begun from
    typed: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    rest: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # the variant that the words belong to: pictures, cover, cards, theme
    written_by: list[int] = Field(default_factory=list, sa_type=Json)  # who wrote in it since `base`; empty: it says what the version says
    by_id: int = Field(foreign_key="person.id")
    tab: str = ""  # the browser tab that sent the words
    at: datetime = Field(sa_type=UTCDateTime)
    aside: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)  # texts that were decided against: {by, at, typed}


@dataclass(frozen=True)
class InHand:
    """What one channel of a post says now. `rev` and `on` (the version beneath) together say which state of the words this is; both only grow."""

    post: int
    variant: Variant
    typed: Typed
    rev: int
    on: int
    written_by: tuple[int, ...] = ()
    by_id: int | None = None
    tab: str = ""
    at: datetime | None = None
    aside: tuple[dict[str, Any], ...] = ()

    @property
    def channel(self) -> ChannelKind:
        return self.variant.channel

    @property
    def unsaved(self) -> bool:
        """Whether it holds anything that no version holds."""
        return bool(self.written_by)


@dataclass(frozen=True)
class Overtaken:
    """Somebody else's words came first: nothing was kept of what was sent, and `now` is what stands there."""

    now: InHand


def in_hand(session: Session, post: Post, channel: ChannelKind) -> InHand:
    """What this channel says now; `not found` when the post has nothing for it."""
    last = latest(session, post)
    found = _in_hand(post, channel, _row(session, post, channel), last)
    if found is None:
        raise not_found("渠道", "channel", channel.value)
    return found


def all_in_hand(session: Session, post: Post) -> dict[ChannelKind, InHand]:
    """Every channel of the post, those of the newest version first."""
    last = latest(session, post)
    rows = {ChannelKind(row.channel): row for row in session.exec(select(Draft).where(Draft.post_id == post.key).order_by(col(Draft.id)))}
    kinds = dict.fromkeys([*(last.body if last else ()), *rows])
    return {kind: found for kind in kinds if (found := _in_hand(post, kind, rows.get(kind), last))}


def keep(
    session: Session, post: Post, channel: ChannelKind, typed: Typed, *, rev: int, on: int, by: Person, at: datetime, tab: str = ""
) -> InHand | Overtaken:
    """Keep what is typed. `rev` and `on` are those of the words it grew from; the same words once more change nothing."""
    _require_writable(session, post, by)
    _lock(session, post)
    now = in_hand(session, post, channel)
    if now.typed == typed:
        return now
    if (rev, on) != (now.rev, now.on):
        return Overtaken(now)
    row = _begun(session, post, now, by=by, at=at)
    row.typed, row.rev, row.tab = typed.model_dump(), row.rev + 1, tab
    return in_hand(session, post, channel)


def add_channel(
    session: Session, post: Post, channel: ChannelKind, *, like: ChannelKind | None = None, by: Person, at: datetime, files: Files | None = None,
) -> InHand:  # fmt: skip
    """Begin another channel of the post, with the words, pictures and link of one that is there; one that is there already stays as it is."""
    _require_writable(session, post, by)
    _lock(session, post)
    there = all_in_hand(session, post)
    if channel in there:
        return there[channel]
    fresh = Variant(channel=channel)
    if like is not None and (before := there.get(like)):
        said = before.variant
        pictures = said.pictures if like is not ChannelKind.OFFICIAL_ACCOUNT else ()  # an article's are those that its text names
        fresh = Variant(channel=channel, text=said.text, title=said.title, pictures=pictures, link=said.link)
    fresh = fitted(fresh, files=files, at=at) if files else fresh
    last = latest(session, post)
    _begun(session, post, InHand(post.key, fresh, typed_of(fresh), 0, last.number if last else 0), by=by, at=at)
    return in_hand(session, post, channel)


def set_pictures(
    session: Session, post: Post, channel: ChannelKind, pictures: Sequence[PictureRef], *, by: Person, at: datetime, files: Files | None = None,
) -> InHand:  # fmt: skip
    """These pictures, in this order; with `files` at hand each as the copy that its channel takes."""
    return _changed(
        session, post, channel, lambda variant: variant.model_copy(update={"pictures": tuple(pictures)}), by=by, at=at, files=files
    )


def set_cover(
    session: Session, post: Post, channel: ChannelKind, cover: PictureRef | None, *, by: Person, at: datetime, files: Files | None = None,
) -> InHand:  # fmt: skip
    """This cover, or none; with `files` at hand as the copy that its channel takes."""
    return _changed(session, post, channel, lambda variant: variant.model_copy(update={"cover": cover}), by=by, at=at, files=files)


def save_version(
    session: Session, post: Post, *, pillar: Pillar, draw: Callable[[Variant], Variant], by: Person, at: datetime, note: str = "",
    files: Files | None = None,
) -> PostVersion:  # fmt: skip
    """Make a version of what is in hand on every channel. `draw` renders an article that was changed; a version that somebody saved meanwhile is a Conflict."""
    _require_writable(session, post, by)
    _lock(session, post)
    there = all_in_hand(session, post)
    changed = [each for each in there.values() if each.unsaved]
    variants: Variants = {kind: draw(each.variant) if each.unsaved else each.variant for kind, each in there.items()}
    version = write(
        session, post, variants, pillar=pillar, by=by, at=at, note=note, base=min((each.on for each in changed), default=None),
        written_by={person for each in changed for person in each.written_by}, files=files,
    )  # fmt: skip
    for row in session.exec(select(Draft).where(Draft.post_id == post.key)):
        row.base, row.written_by = version.number, []
        row.rest = _rest(version.body[ChannelKind(row.channel)])
        session.add(row)
    return version


def keep_mine(session: Session, post: Post, *, by: Person, at: datetime) -> None:
    """After a conflict with a version: what is typed goes on from the newest version, and will replace its words."""
    _require_writable(session, post, by)
    last = latest(session, post)
    for row in _unsaved(session, post):
        row.base, row.at = last.number if last else 0, at
        session.add(row)


def take_theirs(session: Session, post: Post, *, by: Person, at: datetime) -> None:
    """After a conflict with a version: the newest version's words take the place of what was typed, which is kept aside."""
    _require_writable(session, post, by)
    last = latest(session, post)
    for row in _unsaved(session, post):
        theirs = last.body.get(ChannelKind(row.channel)) if last else None
        if last is None or theirs is None:
            continue
        row.aside = [*row.aside, {"by": row.by_id, "at": row.at.isoformat(), "typed": row.typed}][-KEPT_ASIDE:]
        row.typed, row.rest, row.base, row.rev, row.written_by = typed_of(theirs).model_dump(), _rest(theirs), last.number, row.rev + 1, []
        row.by_id, row.at = by.key, at
        session.add(row)


def _in_hand(post: Post, channel: ChannelKind, row: Draft | None, last: PostVersion | None) -> InHand | None:
    """A draft that holds nothing of its own gives way to a newer version."""
    number, said = (last.number, last.body.get(channel)) if last else (0, None)
    if row is None:
        return InHand(post.key, said, typed_of(said), 0, number) if said else None
    if said is not None and not row.written_by:
        return InHand(post.key, said, _typed_again(row, said), row.rev, number, aside=tuple(row.aside))
    typed = Typed.model_validate(row.typed)
    variant = with_typed(Variant.model_validate(row.rest), typed)
    return InHand(post.key, variant, typed, row.rev, row.base, tuple(row.written_by), row.by_id, row.tab, row.at, tuple(row.aside))


def _typed_again(row: Draft, said: Variant) -> Typed:
    """What was typed and became this version, with what a version cannot hold: the title of a link that has no address yet."""
    typed = Typed.model_validate(row.typed)
    return typed if typed_of(with_typed(said, typed)) == typed_of(said) else typed_of(said)


def _row(session: Session, post: Post, channel: ChannelKind) -> Draft | None:
    return session.exec(select(Draft).where(Draft.post_id == post.key, Draft.channel == channel.value)).first()


def _unsaved(session: Session, post: Post) -> list[Draft]:
    _lock(session, post)
    return [row for row in session.exec(select(Draft).where(Draft.post_id == post.key)) if row.written_by]


def _begun(session: Session, post: Post, now: InHand, *, by: Person, at: datetime) -> Draft:
    """The draft of what is in hand, about to be changed by this person."""
    row = _row(session, post, now.channel) or Draft(post_id=post.key, channel=now.channel.value, by_id=by.key, at=at)
    row.base, row.typed, row.rest = now.on, now.typed.model_dump(), _rest(now.variant)
    row.written_by = sorted({*now.written_by, by.key})
    row.by_id, row.at = by.key, at
    session.add(row)
    return row


def _changed(
    session: Session, post: Post, channel: ChannelKind, change: Callable[[Variant], Variant], *, by: Person, at: datetime,
    files: Files | None,
) -> InHand:  # fmt: skip
    _require_writable(session, post, by)
    _lock(session, post)
    now = in_hand(session, post, channel)
    fresh = change(now.variant)
    fresh = fitted(fresh, files=files, at=at) if files and fresh != now.variant else fresh
    if fresh != now.variant:
        _begun(session, post, now, by=by, at=at).rest = _rest(fresh)
    return in_hand(session, post, channel)


def _rest(variant: Variant) -> dict[str, Any]:
    return variant.model_dump(mode="json", exclude={"html"})


def _lock(session: Session, post: Post) -> None:
    """One after the other: on PostgreSQL two tabs could both find the revision that they grew from."""
    session.exec(select(Post.id).where(Post.id == post.key).with_for_update()).first()


def _require_writable(session: Session, post: Post, by: Person) -> None:
    require(session, by, *WRITERS)
    if post.archived_at is not None:
        raise Refused(
            problem(
                "这条内容已经收起来了，不能再改", "this post was put away and cannot be changed", where=f"post:{post.key}",
                mend=("复制文字，新建一条", "copy the words into a new post"),
            )
        )  # fmt: skip
