"""Claim, send, record: the intent is committed before each step that is not idempotent, the outcome after; no transaction waits on the network."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import Session, select

from studio.channels.answer import Accepted, Answer, Blame, Done, Facts, NotSent, Sent, Unknown
from studio.channels.channel import Step
from studio.channels.message import Message
from studio.database import act
from studio.errors import StudioError, Words
from studio.posts.post import Post
from studio.publishing.claim import Claimed, claim
from studio.publishing.dead_account import pause_if_dead
from studio.publishing.delivery import Attempt, Delivery, State, attempts, done_steps, moved
from studio.publishing.desk import Desk
from studio.publishing.hold import held_by
from studio.publishing.kill_points import here
from studio.publishing.notice import tell_author
from studio.publishing.retry import next_try

log = structlog.get_logger("studio.publishing")
FIRST_ASK = timedelta(seconds=5)  # how soon an accepted delivery is asked about when the channel does not say


def publish(desk: Desk, delivery_id: int, *, brand: int) -> State | None:
    """Send one due delivery as far as it goes now; gives its state, or None when it was not ours to take."""
    claimed = claim(desk, delivery_id, brand=brand)
    if claimed is None:
        return None
    here("after_claim")
    channel = desk.channel(claimed.account)
    with act(desk.engine, brand=brand) as session:
        done = done_steps(attempts(session, _row(session, claimed.delivery_id)))
    while step := next((step for step in channel.steps(claimed.message, done) if step.name not in done), None):
        begun = _begin(desk, claimed, step)
        if begun is None:
            return _state(desk, claimed)
        here("after_intent")
        try:
            answer = channel.do(step, claimed.message, done, now=desk.clock.now())
        except StudioError as error:
            answer = NotSent(Blame.FIX_THE_CHANNEL, error.problems[0].what, error.problems[0].mend)
        here("after_answer")
        if not _record(desk, claimed, begun, answer):
            return None
        here("after_outcome")
        if not isinstance(answer, Done):
            return _state(desk, claimed)
        done[step.name] = answer.facts
    return _state(desk, claimed)


def _begin(desk: Desk, claimed: Claimed, step: Step) -> int | None:
    """Write the intent and renew the lease; None when a hold switch or another process says stop."""
    now = desk.clock.now()
    with act(desk.engine, brand=claimed.brand_id) as session:
        row = _ours(session, desk, claimed)
        if row is None:
            return None
        if hold := held_by(session, brand=claimed.brand_id, account=claimed.account.slug, persona=claimed.persona):
            said = {"zh": f"{hold.by} 暂停了发布：{hold.reason}", "en": f"held by {hold.by}: {hold.reason}"}
            row.next_at = now + timedelta(seconds=15)
            moved(session, row, State.PLANNED, who=desk.name, at=now, said=said)
            return None
        row.lease_until = now + desk.lease
        attempt = Attempt(
            delivery_id=row.key, step=step.name, intent_at=now, by=desk.name, payload_digest=payload_digest(claimed.message),
            outcome="repeatable" if step.repeatable else "",
        )  # fmt: skip
        session.add(attempt)
        session.flush()
        return attempt.key


def _record(desk: Desk, claimed: Claimed, attempt_id: int, answer: Answer) -> bool:
    """Write what came of the step. False when the lease was lost meanwhile: the answer is kept, the delivery is left to reconcile."""
    now = desk.clock.now()
    with act(desk.engine, brand=claimed.brand_id) as session:
        attempt = session.get(Attempt, attempt_id)
        row = _ours(session, desk, claimed)
        if attempt is None or (attempt.outcome in ("done", "sent", "accepted") and row is None):
            return False
        outcome(attempt, answer, now=now)
        session.add(attempt)
        log.info(
            "step",
            delivery=claimed.delivery_id,
            account=claimed.account.slug,
            step=attempt.step,
            outcome=attempt.outcome,
            **_public(attempt.said),
        )
        if row is None:
            return False
        settle(session, row, answer, who=desk.name, closes=claimed.closes, now=now)
        pause_if_dead(session, claimed.account, answer, who=desk.name, at=now)
        return True


def outcome(attempt: Attempt, answer: Answer, *, now: datetime) -> None:
    """Put an answer into the attempt's row."""
    names = {Done: "done", Sent: "sent", Accepted: "accepted", NotSent: "not_sent", Unknown: "unknown"}
    attempt.outcome, attempt.outcome_at = names[type(answer)], now
    if isinstance(answer, Done | Sent | Accepted):
        attempt.facts = json_safe(answer.facts)
    attempt.said = said_of(answer)


