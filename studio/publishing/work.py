"""One pass over everything that is due: take back, send, ask, reconcile. The engines call it; so do tests, with their own clock."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import sqlalchemy
import structlog
from sqlalchemy import Select, bindparam
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import col, func

from studio.database import UTCDateTime, act, look_across_brands
from studio.errors import StudioError, Words
from studio.posts.post import Post
from studio.publishing.claim import due_by_account
from studio.publishing.delivery import Delivery, State, moved
from studio.publishing.desk import Desk
from studio.publishing.follow_up import ask, questions, reconcile, take_back
from studio.publishing.heartbeat import beat
from studio.publishing.notice import tell_concerned
from studio.publishing.publish import publish
from studio.review.approval import Approval

log = structlog.get_logger("studio.publishing")
EVER = datetime(1970, 1, 1, tzinfo=UTC)
AFTER_A_SURPRISE = timedelta(seconds=60)
SURPRISE = {"zh": "工作室自己出了错，没有发出", "en": "the studio itself failed; it was not sent"}
ASK_FOR_HELP = Words(
    "把发布进程日志里的 surprise 一行交给管理员；改好后重新安排时间",
    "give the line “surprise” of the publisher's log to an admin; then choose a new time",
)


@dataclass(frozen=True)
class Worked:
    """What one pass did; `next_at` is when something is to be done next."""

    taken_back: int
    sent: int
    asked: int
    reconciled: int
    next_at: datetime | None

    @property
    def idle(self) -> bool:
        return not (self.taken_back or self.sent or self.asked or self.reconciled)


@dataclass(frozen=True)
class Job:
    """Something that can be done beside everything else. `key` names what it is about: an account's queue, or a question about a delivery."""

    kind: str  # publish | ask | reconcile
    key: str
    do: Callable[[], int]  # gives how much it did


def work_through(desk: Desk, pool: Executor | None = None) -> Worked:
    """Do what is due now. Accounts run side by side in the pool, each in its own order; one bad delivery stops nobody else."""
    now = desk.clock.now()
    taken_back = take_back(desk, now=now)
    jobs = due_jobs(desk, now=now)
    did = Counter[str]()
    for job, count in zip(jobs, _run(jobs, pool), strict=True):
        did[job.kind] += count
    worked = Worked(taken_back, did["publish"], did["ask"], did["reconcile"], next_moment(desk))
    beat_now(desk, next_at=worked.next_at, sent=bool(worked.sent))
    return worked


def due_jobs(desk: Desk, *, now: datetime) -> list[Job]:
    """What is due now: one job per account that has something to send, and one per question."""
    queues, asked = due_by_account(desk, now=now), questions(desk, now=now)
    doubts, asks = asked[State.UNKNOWN], asked[State.CREATED]
    jobs = [
        Job("publish", f"account:{account}", lambda queue=queue: sum(one(desk, publish, *pair) for pair in queue))
        for account, queue in queues.items()
    ]
    jobs += [Job("reconcile", f"delivery:{pair[1]}", lambda pair=pair: one(desk, reconcile, *pair)) for pair in doubts]
    return jobs + [Job("ask", f"delivery:{pair[1]}", lambda pair=pair: one(desk, ask, *pair)) for pair in asks]


def next_moment(desk: Desk, *, after: datetime | None = None) -> datetime | None:
    """When the next row wants something: a due time, a retry, a question, or the end of a lease; `after` leaves out what is wanted already."""
    with look_across_brands(desk.engine) as session:
        found = session.execute(_moments(), {"after": after or EVER}).one()
    return min((moment for moment in found if moment is not None), default=None)


@cache
def _moments() -> "Select[*tuple[datetime | None, ...]]":
    """The soonest moment of what is planned, of what is to be asked about, and of the claims, in one row."""
    after, asked = bindparam("after", type_=UTCDateTime), (State.CREATED.value, State.UNKNOWN.value)
    wants = func.coalesce(Delivery.next_at, Delivery.due_at, type_=UTCDateTime)
    planned = sqlalchemy.select(func.min(wants)).where(col(Delivery.state) == State.PLANNED.value, wants > after)
    asks = sqlalchemy.select(func.min(Delivery.next_at)).where(col(Delivery.state).in_(asked), col(Delivery.next_at) > after)
    leases = sqlalchemy.select(func.min(Delivery.lease_until)).where(
        col(Delivery.state) == State.SENDING.value, col(Delivery.lease_until) > after
    )
    return sqlalchemy.select(*(each.scalar_subquery() for each in (planned, asks, leases)))


def one(desk: Desk, do: Callable[..., State | None], brand: int, delivery_id: int) -> int:
    """One delivery; a surprise is logged with its place and the others go on. One that was being sent is looked into when its lease runs out."""
    try:
        return 1 if do(desk, delivery_id, brand=brand) is not None else 0
    except OperationalError as error:
        log.warning("the database did not answer", delivery=delivery_id, act=do.__name__, why=str(error.orig))
        return 0  # not this row's doing: it keeps its place
    except Exception:
        log.exception("surprise", delivery=delivery_id, act=do.__name__)
    with suppress(SQLAlchemyError, StudioError):
        _put_off(desk, brand, delivery_id, now=desk.clock.now())
    return 0


def _put_off(desk: Desk, brand: int, delivery_id: int, *, now: datetime) -> None:
    """A row that surprises is not looked at again at once, and one that was planned is missed when its window is over."""
    with act(desk.engine, brand=brand) as session:
        row = session.get(Delivery, delivery_id)
        if row is None or row.is_ not in (State.PLANNED, State.CREATED, State.UNKNOWN):
            return
        row.next_at = now + AFTER_A_SURPRISE
        session.add(row)
        approval = session.get(Approval, row.approval_id)
        if row.is_ is State.PLANNED and (approval is None or now > approval.closes_at):
            row.next_at = None
            moved(session, row, State.MISSED, who=desk.name, at=now, said=dict(SURPRISE))
            if post := session.get(Post, row.post_id):
                tell_concerned(
                    session, post, about=f"delivery:{row.key}", words=Words(SURPRISE["zh"], SURPRISE["en"]), mend=ASK_FOR_HELP, at=now
                )


def _run(jobs: list[Job], pool: Executor | None) -> list[int]:
    if pool is None:
        return [job.do() for job in jobs]
    futures: list[Future[int]] = [pool.submit(job.do) for job in jobs]
    return [future.result() for future in futures]


def beat_now(desk: Desk, *, next_at: datetime | None, sent: bool) -> None:
    now = desk.clock.now()
    with act(desk.engine) as session:
        beat(session, desk.name, now=now, next_due=next_at, sent=now if sent else None)
