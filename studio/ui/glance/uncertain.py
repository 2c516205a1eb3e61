"""What is not known to have gone out: the queue, and one case with what the studio did and what it saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from studio.publishing.delivery import Attempt, Delivery, State, delivery, open_attempt
from studio.ui.desk import Desk
from studio.ui.glance.going import Going, going_with_deliveries
from studio.ui.glance.publishing import Told, told_of


@dataclass(frozen=True)
class Uncertain:
    """One delivery whose outcome nobody knows. `next_look` None: the studio has looked enough, a person decides."""

    told: Told
    step: Attempt | None
    next_look: datetime | None

    @property
    def looks(self) -> int:
        return self.step.looks if self.step else 0

    @property
    def saw(self) -> str:
        """What the platform showed at the last look, as the connector wrote it; empty before the first."""
        return str((self.step.said if self.step else {}).get("saw") or self.told.row.said.get("saw") or "")

    @property
    def candidates(self) -> Sequence[dict[str, Any]]:
        return self.told.row.said.get("candidates", [])


def uncertain(desk: Desk, page: slice) -> tuple[list[Going], int]:
    """One page, longest in doubt first; those that only a person can decide come before those the studio still looks for."""
    query = (
        select(Delivery)
        .where(Delivery.state == State.UNKNOWN.value)
        .order_by(col(Delivery.next_at).is_not(None), col(Delivery.due_at), col(Delivery.id))
    )
    with desk.look() as session:
        total = session.exec(select(func.count(col(Delivery.id))).where(Delivery.state == State.UNKNOWN.value)).one()
        return going_with_deliveries(session, session.exec(query.offset(page.start).limit(page.stop - page.start)).all()), total


def place_of(desk: Desk, delivery_id: int) -> int | None:
    """Where in the queue this delivery stands, from 0; None when it is not uncertain."""
    query = (
        select(Delivery.id)
        .where(Delivery.state == State.UNKNOWN.value)
        .order_by(col(Delivery.next_at).is_not(None), col(Delivery.due_at), col(Delivery.id))
    )
    with desk.look() as session:
        keys = list(session.exec(query))
    return keys.index(delivery_id) if delivery_id in keys else None


def case(desk: Desk, delivery_id: int) -> Uncertain:
    with desk.look() as session:
        return _case(session, delivery(session, delivery_id), desk)


def _case(session: Session, row: Delivery, desk: Desk) -> Uncertain:
    told = told_of(session, row, desk)
    return Uncertain(told, open_attempt(told.attempts), row.next_at)
