"""One destination of one post, with everything a screen says of it: the words, the account, where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from studio.brands.account import ChannelAccount
from studio.library.kinds import ChannelKind
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion
from studio.posts.variant import Variant
from studio.publishing.delivery import Delivery, State
from studio.review.submission import Submission
from studio.ui.glance.at_once import by_key, newest_of


@dataclass(frozen=True)
class Going:
    """`state` is the delivery's, or before there is one: draft, waiting, approved, sent_back."""

    placement: Placement
    post: Post
    account: ChannelAccount
    version: PostVersion | None
    delivery: Delivery | None
    submission: Submission | None

    @property
    def state(self) -> str:
        if self.delivery:
            return self.delivery.state
        if self.submission is None or self.submission.decision == "withdrawn":
            return "draft"
        return self.submission.decision or "waiting"

    @property
    def due_at(self) -> datetime:
        return self.delivery.due_at if self.delivery else self.placement.due_at

    @property
    def variant(self) -> Variant | None:
        return self.version.body.get(ChannelKind(self.placement.channel)) if self.version else None

    @property
    def headline(self) -> str:
        """The title, the first line, or the idea: what a person recognises it by."""
        variant = self.variant
        words = (variant.title or variant.text) if variant else ""
        return next((line for line in words.splitlines() if line.strip()), self.post.idea)

    @property
    def movable(self) -> bool:
        return self.delivery is None or self.delivery.is_ in (State.PLANNED, State.MISSED, State.REFUSED)


def going_between(session: Session, first: datetime, last: datetime, *, personas: Sequence[str] = ()) -> list[Going]:
    """Everything that goes out in this span, by time."""
    query = select(Placement).where(Placement.due_at >= first, Placement.due_at < last, col(Placement.cancelled_at).is_(None))
    if personas:
        query = query.join(Post, col(Post.id) == col(Placement.post_id)).where(col(Post.persona).in_(personas))
    return going(session, session.exec(query.order_by(col(Placement.due_at))).all())


def going_of_post(session: Session, post: Post) -> list[Going]:
    query = select(Placement).where(Placement.post_id == post.key, col(Placement.cancelled_at).is_(None))
    return going(session, session.exec(query.order_by(col(Placement.due_at))).all())


def going_with_deliveries(session: Session, deliveries: Sequence[Delivery]) -> list[Going]:
    """The same for given deliveries, in their order."""
    placements = by_key(session, Placement, (row.placement_id for row in deliveries))
    found = {each.placement.key: each for each in going(session, list(placements.values()))}
    return [_with(found[row.placement_id], row) for row in deliveries if row.placement_id in found]


def going(session: Session, placements: Sequence[Placement]) -> list[Going]:
    """A fixed number of queries, however many there are."""
    if not placements:
        return []
    posts = by_key(session, Post, (row.post_id for row in placements))
    accounts = by_key(session, ChannelAccount, (row.account_id for row in placements))
    versions = newest_of(session, PostVersion, posts)
    submissions = newest_of(session, Submission, posts)
    deliveries = _live(session, placements)
    return [
        Going(
            row,
            posts[row.post_id],
            accounts[row.account_id],
            versions.get(row.post_id),
            deliveries.get(row.key),
            submissions.get(row.post_id),
        )
        for row in placements
    ]


def _with(found: Going, delivery: Delivery) -> Going:
    return Going(found.placement, found.post, found.account, found.version, delivery, found.submission)


def _live(session: Session, placements: Sequence[Placement]) -> dict[int, Delivery]:
    """The last delivery of each placement; a cancelled one only when nothing came after it."""
    query = select(Delivery).where(col(Delivery.placement_id).in_({row.key for row in placements})).order_by(col(Delivery.id))
    found: dict[int, Delivery] = {}
    for row in session.exec(query):
        if row.is_ is not State.CANCELLED or row.placement_id not in found:
            found[row.placement_id] = row
    return found