def settle(session: Session, row: Delivery, answer: Answer, *, who: str, closes: datetime, now: datetime) -> None:
    """Move the delivery to what the answer says; failures that a person has to mend reach the author."""
    match answer:
        case Done():
            return
        case Sent(remote_id=remote_id):
            row.remote_id, row.sent_at, row.delivered_at, row.next_at = remote_id, row.sent_at or now, now, None
            row.confirmed, row.expected = answer.confirmed, answer.expected
            moved(session, row, State.DELIVERED, who=who, at=now)
        case Accepted():
            row.sent_at = row.sent_at or now
            row.next_at = answer.ask_at or now + FIRST_ASK
            row.confirmed, row.expected = answer.confirmed, answer.expected
            moved(session, row, State.CREATED, who=who, at=now, said=said_of(answer))
            row.waits_for_person = answer.person
        case Unknown():
            row.next_at = now
            moved(session, row, State.UNKNOWN, who=who, at=now, said=said_of(answer))
        case NotSent():
            _not_sent(session, row, answer, who=who, closes=closes, now=now)


def _not_sent(session: Session, row: Delivery, answer: NotSent, *, who: str, closes: datetime, now: datetime) -> None:
    again = next_try(answer, tries=row.tries, closes=closes, marker=row.marker, now=now) if row.is_ is State.SENDING else None
    if again is not None:
        row.next_at = again
        moved(session, row, State.PLANNED, who=who, at=now, said=said_of(answer))
        return
    row.next_at = None
    moved(session, row, State.REFUSED, who=who, at=now, said=said_of(answer))
    if post := session.get(Post, row.post_id):
        tell_author(session, post, about=f"delivery:{row.key}", words=answer.reason, mend=answer.mend, at=now)


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


def payload_digest(message: Message) -> str:
    """Digest of the words and pictures that a call carries."""
    said = [message.title, message.text, message.html, message.summary, [picture.digest for picture in message.pictures]]
    said.append([message.cover.digest if message.cover else "", message.link.url if message.link else ""])
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def json_safe(facts: Mapping[str, Any]) -> Facts:
    return json.loads(json.dumps(dict(facts), ensure_ascii=False))


def _words(what: Words, mend: Words | None = None) -> dict[str, Any]:
    return {"zh": what.zh, "en": what.en} | ({"mend_zh": mend.zh, "mend_en": mend.en} if mend and mend.zh else {})


def _public(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("code", "rid", "blame") if said.get(name)}


def _ours(session: Session, desk: Desk, claimed: Claimed) -> Delivery | None:
    """The row while it is still ours, locked for this act."""
    query = select(Delivery).where(
        Delivery.id == claimed.delivery_id,
        Delivery.state == State.SENDING.value,
        Delivery.claimed_by == desk.name,
        Delivery.tries == claimed.tries,
    )
    return session.exec(query.with_for_update()).first()


def _row(session: Session, delivery_id: int) -> Delivery:
    row = session.get(Delivery, delivery_id)
    if row is None:
        raise RuntimeError(f"delivery {delivery_id} vanished while it was ours")
    return row


def _state(desk: Desk, claimed: Claimed) -> State:
    with act(desk.engine, brand=claimed.brand_id) as session:
        return _row(session, claimed.delivery_id).is_
