"""Following up: asking what became of accepted deliveries, finding out about unknown ones, and taking back expired leases."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import Integer, Select, bindparam, update
from sqlmodel import Session, and_, col, or_

from studio.brands.brand import current
from studio.channels.answer import (
    Accepted,
    Adopted,
    Answer,
    AskAPerson,
    Done,
    Facts,
    Found,
    LookAgain,
    NotSent,
    SafeToRepeat,
    Sent,
    Unknown,
)
from studio.channels.channel import Channel
from studio.channels.message import Message
from studio.database import UTCDateTime, act, look_across_brands
from studio.errors import StudioError, Words
from studio.plain import Plain, of_brand, table
from studio.posts.message import message_for
from studio.posts.post import Post
from studio.publishing.begin import all_done, went_out
from studio.publishing.delivery import Attempt, Delivery, State, attempts, done_steps, locked, moved, open_attempt
from studio.publishing.desk import Desk
from studio.publishing.kill_points import here
from studio.publishing.lease import CLOCKS_DIFFER, over
from studio.publishing.notice import tell_concerned
from studio.publishing.papers import papers
from studio.publishing.publish import OUTCOMES, facts_of, json_safe, said_of, settle
from studio.publishing.rate import take
from studio.publishing.tries import Tried, keep_last, tried

ASKING = timedelta(seconds=60)  # while one process asks, the others leave it alone
SELDOM = timedelta(hours=1)  # the longest pause after a question that was not answered
_DECIDE = Words("到 投放 里看看平台上有没有这条，再告诉工作室", "look on the platform whether it is there, then say so under Publish")
_REPEATED_ONCE = Words("已经重发过一次，平台上仍然没有找到", "it was repeated once already, and the platform still does not show it")
LEASE_GONE = {"zh": "发送途中进程断了，正在向平台核实", "en": "the process died while sending; asking the platform"}


def take_back(desk: Desk, *, now: datetime) -> int:
    """Deliveries whose lease ran out: unknown at their open step, and safe to continue where no step was open.

    A lease that ends later than any can is of a time when the clock was ahead: it is cut down to a whole one, so that nobody waits for hours.
    """
    latest = now + desk.lease + CLOCKS_DIFFER
    with look_across_brands(desk.engine) as session:
        gone = list(session.execute(_leases_gone(), {"now": now, "latest": latest}))
    return sum(_take_back(desk, delivery_id, brand=brand, now=now, latest=latest) for brand, delivery_id in gone)


def _take_back(desk: Desk, delivery_id: int, *, brand: int, now: datetime, latest: datetime) -> bool:
    with act(desk.engine, brand=brand) as session:
        row = session.get(Delivery, delivery_id, with_for_update=True)
        if row is None or row.is_ is not State.SENDING or row.lease_until is None:
            return False
        if row.lease_until > latest:
            row.lease_until = now + desk.lease
            return True
        if row.lease_until >= now:
            return False
        row.next_at = now
        to = State.UNKNOWN if open_attempt(attempts(session, row)) else State.PLANNED
        moved(session, row, to, who=desk.name, at=now, said=dict(LEASE_GONE))
        return True


@cache
def _leases_gone() -> "Select[*tuple[Any, ...]]":
    late = over(now=bindparam("now", type_=UTCDateTime), latest=bindparam("latest", type_=UTCDateTime))
    return sqlalchemy.select(col(Delivery.brand_id), col(Delivery.id)).where(col(Delivery.state) == State.SENDING.value, late)


def questions(desk: Desk, *, now: datetime, most: int = 500) -> dict[State, list[tuple[int, int]]]:
    """Unknown and created deliveries whose time to ask has come: (brand, delivery), the longest waiting first."""
    found: dict[State, list[tuple[int, int]]] = {State.UNKNOWN: [], State.CREATED: []}
    with look_across_brands(desk.engine) as session:
        for state, brand, delivery_id in session.execute(_open_questions(), {"now": now, "most": most}):
            found[State(state)].append((brand, delivery_id or 0))
    return found


@cache
def _open_questions() -> "Select[*tuple[Any, ...]]":
    """The doubts first, so that no number of things that only wait for people keeps them waiting."""
    due = col(Delivery.next_at) <= bindparam("now", type_=UTCDateTime)
    query = sqlalchemy.select(col(Delivery.state), col(Delivery.brand_id), col(Delivery.id)).where(
        col(Delivery.state).in_(("created", "unknown")), due
    )
    return query.order_by(col(Delivery.state).desc(), col(Delivery.next_at)).limit(bindparam("most", type_=Integer))


def ask(desk: Desk, delivery_id: int, *, brand: int) -> State | None:
    """Ask the platform what became of an accepted delivery, and write it down."""
    now = desk.clock.now()
    opened = _open(desk, delivery_id, State.CREATED, brand=brand, now=now)
    if opened is None:
        return None
    channel, message, done, closes, _ = opened
    answer = _safely(lambda: channel.ask(message, done, now=now))
    with act(desk.engine, brand=brand) as session:
        row = locked(session, delivery_id)
        if row is None or row.is_ is not State.CREATED:
            return None
        if isinstance(answer, Sent | Accepted) and answer.facts:
            keep_last(session, row.key, "ask", OUTCOMES[type(answer)], facts=facts_of(answer), by=desk.name, at=now)
        match answer:
            case Accepted():
                row.confirmed, row.expected = answer.confirmed, answer.expected
                row.next_at = answer.ask_at or now + ASKING
                row.waits_for_person, row.said = answer.person, said_of(answer)
                session.add(row)
            case Unknown() | Done():
                row.next_at = _not_answered(session, row, answer, now=now)
                session.add(row)
            case NotSent():
                _came_to_nothing(session, row)
                settle(session, row, answer, who=desk.name, closes=closes, now=now)
            case Sent():
                settle(session, row, answer, who=desk.name, closes=closes, now=now)
        return row.is_


def _not_answered(session: Session, row: Delivery, answer: Unknown | Done, *, now: datetime) -> datetime:
    """When to ask again: from when the platform answers again where that is known, and said; else the later the longer it has been out."""
    if isinstance(answer, Unknown) and answer.retry_at is not None:
        at = answer.retry_at.astimezone(current(session).zone_info)
        zh, en = f"{answer.reason.zh}，{at:%m-%d %H:%M} 接着问", f"{answer.reason.en}; asked again at {at:%m-%d %H:%M}"
        row.said = {"zh": zh, "en": en}
        return max(answer.retry_at, now)
    return now + min(max((now - (row.sent_at or now)) / 6, ASKING), SELDOM)


def _came_to_nothing(session: Session, row: Delivery) -> None:
    """The platform took it and then did not send it: when a person tries again, that step has to be done again."""
    for attempt in attempts(session, row):
        if attempt.outcome == "accepted":
            attempt.outcome = "not_sent"
            session.add(attempt)


def reconcile(desk: Desk, delivery_id: int, *, brand: int) -> State | None:
    """Find out whether the open step of an unknown delivery happened; adopt it, repeat it when that is safe, or ask a person."""
    now = desk.clock.now()
    opened = _open(desk, delivery_id, State.UNKNOWN, brand=brand, now=now)
    if opened is None:
        return None
    channel, message, done, _, before = opened
    attempt = open_attempt(before)
    found = _look(channel, message, done, attempt, now=now) if attempt else None
    here("after_look")
    with act(desk.engine, brand=brand) as session:
        row = locked(session, delivery_id)
        if row is None or row.is_ is not State.UNKNOWN:
            return None
        since = attempts(session, row)
        still_open = open_attempt(since)
        if found is None or attempt is None or still_open is None or still_open.key != attempt.id:
            return _answered_meanwhile(session, row, channel, message, done_steps(since), who=desk.name, now=now)
        last = still_open.step == channel.steps(message, done)[-1].name
        _found(session, row, still_open, _once(found, still_open, since), last=last, who=desk.name, now=now)
        return row.is_


def _look(channel: Channel, message: Message, done: dict[str, Facts], attempt: Tried, *, now: datetime) -> Found:
    """Ask the platform about the open step."""
    step = next((step for step in channel.steps(message, done) if step.name == attempt.step), None)
    if step is None:
        return AskAPerson(Words(f"这个账号现在没有「{attempt.step}」这一步", f"the account has no step {attempt.step} any more"))
    if step.repeatable:
        return SafeToRepeat("harmless to repeat", proof=True)
    try:
        return channel.reconcile(step, message, done, since=attempt.intent_at, looks=attempt.looks, now=now)
    except StudioError as error:
        return LookAgain(now + ASKING, saw=str(error))


def _once(found: Found, attempt: Attempt, tried: Sequence[Attempt]) -> Found:
    """Not seeing a thing is no proof that it is not there: what is only likely not to have happened is repeated once, then a person looks."""
    if not isinstance(found, SafeToRepeat) or found.proof:
        return found
    repeated = any(earlier.step == attempt.step and earlier.said.get("repeated") for earlier in tried)
    return AskAPerson(_REPEATED_ONCE) if repeated else found


def _answered_meanwhile(
    session: Session, row: Delivery, channel: Channel, message: Message, done: dict[str, Facts], *, who: str, now: datetime
) -> State:
    """No step is open: the answer came after all. What is finished is only asked about; the rest is gone on with."""
    if all_done(channel.steps(message, done), done):
        return went_out(session, row, who=who, now=now)
    row.next_at = now
    moved(session, row, State.PLANNED, who=who, at=now, said={"zh": "没有悬着的步骤，接着往下走", "en": "no step is open; going on"})
    return State.PLANNED


def _found(session: Session, row: Delivery, attempt: Attempt, found: Found, *, last: bool, who: str, now: datetime) -> None:
    attempt.looks += 1
    attempt.said = {"saw": found.saw.zh if isinstance(found, AskAPerson) else found.saw}
    session.add(attempt)
    match found:
        case Adopted(facts=facts):
            attempt.outcome, attempt.outcome_at, attempt.facts = ("accepted" if last else "done"), now, json_safe(facts)
            row.next_at = now
            row.sent_at = row.sent_at or (now if last else None)
            moved(
                session,
                row,
                State.CREATED if last else State.PLANNED,
                who=who,
                at=now,
                said={"zh": "已在平台找到，接着往下走", "en": "found on the platform; going on"},
            )
        case SafeToRepeat():
            attempt.outcome, attempt.outcome_at, attempt.said = "not_sent", now, attempt.said | {"repeated": True}
            row.next_at = now
            moved(
                session,
                row,
                State.PLANNED,
                who=who,
                at=now,
                said={"zh": "确认没有发出，可以再发", "en": "it surely did not happen; safe to repeat"},
            )
        case LookAgain(at=at):
            row.next_at, row.said = at, row.said | {"saw": found.saw}
            session.add(row)
        case AskAPerson(saw=saw):
            row.next_at, row.said = None, {"zh": saw.zh, "en": saw.en, "candidates": [json_safe(each) for each in found.candidates]}
            session.add(row)
            if post := session.get(Post, row.post_id):
                tell_concerned(session, post, about=f"delivery:{row.key}", words=saw, mend=_DECIDE, at=now)


def _open(
    desk: Desk, delivery_id: int, state: State, *, brand: int, now: datetime
) -> tuple[Channel, Message, dict[str, Facts], datetime, list[Tried]] | None:
    """Take the right to ask about this delivery for a minute, with what is needed to ask; put off while the platform's rate allows no question."""
    with act(desk.engine, brand=brand) as session:
        if _MINE.run(session, delivery=delivery_id, wanted=state.value, now=now, later=now + ASKING).rowcount != 1:
            return None
        found = papers(session, delivery_id)
        channel = desk.channel(found.account)
        if (wait := take(session, found.account, channel.questions, now=now)) is not None:
            _ask_later(session, found.delivery, until=wait.until, now=now)
            return None
        before = tried(session, delivery_id)
        message = message_for(found.version, found.placement, files=None, marker=found.delivery.marker)
    return channel, message, done_steps(before), found.approval.closes_at, before


_DELIVERY = table(Delivery)
_MINE = Plain(
    update(_DELIVERY)
    .where(
        _DELIVERY.c.id == bindparam("delivery"), of_brand(_DELIVERY), _DELIVERY.c.state == bindparam("wanted"),
        _DELIVERY.c.next_at <= bindparam("now"),
    )
    .values(next_at=bindparam("later", type_=UTCDateTime))
)  # fmt: skip


def _ask_later(session: Session, row: Delivery, *, until: datetime, now: datetime) -> None:
    """No token is left: this question and every other one that waits on the account are asked from `until` on, the doubts first again."""
    waits = col(Delivery.state).in_((State.UNKNOWN.value, State.CREATED.value)), col(Delivery.next_at) <= now
    mine = or_(col(Delivery.id) == row.key, and_(col(Delivery.account_id) == row.account_id, *waits))
    session.execute(update(Delivery).where(mine).values(next_at=until), execution_options={"synchronize_session": False})


def _safely(asking: Callable[[], Answer]) -> Answer:
    try:
        return asking()
    except StudioError as error:
        return Unknown(error.problems[0].what)
