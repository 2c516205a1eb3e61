"""What was tried of a delivery while it is being sent, in plain statements: written before and after every step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Integer, bindparam, exists, func, insert, select, update
from sqlmodel import Session

from studio.channels.answer import Facts
from studio.database import Json, UTCDateTime
from studio.plain import Plain, of_brand, table
from studio.publishing.delivery import Attempt, Delivery, State


class Tried(NamedTuple):
    """One try of one step, as it was when it was read."""

    id: int
    step: str
    outcome: str
    facts: Facts
    intent_at: datetime
    looks: int


class Hand(NamedTuple):
    """A delivery that this process has in hand: until when, and what was tried of it, in order."""

    lease_until: datetime
    tried: list[Tried]

    @property
    def last(self) -> int:
        """The number of the step that was begun last; whoever takes the delivery begins a newer one in the same transaction."""
        return self.tried[-1].id if self.tried else 0


_DELIVERY, _ATTEMPT = table(Delivery), table(Attempt)
_TRIED = tuple(_ATTEMPT.c[name] for name in Tried._fields)
_ALL = Plain(
    select(*_TRIED).where(_ATTEMPT.c.delivery_id == bindparam("delivery"), of_brand(_ATTEMPT)).order_by(_ATTEMPT.c.id)
)  # fmt: skip
_OURS = (
    of_brand(_DELIVERY), _DELIVERY.c.id == bindparam("delivery"), _DELIVERY.c.state == State.SENDING.value,
    _DELIVERY.c.claimed_by == bindparam("by"), _DELIVERY.c.tries == bindparam("count"),
)  # fmt: skip
_IN_HAND = Plain(
    select(_DELIVERY.c.lease_until, *_TRIED)
    .join_from(_DELIVERY, _ATTEMPT, _ATTEMPT.c.delivery_id == _DELIVERY.c.id)
    .where(*_OURS, of_brand(_ATTEMPT))
    .order_by(_ATTEMPT.c.id)
    .with_for_update(of=_DELIVERY)
)  # fmt: skip
_INTENT = Plain(insert(_ATTEMPT))
_OUTCOME = Plain(
    update(_ATTEMPT)
    .where(_ATTEMPT.c.id == bindparam("attempt"), of_brand(_ATTEMPT))
    .values(
        outcome=bindparam("came"), outcome_at=bindparam("at", type_=UTCDateTime), facts=bindparam("told", type_=Json),
        said=bindparam("words", type_=Json),
    )
)  # fmt: skip
_AWAY = Plain(
    update(_DELIVERY)
    .where(*_OURS)
    .values(
        claimed_by="", lease_until=None, state=bindparam("to"), sent_at=func.coalesce(_DELIVERY.c.sent_at, bindparam("at", type_=UTCDateTime)),
        said=bindparam("words", type_=Json), next_at=bindparam("next", type_=UTCDateTime), remote_id=bindparam("remote"),
        delivered_at=bindparam("arrived", type_=UTCDateTime), waits_for_person=bindparam("waits", type_=Boolean),
        confirmed=bindparam("so_many", type_=Integer), expected=bindparam("of", type_=Integer),
    )
)  # fmt: skip
_NAMED = Plain(
    select(_ATTEMPT.c.id).where(of_brand(_ATTEMPT), _ATTEMPT.c.delivery_id == bindparam("delivery"), _ATTEMPT.c.step == bindparam("name"))
)
_BEGUN_SINCE = exists().where(of_brand(_ATTEMPT), _ATTEMPT.c.delivery_id == _DELIVERY.c.id, _ATTEMPT.c.id > bindparam("after"))
_HOLD_ON = Plain(
    update(_DELIVERY)
    .where(
        *_OURS,
        ~_BEGUN_SINCE,
    )
    .values(lease_until=bindparam("until", type_=UTCDateTime))
)  # fmt: skip
_STILL = Plain(
    select(_DELIVERY.c.id).where(
        *_OURS, _DELIVERY.c.lease_until > bindparam("now", type_=UTCDateTime),
        _DELIVERY.c.lease_until <= bindparam("latest", type_=UTCDateTime),
        ~_BEGUN_SINCE,
    )
)  # fmt: skip


def tried(session: Session, delivery_id: int) -> list[Tried]:
    """Everything that was tried, in order."""
    return [Tried._make(found) for found in _ALL.run(session, delivery=delivery_id)]


def in_hand(session: Session, delivery_id: int, *, by: str, tries: int, after: int) -> Hand | None:
    """The delivery while it is still ours, locked for this act; `after` is the step that we began last.

    None when it was taken from us, although somebody of the same name may have it by now: they have begun a newer step.
    """
    found = _IN_HAND.run(session, delivery=delivery_id, by=by, count=tries).all()
    hand = Hand(found[0].lease_until, [Tried._make(row[1:]) for row in found]) if found else None
    return hand if hand and hand.last == after else None


def hold_on(session: Session, delivery_id: int, *, by: str, tries: int, after: int, until: datetime) -> None:
    """Prolong the claim. RuntimeError when it is not ours, for which in_hand was asked: nothing may be begun then."""
    if _HOLD_ON.run(session, delivery=delivery_id, by=by, count=tries, after=after, until=until).rowcount != 1:
        raise RuntimeError(f"delivery {delivery_id} is not in the hands of {by}")


def still_ours(session: Session, delivery_id: int, *, by: str, tries: int, after: int, now: datetime, latest: datetime) -> bool:
    """Whether the claim holds at this moment, and not because the clock was set back: no claim lasts beyond `latest`."""
    return _STILL.run(session, delivery=delivery_id, by=by, count=tries, after=after, now=now, latest=latest).first() is not None


def intend(session: Session, delivery_id: int, step: str, *, by: str, at: datetime, payload_digest: str, repeatable: bool) -> int:
    """Write down what is about to be done; gives the attempt's number."""
    outcome = "repeatable" if repeatable else ""
    given = {"delivery_id": delivery_id, "step": step, "by": by, "intent_at": at, "payload_digest": payload_digest, "outcome": outcome}
    key = _INTENT.run(session, **given).inserted_primary_key
    if key is None:
        raise RuntimeError(f"the attempt of delivery {delivery_id} got no number")
    return int(key[0])


