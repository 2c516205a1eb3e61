"""How time goes in the proof: at its own pace while something is being done or can be, else at once to the next moment that a row names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case
from sqlalchemy import select as select_of
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from studio.clock import SharedClock
from studio.publishing.delivery import Attempt, Delivery, State

A_CALL = timedelta(minutes=2)  # no call takes longer, by far


@dataclass(frozen=True)
class Moment:
    """What the rows say at one moment. `calls`: somebody alive waits for a platform; `waiting`: due deliveries whose account is free."""

    calls: int
    waiting: int
    questions: int
    doubts: int
    expired: int
    next_at: datetime | None

    @property
    def at_work(self) -> bool:
        return bool(self.calls or self.waiting or self.questions or self.expired)


def moment(session: Session, *, alive: Collection[str], now: datetime) -> Moment:
    """Look at the rows; `alive` are the names of those who live, as they stand in claims."""
    free = col(Delivery.account_id).not_in(select(Delivery.account_id).where(Delivery.state == State.SENDING.value))
    planned, sending = and_(col(Delivery.state) == State.PLANNED.value, free), col(Delivery.state) == State.SENDING.value
    asked = and_(col(Delivery.state).in_((State.CREATED.value, State.UNKNOWN.value)), col(Delivery.next_at).is_not(None))
    kinds = (
        (planned, func.coalesce(Delivery.next_at, Delivery.due_at)),
        (asked, col(Delivery.next_at)),
        (sending, col(Delivery.lease_until)),
    )
    due = [func.count(case((and_(those, at <= now), 1))) for those, at in kinds]
    later = [func.min(case((and_(those, at > now), at))) for those, at in kinds]
    doubts = func.count(case((and_(asked, col(Delivery.state) == State.UNKNOWN.value), 1)))
    waiting, questions, expired, doubtful, *moments = session.execute(select_of(*due, doubts, *later)).one()
    return Moment(
        calls=session.exec(_calls(alive, now=now)).one(), waiting=waiting, questions=questions, expired=expired, doubts=doubtful,
        next_at=min((at for at in moments if at), default=None),
    )  # fmt: skip


def _calls(alive: Collection[str], *, now: datetime) -> SelectOfScalar[int]:
    """Steps that somebody alive has begun and not written down, whoever has the delivery by now."""
    begun = or_(col(Attempt.outcome) == "", col(Attempt.outcome) == "repeatable")
    return select(func.count(col(Attempt.id))).where(
        col(Attempt.by).in_(alive), begun, col(Attempt.outcome_at).is_(None), col(Attempt.intent_at) > now - A_CALL
    )


def go_on(clock: SharedClock, here: Moment, *, now: datetime, step: timedelta) -> bool:
    """Go to the next moment when nothing is to be done in this one, by at most one step: a claim that was made meanwhile must still hold."""
    if here.at_work or here.next_at is None:
        return False
    clock.set(min(here.next_at + timedelta(milliseconds=50), now + step))
    return True
