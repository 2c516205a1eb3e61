"""What a worker does with what it was given: the same acts as the embedded engine, each at most once at a time."""

from collections.abc import Callable, Mapping

from sqlmodel import col, select

from studio.database import act
from studio.publishing.delivery import Delivery, ready
from studio.publishing.desk import Desk
from studio.publishing.follow_up import ask, reconcile, take_back
from studio.publishing.hand_out import wake_the_clock
from studio.publishing.heartbeat import beat
from studio.publishing.publish import publish
from studio.publishing.work import one

IN_A_ROW = 20  # deliveries of one account before others have their turn

Act = Callable[[int, int], object]  # brand, and what it is about: an account for `publish`, else a delivery


def acts(desk: Desk, also: Mapping[str, Callable[[], None]] | None = None) -> dict[str, Act]:
    """Errand → what is done. `also` are jobs of the whole studio: readings, reminders."""
    every: dict[str, Act] = {
        "publish": lambda brand, account: publish_in_order(desk, account, brand=brand),
        "ask": lambda brand, delivery: one(desk, ask, brand, delivery),
        "reconcile": lambda brand, delivery: one(desk, reconcile, brand, delivery),
        "take_back": lambda _brand, _about: take_back(desk, now=desk.clock.now()),
    }
    return every | {name: _whole(job) for name, job in (also or {}).items()}


def publish_in_order(desk: Desk, account_id: int, *, brand: int) -> int:
    """Send what is due on one account, in its order, until nothing is, somebody else is at it, or others should have their turn."""
    sent, last, more = 0, 0, False
    for _ in range(IN_A_ROW):
        first = _first_due(desk, account_id, brand=brand)
        if first is None or first == last:
            break
        sent += one(desk, publish, brand, first)
        last = first
    else:
        more = True
    now = desk.clock.now()
    with act(desk.engine) as session:
        if sent:
            beat(session, desk.name, now=now, next_due=None, sent=now)
        if more:
            wake_the_clock(session, at=now)
    return sent


def _first_due(desk: Desk, account_id: int, *, brand: int) -> int | None:
    now = desk.clock.now()
    query = select(Delivery.id).where(Delivery.account_id == account_id, ready(Delivery, now=now))
    with act(desk.engine, brand=brand) as session:
        return session.exec(query.order_by(col(Delivery.due_at), col(Delivery.id)).limit(1)).first()


def _whole(job: Callable[[], None]) -> Act:
    return lambda _brand, _about: job()
