"""Deliveries and their attempts: the states, the allowed moves, and the rows that say what was tried and what came of it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Index, UniqueConstraint, bindparam, text
from sqlmodel import Field, Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from studio import history
from studio.database import BrandRow, Json, UTCDateTime, kept, not_found
from studio.errors import Refused, Words, problem


class State(StrEnum):
    """Honest states: created is not published, and what is uncertain is unknown."""

    PLANNED = "planned"  # 已排期
    SENDING = "sending"  # 发送中
    CREATED = "created"  # 已创建，等平台或等人
    DELIVERED = "delivered"  # 已送达
    REFUSED = "refused"  # 没发出去，要人处理
    MISSED = "missed"  # 过点未发
    CANCELLED = "cancelled"  # 已取消
    UNKNOWN = "unknown"  # 待核实


STATE_WORDS = {
    State.PLANNED: Words("已排期", "planned"), State.SENDING: Words("发送中", "sending"), State.CREATED: Words("已创建待确认", "created, waiting"),
    State.DELIVERED: Words("已送达", "delivered"), State.REFUSED: Words("被拒", "refused"), State.MISSED: Words("过点未发", "missed"),
    State.CANCELLED: Words("已取消", "cancelled"), State.UNKNOWN: Words("待核实", "unknown"),
}  # fmt: skip

MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.SENDING, State.MISSED, State.REFUSED, State.CANCELLED}),
    State.SENDING: frozenset({State.PLANNED, State.CREATED, State.DELIVERED, State.REFUSED, State.UNKNOWN}),
    State.CREATED: frozenset({State.DELIVERED, State.REFUSED, State.CANCELLED}),
    State.UNKNOWN: frozenset({State.PLANNED, State.CREATED, State.DELIVERED, State.REFUSED, State.CANCELLED}),
    State.MISSED: frozenset({State.PLANNED, State.CANCELLED}),
    State.REFUSED: frozenset({State.PLANNED, State.CANCELLED}),
    State.DELIVERED: frozenset(),
    State.CANCELLED: frozenset(),
}
OPEN = (State.PLANNED, State.SENDING, State.CREATED, State.UNKNOWN)
STOPPED = (State.REFUSED, State.CANCELLED)  # with a `next_at`: what was begun on the platform is still to be taken back (clear_away)


class Delivery(BrandRow, table=True):
    """One approved variant on its way through one account. Only one per account is sending at a time: the data refuses a second."""

    __table_args__ = (
        UniqueConstraint("approval_id", "account_id", "part"),
        Index("ix_delivery_due", "due_at", sqlite_where=text("state = 'planned'"), postgresql_where=text("state = 'planned'")),
        Index(
            "ix_delivery_queue", "account_id", "due_at", sqlite_where=text("state = 'planned'"), postgresql_where=text("state = 'planned'")
        ),
        Index(
            "uq_delivery_one_sending", "account_id", unique=True,
            sqlite_where=text("state = 'sending'"), postgresql_where=text("state = 'sending'"),
        ),
    )  # fmt: skip
    approval_id: int = Field(foreign_key="approval.id", index=True)
    placement_id: int = Field(foreign_key="placement.id", index=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    account_id: int = Field(foreign_key="channel_account.id", index=True)
    part: int = 1
    marker: str = Field(unique=True)  # ≤ 64 bytes; the clientmsgid of mass sends
    due_at: datetime = Field(sa_type=UTCDateTime)
    state: str = Field(default=State.PLANNED.value, index=True)
    claimed_by: str = ""
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    tries: int = 0
    next_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime
    )  # try again, ask again or look again; None: nobody but a person moves it
    said: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # why it is in this state: zh, en, mend, code, rid
    waits_for_person: bool = False
    confirmed: int | None = None
    expected: int | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # the platform took it
    delivered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    remote_id: str = Field(default="", index=True)
    brought_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # its pictures went ahead, or some process began to bring them

    @property
    def is_(self) -> State:
        return State(self.state)


class Attempt(BrandRow, table=True):
    """One try of one step: the intent is written before the call, the outcome after. No outcome means: unknown."""

    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    step: str
    intent_at: datetime = Field(sa_type=UTCDateTime)
    by: str  # which process
    payload_digest: str = ""
    outcome: str = ""  # "" open | done | sent | accepted | not_sent | unknown | repeatable | taken_back
    outcome_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    said: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    looks: int = 0  # how often reconcile looked


STANDS = ("done", "sent", "accepted")  # outcomes that are not repeated


def moved(
    session: Session, delivery: Delivery, to: State, *, who: str, at: datetime, said: dict[str, Any] | None = None, locked: bool = False
) -> None:
    """Where a delivery changes state, but for its sending (claim.py, tries.away); refuses a move that the table does not have.

    `locked`: this act has read the row under its lock, so that it is in the database as it is here.
    """
    was = delivery.is_ if locked else as_it_is(session, delivery)
    if to not in MOVES[was]:
        raise Refused(
            problem(
                f"「{STATE_WORDS[was].zh}」不能变成「{STATE_WORDS[to].zh}」", f"a delivery cannot go from {was} to {to}", where=f"delivery:{delivery.key}",
                mend=("刷新页面看看它现在的状态", "reload to see its present state"),
            )
        )  # fmt: skip
    delivery.state, delivery.said = to.value, said or {}
    if to is not State.SENDING:
        delivery.claimed_by, delivery.lease_until = "", None
    if to is not State.CREATED:
        delivery.waits_for_person = False
    session.add(delivery)
    remember(session, delivery.key, to, was=was, said=delivery.said, who=who, at=at)


def remember(session: Session, delivery_id: int, to: State, *, was: State, said: dict[str, Any], who: str, at: datetime) -> None:
    """The move in the brand's history."""
    history.record(session, f"delivery.{to.value}", f"delivery:{delivery_id}", who=who, at=at, was=was.value, said=said.get("zh", ""))


