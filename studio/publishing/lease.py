"""Leases: a process says that it is still at work on what it claimed; one that died, or hangs, stops saying so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from studio.database import act_across_brands
from studio.publishing.delivery import Delivery, State
from studio.publishing.desk import Desk

LONGEST = timedelta(minutes=10)  # a delivery that takes longer hangs: its account is given back


@contextmanager
def at_work(desk: Desk, delivery_id: int) -> Iterator[None]:
    """This process works on the delivery while the block runs."""
    desk.at_work[delivery_id] = desk.clock.now()
    try:
        yield
    finally:
        desk.at_work.pop(delivery_id, None)


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
