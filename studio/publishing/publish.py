"""Claim, send, record: the intent is committed before each step that is not idempotent, the outcome after; no transaction waits on the network."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import Session

from studio.channels.answer import Accepted, Answer, Blame, Done, Facts, NotSent, Sent, Unknown
from studio.database import act
from studio.errors import StudioError, Words
from studio.posts.post import Post
from studio.publishing.begin import Begun, Claimed, begin_next
from studio.publishing.claim import claim
from studio.publishing.dead_account import pause_if_dead
from studio.publishing.delivery import STANDS, Attempt, Delivery, State, delivery, moved, remember
from studio.publishing.desk import Desk
from studio.publishing.hold import Switch, held_by
from studio.publishing.kill_points import here
from studio.publishing.lease import at_work
from studio.publishing.notice import tell_concerned
from studio.publishing.retry import next_try
from studio.publishing.tries import away, came_of, in_hand

log = structlog.get_logger("studio.publishing")
HELD_FOR = timedelta(seconds=15)  # until a hold switch is looked at again
HELD_UP = NotSent(
    Blame.TRY_AGAIN, Words("发布进程停顿太久，这一步没有执行", "the publishing process was held up for too long: the step was not made"),
    Words("会自动再试", "it is tried again"),
)  # fmt: skip
OUTCOMES = {Done: "done", Sent: "sent", Accepted: "accepted", NotSent: "not_sent", Unknown: "unknown"}
FIRST_ASK = timedelta(seconds=5)  # how soon an accepted delivery is asked about when the channel does not say


def publish(desk: Desk, delivery_id: int, *, brand: int) -> State | None:
    """Send one due delivery as far as it goes now; gives its state, or None when it was not ours to take."""
    with at_work(desk, delivery_id):
        taken = claim(desk, delivery_id, brand=brand)
        if taken is None:
            return None
        here("after_claim")
        claimed, found = taken
        while isinstance(found, Begun):
            here("after_intent")
            answer = _do(desk, claimed, found)
            here("after_answer")
            found = _write_down(desk, claimed, found, answer)
            here("after_outcome")
        return found


def _do(desk: Desk, claimed: Claimed, begun: Begun) -> Answer:
    """Call the platform, unless this process was held up so long that others have the delivery by now."""
    now = desk.clock.now()
    if now >= begun.until:
        return HELD_UP
    try:
        return claimed.channel.do(begun.step, claimed.message, claimed.done, now=now)
    except StudioError as error:
        return NotSent(Blame.FIX_THE_CHANNEL, error.problems[0].what, error.problems[0].mend)


def _write_down(desk: Desk, claimed: Claimed, begun: Begun, answer: Answer) -> Begun | State | None:
    """Write what came of the step and, when it is done, begin the next one. None when the lease was lost meanwhile."""
    now = desk.clock.now()
    with act(desk.engine, brand=claimed.brand_id) as session:
        hand = in_hand(session, claimed.delivery_id, by=desk.name, tries=claimed.tries)
        if hand is None or begun.attempt_id not in {each.id for each in hand.tried}:
            return _came_late(session, claimed, session.get(Attempt, begun.attempt_id), begun, answer, now=now)
        facts = facts_of(answer)
        came_of(session, begun.attempt_id, OUTCOMES[type(answer)], facts=facts, said=said_of(answer), at=now)
        _log(claimed, begun, answer)
        if isinstance(answer, Sent | Accepted):
            return _taken(session, claimed.delivery_id, answer, who=desk.name, now=now)
        if not isinstance(answer, Done):
            row = delivery(session, claimed.delivery_id)
            settle(session, row, answer, who=desk.name, closes=claimed.closes, now=now)
            pause_if_dead(session, claimed.account, answer, who=desk.name, at=now)
            return row.is_
        if hold := held_by(session, brand=claimed.brand_id, account=claimed.account.slug, persona=claimed.persona):
            return _held_up(session, delivery(session, claimed.delivery_id), hold, who=desk.name, now=now)
        tried = [each._replace(outcome="done", facts=facts) if each.id == begun.attempt_id else each for each in hand.tried]
        return begin_next(session, desk, claimed, hand._replace(tried=tried), now=now)


def _taken(session: Session, delivery_id: int, answer: Sent | Accepted, *, who: str, now: datetime) -> State:
    """The platform took it. Most deliveries end their sending here, a hundred of them in the same second: so it is said in plain statements."""
    arrived = isinstance(answer, Sent)
    state, said = (State.DELIVERED if arrived else State.CREATED), said_of(answer)
    away(
        session, delivery_id, state, at=now, said=said, confirmed=answer.confirmed, expected=answer.expected,
        next_at=None if arrived else answer.ask_at or now + FIRST_ASK,
        delivered_at=now if arrived else None, remote_id=answer.remote_id if arrived else "", waits_for_person=not arrived and answer.person,
    )  # fmt: skip
    remember(session, delivery_id, state, was=State.SENDING, said=said, who=who, at=now)
    return state


def _held_up(session: Session, row: Delivery, hold: Switch, *, who: str, now: datetime) -> State:
    """What is done stands; the next step waits until the switch is lifted."""
    row.next_at = now + HELD_FOR
    said = {"zh": f"{hold.by} 暂停了发布：{hold.reason}", "en": f"held by {hold.by}: {hold.reason}"}
    moved(session, row, State.PLANNED, who=who, at=now, said=said, locked=True)
    return State.PLANNED


def _came_late(session: Session, claimed: Claimed, attempt: Attempt | None, begun: Begun, answer: Answer, *, now: datetime) -> None:
    """The answer is kept, the delivery is left to reconcile, which looks again at once when the answer says that it went out."""
    if attempt is None or attempt.outcome in STANDS:
        return
    outcome = OUTCOMES[type(answer)]
    came_of(session, attempt.key, outcome, facts=facts_of(answer), said=said_of(answer), at=now)
    _log(claimed, begun, answer)
    row = session.get(Delivery, claimed.delivery_id, with_for_update=True)
    if row is not None and row.is_ is State.UNKNOWN and outcome in STANDS:
        row.next_at = now
        session.add(row)


def settle(session: Session, row: Delivery, answer: Answer, *, who: str, closes: datetime, now: datetime) -> None:
    """Move the delivery, which this act has locked, to what the answer says; failures that a person has to mend reach the author."""
    match answer:
        case Done() | Accepted():
            return
        case Sent(remote_id=remote_id):
            row.remote_id, row.sent_at, row.delivered_at, row.next_at = remote_id, row.sent_at or now, now, None
            row.confirmed, row.expected = answer.confirmed, answer.expected
            moved(session, row, State.DELIVERED, who=who, at=now, locked=True)
        case Unknown():
            row.next_at = now
            moved(session, row, State.UNKNOWN, who=who, at=now, said=said_of(answer), locked=True)
        case NotSent():
            _not_sent(session, row, answer, who=who, closes=closes, now=now)


def _not_sent(session: Session, row: Delivery, answer: NotSent, *, who: str, closes: datetime, now: datetime) -> None:
    again = next_try(answer, tries=row.tries, closes=closes, marker=row.marker, now=now) if row.is_ is State.SENDING else None
    if again is not None:
        row.next_at = again
        moved(session, row, State.PLANNED, who=who, at=now, said=said_of(answer), locked=True)
        return
    row.next_at = None
    moved(session, row, State.REFUSED, who=who, at=now, said=said_of(answer), locked=True)
    if post := session.get(Post, row.post_id):
        tell_concerned(session, post, about=f"delivery:{row.key}", words=answer.reason, mend=answer.mend, at=now)


def said_of(answer: Answer) -> dict[str, Any]:
    """An answer's words for the row and the screen."""
    match answer:
        case NotSent():
            return _words(answer.reason, answer.mend) | {
                "blame": answer.blame.value,
                "code": answer.code,
                "rid": answer.rid,
                "field": answer.field,
            }
        case Unknown():
            return _words(answer.reason) | {"rid": answer.rid}
        case Accepted():
            return _words(answer.waiting_for)
        case _:
            return {}


def facts_of(answer: Answer) -> Facts:
    """What the platform told, as far as later steps may want it."""
    return json_safe(answer.facts) if isinstance(answer, Done | Sent | Accepted) else {}


def json_safe(facts: Mapping[str, Any]) -> Facts:
    return json.loads(json.dumps(dict(facts), ensure_ascii=False))


def _words(what: Words, mend: Words | None = None) -> dict[str, Any]:
    return {"zh": what.zh, "en": what.en} | ({"mend_zh": mend.zh, "mend_en": mend.en} if mend and mend.zh else {})


def _public(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("code", "rid", "blame") if said.get(name)}


def _log(claimed: Claimed, begun: Begun, answer: Answer) -> None:
    said = _public(said_of(answer))
    log.info(
        "step", delivery=claimed.delivery_id, account=claimed.account.slug, step=begun.step.name, outcome=OUTCOMES[type(answer)], **said
    )  # fmt: skip
