"""Slots (档期) that were accepted from a plan: what was chosen, why, and the placement that fills it."""

from datetime import datetime

from sqlmodel import Field, Session, col, select

from studio.database import BrandRow, Json, UTCDateTime
from studio.posts.placement import Placement


class Slot(BrandRow, table=True):
    """One accepted slot. Its time is the placement's; here stands what it was planned as, with the reasons."""

    placement_id: int = Field(foreign_key="placement.id", unique=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    persona: str = Field(index=True)
    account: str
    pillar: str
    template: str
    product: str | None = None
    campaign: str | None = None
    phase: str | None = None
    festival: str | None = None
    planned_for: datetime = Field(sa_type=UTCDateTime)
    reasons: list[dict[str, str]] = Field(default_factory=list, sa_type=Json)
    planned_by: str = ""


def slot_of(session: Session, placement: Placement) -> Slot | None:
    return session.exec(select(Slot).where(Slot.placement_id == placement.key)).first()


def slots_between(session: Session, first: datetime, last: datetime) -> list[tuple[Slot, Placement]]:
    """Accepted slots whose placement goes out in this span and is not cancelled, by time."""
    query = (
        select(Slot, Placement)
        .join(Placement, col(Slot.placement_id) == col(Placement.id))
        .where(Placement.due_at >= first, Placement.due_at < last, col(Placement.cancelled_at).is_(None))
    )
    return list(session.exec(query.order_by(col(Placement.due_at), col(Placement.id))))
