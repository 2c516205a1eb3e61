"""Leases: a process says that it is still at work on what it claimed; one that died, or hangs, stops saying so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, update
from sqlmodel import col, or_

from studio.database import act_across_brands
from studio.publishing.delivery import Delivery, State
from studio.publishing.desk import Desk

LONGEST = timedelta(minutes=10)  # a delivery that takes longer hangs: its account is given back
CLOCKS_DIFFER = timedelta(seconds=60)  # between two machines, or before and after a clock was put right
When = datetime | BindParameter[datetime]


@contextmanager
def at_work(desk: Desk, delivery_id: int) -> Iterator[None]:
    """This process works on the delivery while the block runs."""
    desk.at_work[delivery_id] = desk.clock.now()
    try:
        yield
    finally:
        desk.at_work.pop(delivery_id, None)


def over(*, now: When, latest: When) -> ColumnElement[bool]:
    """Whether a lease ran out, or ends later than any can: then it is of a time when the clock was ahead."""
    return or_(col(Delivery.lease_until) < now, col(Delivery.lease_until) > latest)


def renew(desk: Desk) -> int:
    """Prolong the leases of what this process works on; the engines call it several times per lease. A lease that ran out stays so."""
    now = desk.clock.now()
    ours = [delivery_id for delivery_id, since in list(desk.at_work.items()) if now - since < LONGEST]
    if not ours:
        return 0
    kept = update(Delivery).where(
        col(Delivery.id).in_(ours), col(Delivery.state) == State.SENDING.value, col(Delivery.claimed_by) == desk.name,
        col(Delivery.lease_until) >= now,
    )  # fmt: skip
    with act_across_brands(desk.engine) as session:
        done = session.execute(kept.values(lease_until=now + desk.lease), execution_options={"synchronize_session": False})
        return int(getattr(done, "rowcount", 0))