def came_of(session: Session, attempt_id: int, outcome: str, *, facts: Facts, said: Mapping[str, Any], at: datetime) -> None:
    """Write down what came of it."""
    _OUTCOME.run(session, attempt=attempt_id, came=outcome, at=at, told=dict(facts), words=dict(said))


def away(
    session: Session, delivery_id: int, state: State, *, by: str, tries: int, at: datetime, said: Mapping[str, Any], next_at: datetime | None,
    delivered_at: datetime | None, remote_id: str, waits_for_person: bool, confirmed: int | None, expected: int | None,
) -> None:  # fmt: skip
    """The delivery in hand is with the platform now: created, or delivered. RuntimeError when it is not ours, for which in_hand was asked."""
    done = _AWAY.run(
        session, delivery=delivery_id, by=by, count=tries, to=state.value, at=at, words=dict(said), next=next_at, remote=remote_id, arrived=delivered_at,
        waits=waits_for_person, so_many=confirmed, of=expected,
    )  # fmt: skip
    if done.rowcount != 1:
        raise RuntimeError(f"delivery {delivery_id} is not in the hands of {by}")


def keep_last(session: Session, delivery_id: int, step: str, outcome: str, *, facts: Facts, by: str, at: datetime) -> None:
    """Keep what the platform told last, in one row that later readings can use."""
    found = _NAMED.run(session, delivery=delivery_id, name=step).first()
    attempt = found.id if found else intend(session, delivery_id, step, by=by, at=at, payload_digest="", repeatable=True)
    came_of(session, attempt, outcome, facts=facts, said={}, at=at)
