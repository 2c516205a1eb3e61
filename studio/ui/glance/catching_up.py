"""What was missed, with a proposal for each, and whether this person's new time stands at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from studio.posts.post import Post
from studio.publishing.catch_up import missed, proposals
from studio.publishing.delivery import Delivery
from studio.publishing.free_slots import FreeSlot
from studio.ui.desk import Desk
from studio.ui.glance.going import Going, going_with_deliveries
from studio.ui.glance.shelf import library


@dataclass(frozen=True)
class Missed:
    """Everything that was missed, oldest first; `own` are those that this person wrote and so cannot approve."""

    rows: Sequence[Delivery]
    slots: Mapping[int, FreeSlot | None]
    own: frozenset[int]


def missed_now(desk: Desk) -> Missed:
    shelf = library(desk)
    with desk.look() as session:
        rows = missed(session)
        query = select(Delivery.id).join(Post, col(Post.id) == col(Delivery.post_id)).where(Post.author_id == desk.person.key)
        own = frozenset(session.exec(query.where(col(Delivery.id).in_([row.key for row in rows]))))
        return Missed(rows, proposals(session, rows, shelf, now=desk.now), frozenset(key for key in own if key))


def shown(desk: Desk, rows: Sequence[Delivery]) -> list[Going]:
    """One page of them with their words."""
    with desk.look() as session:
        return going_with_deliveries(session, rows)
