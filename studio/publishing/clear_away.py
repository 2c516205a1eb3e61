"""Clearing away: what a delivery had begun on the platform when it was stopped for good is taken back (a draft in the box, tasks of the first owners).

A refused or cancelled delivery with a `next_at` is still to be looked at; None afterwards. What the platform keeps in spite of it is told to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from studio import history
from studio.brands.account import ChannelAccount
from studio.channels.answer import Answer, Blame, Done, Facts, NotSent, Unknown
from studio.channels.channel import Channel
from studio.channels.message import Message
from studio.database import UTCDateTime, act, look_across_brands
from studio.errors import StudioError, Words
from studio.plain import Plain, of_brand, table
from studio.posts.message import message_for
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion
from studio.publishing.delivery import STANDS, STOPPED, Attempt, Delivery, attempts, delivery, done_steps, locked
from studio.publishing.desk import Desk
from studio.publishing.notice import tell_concerned
from studio.publishing.publish import json_safe, said_of
from studio.publishing.rate import take
from studio.review.approval import Approval

STEP = "clear_away"  # the attempt's
WHILE_ASKING, LATER = timedelta(seconds=60), timedelta(minutes=1)
TRIES = 5  # then a person is told
MOST = 200  # in one go
log = structlog.get_logger("studio.publishing")


@dataclass(frozen=True)
class Begun:
    """What a stopped delivery has on the platform: the steps that cannot be left standing, and what is needed to take them back."""

    channel: Channel
    message: Message
    done: Mapping[str, Facts]
    steps: frozenset[str]
    attempt: int


def clear_away(desk: Desk) -> int:
    """Look at everything that was stopped and not looked at since; gives how many had left something."""
    now = desk.clock.now()
    with look_across_brands(desk.engine) as session:
        found = session.execute(_STOPPED, {"now": now, "most": MOST}).all()
    return sum(_one(desk, delivery_id, brand=brand) for brand, delivery_id in found)


def _one(desk: Desk, delivery_id: int, *, brand: int) -> bool:
    """One that cannot be looked at (a key is missing) keeps nobody else waiting."""
    try:
        return clear_one(desk, delivery_id, brand=brand)
    except StudioError as error:
        log.warning("not cleared away", delivery=delivery_id, why=str(error).splitlines()[0])
    with act(desk.engine, brand=brand) as session:
        now = desk.clock.now()
        _MINE.run(session, delivery=delivery_id, now=now, later=now + WHILE_ASKING)
    return False


def clear_one(desk: Desk, delivery_id: int, *, brand: int) -> bool:
    """Take back what this stopped delivery began, if anything; whether there was something."""
    now = desk.clock.now()
    with act(desk.engine, brand=brand) as session:
        if _MINE.run(session, delivery=delivery_id, now=now, later=now + WHILE_ASKING).rowcount != 1:
            return False
        left = _left(session, desk, delivery_id, now=now)
    if left is None:
        return False
    answer = _ask(left, now=now)
    with act(desk.engine, brand=brand) as session:
        _write_down(session, delivery_id, left, answer, who=desk.name, now=desk.clock.now())
    log.info("cleared away", delivery=delivery_id, answer=type(answer).__name__)
    return True


def _left(session: Session, desk: Desk, delivery_id: int, *, now: datetime) -> Begun | None:
    """What is to be taken back, with the intent to do so; None and nothing more to look at, or later when the platform's rate allows no call."""
    row = delivery(session, delivery_id)
    account, version, where = _approved(session, row)
    done = done_steps(attempts(session, row))
    channel = desk.channel(account)
    message = message_for(version, where, files=None, marker=row.marker)
    steps = list(channel.steps(message, done)) if done else []
    standing = [step for step in steps if not step.repeatable and step.name in done]
    row.next_at = None
    session.add(row)
    if not standing or standing[-1].name == steps[-1].name:  # nothing, or all of it: that is cancelled on the platform, by a person
        return None
    if (wait := take(session, account, standing[-1].endpoints, now=now)) is not None:
        row.next_at = wait.until
        return None
    row.next_at = now + WHILE_ASKING
    attempt = Attempt(delivery_id=row.key, step=STEP, intent_at=now, by=desk.name, outcome="repeatable")
    session.add(attempt)
    session.flush()
    return Begun(channel, message, done, frozenset(step.name for step in standing), attempt.key)


