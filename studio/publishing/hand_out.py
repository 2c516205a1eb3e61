"""The clock's act on PostgreSQL: what is due is given to the workers as jobs, in one transaction, by one clock at a time.

A job is only a note that something is to be done. Whoever takes it asks every question again; the rows are the truth.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate import SyncPsycopgConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy import text
from sqlmodel import Session, col, func, select

from studio.database import act_across_brands
from studio.migrations.job_queue import CHANNEL, SCHEMA
from studio.publishing.delivery import Delivery, State, ready
from studio.publishing.desk import Desk
from studio.publishing.lease import CLOCKS_DIFFER, over

QUEUE = "studio"
ELECTION = 7351_1  # PostgreSQL advisory lock: the clock that holds it hands out, the others wait for their next tick
MOST = 1000  # questions handed out at once; the rest follows when these are answered


@dataclass(frozen=True)
class Errand:
    """Something a worker is to do. `key` is its queueing lock: nobody is given the same twice at a time."""

    act: str
    key: str
    brand: int = 0
    about: int = 0  # an account for `publish`, a delivery for `ask` and `reconcile`
    priority: int = 0


@dataclass(frozen=True)
class HandedOut:
    """What one pass gave to the workers, and when a row wants something next."""

    errands: tuple[Errand, ...]
    next_at: datetime | None


def hand_out(desk: Desk, *, stalled: timedelta, also: Sequence[str] = ()) -> HandedOut | None:
    """Give what is due, and the jobs named in `also`, to the workers. None: another clock is at it.

    Jobs of workers that gave no sign of life for `stalled` are cleared away without being run again: their deliveries are taken back
    when the lease runs out, and what is still due is handed out anew.
    """
    now = desk.clock.now()
    with act_across_brands(desk.engine) as session:
        if not _elected(session):
            return None
        session.connection().execute(text(f"SET LOCAL search_path TO {SCHEMA}, public"))
        _clear_away(session, stalled=stalled, lease=desk.lease)
        given = _given(session)
        wanted = [*due(session, now=now, lease=desk.lease), *(Errand(name, key=name) for name in also)]
        errands = tuple(errand for errand in wanted if errand.key not in given)
        _defer(session, errands)
        return HandedOut(errands, _next_moment(session, after=now))


def due(session: Session, *, now: datetime, lease: timedelta) -> Iterator[Errand]:
    """What is to be done now: one errand per account that has something to send, one per delivery to ask about."""
    ran_out = over(now=now, latest=now + lease + CLOCKS_DIFFER)
    leases = select(Delivery.id).where(Delivery.state == State.SENDING.value, ran_out).limit(1)
    if session.exec(leases).first() is not None:
        yield Errand("take_back", key="take_back", priority=20)
    busy = select(Delivery.account_id).where(Delivery.state == State.SENDING.value)
    accounts = (
        select(Delivery.account_id, Delivery.brand_id)
        .where(ready(Delivery, now=now), col(Delivery.account_id).not_in(busy))
        .group_by(col(Delivery.account_id), col(Delivery.brand_id))
        .order_by(func.min(Delivery.due_at))
    )
    for account_id, brand_id in session.exec(accounts):
        yield Errand("publish", key=f"account:{account_id}", brand=brand_id, about=account_id, priority=10)
    questions = (
        select(Delivery.state, Delivery.brand_id, Delivery.id)
        .where(col(Delivery.state).in_((State.CREATED.value, State.UNKNOWN.value)), col(Delivery.next_at) <= now)
        .order_by(col(Delivery.next_at))
        .limit(MOST)
    )
    for state, brand_id, delivery_id in session.exec(questions):
        act, priority = ("reconcile", 5) if state == State.UNKNOWN.value else ("ask", 1)
        yield Errand(act, key=f"delivery:{delivery_id}", brand=brand_id, about=delivery_id or 0, priority=priority)


def wake_the_clock(session: Session, *, at: datetime) -> None:
    """Tell every clock that something wants to be done at `at`; heard when the session's transaction is committed."""
    session.connection().execute(text("SELECT pg_notify(:channel, :at)"), {"channel": CHANNEL, "at": str(at.timestamp())})


def _elected(session: Session) -> bool:
    """For this transaction; the lock falls when it ends, also when the clock dies or is cut off in the middle."""
    return bool(session.connection().execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": ELECTION}).scalar())


def _clear_away(session: Session, *, stalled: timedelta, lease: timedelta) -> None:
    """Jobs that nobody will finish: their worker is gone or silent, or they are at it for longer than any claim holds."""
    gone = text(
        "DELETE FROM procrastinate_jobs AS job WHERE job.status = 'doing' AND ("
        " NOT EXISTS (SELECT 1 FROM procrastinate_workers AS worker"
        "  WHERE worker.id = job.worker_id AND worker.last_heartbeat > now() - make_interval(secs => :stalled))"
        " OR EXISTS (SELECT 1 FROM procrastinate_events AS event"
        "  WHERE event.job_id = job.id AND event.type = 'started' AND event.at < now() - make_interval(secs => :lease)))"
    )
    session.connection().execute(gone, {"stalled": stalled.total_seconds(), "lease": lease.total_seconds()})


def _given(session: Session) -> set[str]:
    """The keys of everything that workers have, or will take next."""
    query = text("SELECT queueing_lock FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
    return set(session.connection().execute(query).scalars())


def _defer(session: Session, errands: Iterable[Errand]) -> None:
    jobs = [
        Job(
            queue=QUEUE, lock=None, queueing_lock=errand.key, task_name=errand.act, priority=errand.priority,
            task_kwargs={"brand": errand.brand, "about": errand.about},
        )
        for errand in errands
    ]  # fmt: skip
    if jobs:
        JobManager(SyncPsycopgConnector()).batch_defer_jobs(jobs=jobs, connection=session.connection().connection.driver_connection)


def _next_moment(session: Session, *, after: datetime) -> datetime | None:
    """When the next row wants something that nobody was told of yet: a due time, a retry, a question, the end of a lease."""
    wants = func.coalesce(Delivery.next_at, Delivery.due_at)
    planned = select(func.min(wants)).where(Delivery.state == State.PLANNED.value, wants > after)
    waits = select(func.min(Delivery.next_at)).where(
        col(Delivery.state).in_((State.CREATED.value, State.UNKNOWN.value)), col(Delivery.next_at) > after
    )
    leases = select(func.min(Delivery.lease_until)).where(Delivery.state == State.SENDING.value, col(Delivery.lease_until) > after)
    found = [session.exec(query).one() for query in (planned, waits, leases)]
    return min((moment for moment in found if moment is not None), default=None)
