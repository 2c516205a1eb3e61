"""One pass over everything that is due: take back, send, ask, reconcile. The engines call it; so do tests, with their own clock."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import col, func, select

from studio.database import act, act_across_brands
from studio.errors import StudioError, Words
from studio.posts.post import Post
from studio.publishing.claim import due_by_account
from studio.publishing.delivery import Delivery, State, moved
from studio.publishing.desk import Desk
from studio.publishing.follow_up import ask, reconcile, take_back, waiting_for
from studio.publishing.heartbeat import beat
from studio.publishing.notice import tell_author
from studio.publishing.publish import publish
from studio.review.approval import Approval

log = structlog.get_logger("studio.publishing")
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


def work_through(desk: Desk, pool: Executor | None = None) -> Worked:
    """Do what is due now. Accounts run side by side in the pool, each in its own order; one bad delivery stops nobody else."""
    now = desk.clock.now()
    taken_back = take_back(desk, now=now)
    queues = due_by_account(desk, now=now)
    asks = waiting_for(desk, State.CREATED, now=now)
    doubts = waiting_for(desk, State.UNKNOWN, now=now)
    jobs: list[Callable[[], int]] = [lambda queue=queue: sum(one(desk, publish, *pair) for pair in queue) for queue in queues.values()]
    jobs += [lambda pair=pair: one(desk, ask, *pair) for pair in asks]
    jobs += [lambda pair=pair: one(desk, reconcile, *pair) for pair in doubts]
    counts = _run(jobs, pool)
    sent, rest = sum(counts[: len(queues)]), counts[len(queues) :]
    worked = Worked(taken_back, sent, sum(rest[: len(asks)]), sum(rest[len(asks) :]), next_moment(desk))
    _beat(desk, worked, now=desk.clock.now())
    return worked


def next_moment(desk: Desk) -> datetime | None:
    """When the next row wants something: a due time, a retry, a question, or the end of a lease."""
    planned = select(func.min(func.coalesce(Delivery.next_at, Delivery.due_at))).where(Delivery.state == State.PLANNED.value)
    waits = select(func.min(Delivery.next_at)).where(col(Delivery.state).in_((State.CREATED.value, State.UNKNOWN.value)))
    leases = select(func.min(Delivery.lease_until)).where(Delivery.state == State.SENDING.value)
    with act_across_brands(desk.engine) as session:
        found = [session.exec(query).one() for query in (planned, waits, leases)]
    return min((moment for moment in found if moment is not None), default=None)


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
                tell_author(
                    session, post, about=f"delivery:{row.key}", words=Words(SURPRISE["zh"], SURPRISE["en"]), mend=ASK_FOR_HELP, at=now
                )


def _run(jobs: list[Callable[[], int]], pool: Executor | None) -> list[int]:
    if pool is None:
        return [job() for job in jobs]
    futures: list[Future[int]] = [pool.submit(job) for job in jobs]
    return [future.result() for future in futures]


def _beat(desk: Desk, worked: Worked, *, now: datetime) -> None:
    with act(desk.engine) as session:
        beat(session, desk.name, now=now, next_due=worked.next_at, sent=now if worked.sent else None)