def _approved(session: Session, row: Delivery) -> tuple[ChannelAccount, PostVersion, Placement]:
    """What was approved, which is what was begun: the delivery itself may name another account by now, and be stopped for that."""
    approval = session.get(Approval, row.approval_id)
    account = session.get(ChannelAccount, approval.account_id) if approval else None
    version = session.get(PostVersion, approval.version_id) if approval else None
    where = session.get(Placement, approval.placement_id) if approval else None
    if account is None or version is None or where is None:
        raise RuntimeError(f"delivery {row.key} lost a row that it hangs on")
    return account, version, where


def _ask(left: Begun, *, now: datetime) -> Answer:
    try:
        return left.channel.cancel(left.message, left.done, now=now)
    except StudioError as error:
        return Unknown(error.problems[0].what)


def _write_down(session: Session, delivery_id: int, left: Begun, answer: Answer, *, who: str, now: datetime) -> None:
    row, noted = locked(session, delivery_id), session.get(Attempt, left.attempt)
    if row is None or noted is None or row.is_ not in STOPPED:
        return
    noted.outcome_at, noted.outcome, noted.said = now, "repeatable" if isinstance(answer, Done) else "not_sent", said_of(answer)
    noted.facts = json_safe(answer.facts) if isinstance(answer, Done) else {}
    session.add(noted)
    tried = attempts(session, row)
    if isinstance(answer, Done):
        _taken_back(session, row, tried, left.steps, stays=answer.facts.get("stays") or [])
    elif _try_later(answer) and sum(each.step == STEP for each in tried) < TRIES:
        row.next_at = getattr(answer, "retry_at", None) or now + LATER
    else:
        _still_there(session, row, answer, now=now)
    session.add(row)
    history.record(session, "delivery.cleared_away", f"delivery:{row.key}", who=who, at=now, outcome=type(answer).__name__)


def _taken_back(session: Session, row: Delivery, tried: Sequence[Attempt], steps: frozenset[str], *, stays: Sequence[str]) -> None:
    """Those steps do not stand any more: whoever tries again makes them anew. What a member sent on before stays, and is said."""
    for attempt in tried:
        if attempt.step in steps and attempt.outcome in STANDS and attempt.facts.get("owner") not in stays:
            attempt.outcome = "taken_back"
            session.add(attempt)
    row.next_at, row.said = None, _and(row, "平台上做了一半的已收回", "what it had begun on the platform was taken back")
    if stays:
        row.said = _and(row, f"{'、'.join(stays)} 已经发出的收不回", f"what {', '.join(stays)} had sent on stays")


def _still_there(session: Session, row: Delivery, answer: Answer, *, now: datetime) -> None:
    why = said_of(answer)
    row.next_at = None
    row.said = _and(row, f"平台上还留着做了一半的：{why.get('zh', '')}", f"a part of it is still on the platform: {why.get('en', '')}")
    account, post = session.get(ChannelAccount, row.account_id), session.get(Post, row.post_id)
    if account is None or post is None:
        return
    words = Words(
        f"「{account.name}」的平台上还留着没发完的一份，收不回", f"a part that was not to go out is still on the platform of {account.name}"
    )
    mend = Words("到平台后台删掉它，免得被人发出去", "delete it there before somebody publishes it")
    tell_concerned(session, post, about=f"delivery:{row.key}", words=words, mend=mend, at=now)


def _and(row: Delivery, zh: str, en: str) -> dict[str, Any]:
    return row.said | {"zh": f"{row.said.get('zh', '')}；{zh}", "en": f"{row.said.get('en', '')}; {en}"}


def _try_later(answer: Answer) -> bool:
    return isinstance(answer, Unknown) or (isinstance(answer, NotSent) and answer.blame in (Blame.TRY_AGAIN, Blame.WAIT_FOR_QUOTA))


_DELIVERY = table(Delivery)
_WAITS = (
    _DELIVERY.c.state.in_([state.value for state in STOPPED]),
    _DELIVERY.c.next_at <= bindparam("now", type_=UTCDateTime),
)
_STOPPED = (
    select(_DELIVERY.c.brand_id, _DELIVERY.c.id).where(*_WAITS).order_by(_DELIVERY.c.next_at, _DELIVERY.c.id).limit(bindparam("most"))
)
_MINE = Plain(
    update(_DELIVERY)
    .where(of_brand(_DELIVERY), _DELIVERY.c.id == bindparam("delivery"), *_WAITS)
    .values(next_at=bindparam("later", type_=UTCDateTime))
)