def as_it_is(session: Session, delivery: Delivery) -> State:
    """Its state in the database at this moment, held until the act ends: a page that was open for an hour decides nothing by what it showed."""
    session.add(delivery)
    session.flush()  # what this act changed already counts
    session.refresh(delivery, ["state"], with_for_update=True)
    return delivery.is_


def delivery(session: Session, delivery_id: int) -> Delivery:
    found = session.exec(_by_number(), params={"delivery_id": delivery_id}).first()
    if found is None:
        raise not_found("投放", "delivery", delivery_id)
    return found


def locked(session: Session, delivery_id: int) -> Delivery | None:
    """The delivery as it is now, held until the act ends."""
    return session.exec(_by_number_held(), params={"delivery_id": delivery_id}).first()


@cache
def _by_number_held() -> SelectOfScalar[Delivery]:
    return kept(_by_number().with_for_update())


@cache
def _by_number() -> SelectOfScalar[Delivery]:
    return kept(select(Delivery).where(col(Delivery.id) == bindparam("delivery_id")))


def ready(row: Any, *, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Planned, due, and not put off to later. `row` has the columns of a delivery: the class, or its table's `.c`."""
    return and_(col(row.state) == State.PLANNED.value, col(row.due_at) <= now, or_(col(row.next_at).is_(None), col(row.next_at) <= now))


def attempts(session: Session, delivery: Delivery) -> list[Attempt]:
    """Everything that was tried, in order."""
    return list(session.exec(_attempts(), params={"delivery_id": delivery.key}))


@cache
def _attempts() -> SelectOfScalar[Attempt]:
    return kept(select(Attempt).where(col(Attempt.delivery_id) == bindparam("delivery_id")).order_by(col(Attempt.id)))


def stop(session: Session, row: Delivery, *, said: dict[str, Any], who: str, at: datetime) -> None:
    """Cancel it for good; what it had begun on the platform is taken back next (clear_away)."""
    row.next_at = at if attempts(session, row) else None
    moved(session, row, State.CANCELLED, who=who, at=at, said=said)


def require_cleared(row: Delivery) -> None:
    """What is about to be taken back from the platform is not sent in the same moment."""
    if row.is_ in STOPPED and row.next_at is not None:
        raise Refused(
            problem(
                "正在收回平台上做了一半的那份", "what it had begun on the platform is being taken back", where=f"delivery:{row.key}",
                mend=("等一分钟再试", "try again in a minute"),
            )
        )  # fmt: skip


AnAttempt = TypeVar("AnAttempt", bound="WasTried")


class WasTried(Protocol):
    """An attempt, or as much of it as sending reads."""

    @property
    def step(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def facts(self) -> dict[str, Any]: ...


def done_steps(tried: Iterable[WasTried]) -> dict[str, dict[str, Any]]:
    """Step name → facts, of the steps whose outcome stands."""
    return {attempt.step: attempt.facts for attempt in tried if attempt.outcome in STANDS}


def open_attempt(tried: "Iterable[AnAttempt]") -> "AnAttempt | None":
    """The last step that was begun and whose outcome nobody knows."""
    return next((attempt for attempt in reversed(list(tried)) if attempt.outcome in ("", "unknown")), None)
