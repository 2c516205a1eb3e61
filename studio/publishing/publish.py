"""Claim, send, record: the intent is committed before each step that is not idempotent, the outcome after; no transaction waits on the network."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import Session

from studio.channels.answer import Accepted, Answer, Blame, Done, Facts, NotSent, Sent, Unknown
from studio.channels.deadline import HELD_UP, only_while
from studio.database import act, look
from studio.errors import StudioError, Words
from studio.posts.post import Post
from studio.publishing.ask_again import Verdict, ask_again
from studio.publishing.begin import Begun, Claimed, begin_next, begun
from studio.publishing.claim import claim
from studio.publishing.dead_account import pause_if_dead
from studio.publishing.delivery import STANDS, Attempt, Delivery, State, delivery, done_steps, moved, remember
from studio.publishing.desk import Desk
from studio.publishing.kill_points import here
from studio.publishing.lease import at_work
from studio.publishing.notice import tell_concerned
from studio.publishing.papers import papers
from studio.publishing.retry import next_try
from studio.publishing.stay_home import stay_home
from studio.publishing.stop_line import beside_other_steps
from studio.publishing.tries import Hand, away, came_of, in_hand, still_ours

log = structlog.get_logger("studio.publishing")
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
    """Call the platform, unless this process was held up so long that others have the delivery by now; a call that makes something asks that once more as it leaves."""

    def ours() -> bool:
        return _still_ours(desk, claimed, begun)

    if not ours():
        return HELD_UP
    try:
        with only_while(ours):
            return claimed.channel.do(begun.step, claimed.message, claimed.done, now=desk.clock.now())
    except StudioError as error:
        return NotSent(Blame.FIX_THE_CHANNEL, error.problems[0].what, error.problems[0].mend)


def _still_ours(desk: Desk, claimed: Claimed, begun: Begun) -> bool:
    """Within the lease that the step began with nobody else can have it; after it, and when the clock was set back, the row tells."""
    now = desk.clock.now()
    if begun.until - desk.lease <= now < begun.until:
        return True
    with look(desk.engine, brand=claimed.brand_id) as session:
        return still_ours(
            session, claimed.delivery_id, by=desk.name, tries=claimed.tries, after=begun.attempt_id, now=now, latest=now + desk.lease
        )  # fmt: skip


def _write_down(desk: Desk, claimed: Claimed, begun: Begun, answer: Answer) -> Begun | State | None:
    """Write what came of the step and, when it is done, ask every question again and begin the next one. None when the lease was lost meanwhile."""
    now = desk.clock.now()
    with act(desk.engine, brand=claimed.brand_id) as session:
        beside_other_steps(session)
        hand = in_hand(session, claimed.delivery_id, by=desk.name, tries=claimed.tries, after=begun.attempt_id)
        if hand is None:
            return _came_late(session, claimed, session.get(Attempt, begun.attempt_id), begun, answer, now=now)
        facts = facts_of(answer)
        came_of(session, begun.attempt_id, OUTCOMES[type(answer)], facts=facts, said=said_of(answer), at=now)
        _log(claimed, begun, answer)
        if isinstance(answer, Sent | Accepted):
            return _taken(session, claimed, answer, who=desk.name, now=now)
        if not isinstance(answer, Done):
            row = delivery(session, claimed.delivery_id)
            settle(session, row, answer, who=desk.name, closes=claimed.closes, now=now)
            pause_if_dead(session, claimed.account, answer, who=desk.name, at=now)
            return row.is_
        tried = [each._replace(outcome="done", facts=facts) if each.id == begun.attempt_id else each for each in hand.tried]
        return _go_on(session, desk, claimed, hand._replace(tried=tried), now=now)


def _go_on(session: Session, desk: Desk, claimed: Claimed, hand: Hand, *, now: datetime) -> Begun | State:
    """The next step, if every question is still answered as before: what was withdrawn, edited, stopped or refused meanwhile goes no further."""
    claimed.done.update(done_steps(hand.tried))
    found = papers(session, claimed.delivery_id)
    asked = ask_again(session, found.delivery, found.account, files=claimed.files, now=now, newest=found.newest, begun=begun(claimed))
    if asked.verdict is not Verdict.GO:
        return stay_home(session, found.delivery, asked, hand.tried, who=desk.name, now=now)
    return begin_next(session, desk, claimed, hand, now=now)


def _taken(session: Session, claimed: Claimed, answer: Sent | Accepted, *, who: str, now: datetime) -> State:
    """The platform took it. Most deliveries end their sending here, a hundred of them in the same second: so it is said in plain statements."""
    arrived = isinstance(answer, Sent)
    state, said = (State.DELIVERED if arrived else State.CREATED), said_of(answer)
    away(
        session, claimed.delivery_id, state, by=who, tries=claimed.tries, at=now, said=said, confirmed=answer.confirmed, expected=answer.expected,
        next_at=None if arrived else answer.ask_at or now + FIRST_ASK,
        delivered_at=now if arrived else None, remote_id=answer.remote_id if arrived else "", waits_for_person=not arrived and answer.person,
    )  # fmt: skip
    remember(session, claimed.delivery_id, state, was=State.SENDING, said=said, who=who, at=now)
    return state


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
