"""What a hold switch holds back: how many planned deliveries, and the first of them; and the switches that were on before."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from studio.brands.account import ChannelAccount
from studio.database import brand_of
from studio.posts.post import Post
from studio.publishing.delivery import Delivery, State
from studio.publishing.hold import Hold, HoldScope, in_flight


@dataclass(frozen=True)
class HeldBack:
    """Planned deliveries of the session's brand that the switch stops; `first` is the earliest due time.

    `in_flight` are being sent at this moment: the step that was begun may still arrive, and no further one is begun.
    """

    planned: int
    first: datetime | None
    in_flight: int


def held_back(session: Session, scope: HoldScope, target: str = "") -> HeldBack:
    """What such a switch would stop, or stops now."""
    query = select(func.count(col(Delivery.id)), func.min(Delivery.due_at)).where(Delivery.state == State.PLANNED.value)
    if scope is HoldScope.ACCOUNT:
        query = query.join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id)).where(ChannelAccount.slug == target)
    if scope is HoldScope.PERSONA:
        query = query.join(Post, col(Delivery.post_id) == col(Post.id)).where(Post.persona == target)
    count, first = session.exec(query).one()
    return HeldBack(count, first, in_flight(session, scope, target))


def lifted(session: Session, *, most: int = 20) -> list[Hold]:
    """Switches that were on and are off again, newest first."""
    query = select(Hold).where(col(Hold.lifted_at).is_not(None), or_(col(Hold.brand) == brand_of(session), col(Hold.brand) == 0))
    return list(session.exec(query.order_by(col(Hold.lifted_at).desc()).limit(most)))
