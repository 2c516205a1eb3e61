"""Beginning a step: a token is taken, the lease renewed and the intent written, in one transaction that is committed before the call."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.channels.answer import Facts
from studio.channels.channel import Brings, Channel, Step
from studio.channels.message import Message
from studio.files import Files
from studio.publishing.delivery import Delivery, State, delivery, done_steps, moved
from studio.publishing.desk import Desk
from studio.publishing.rate import take
from studio.publishing.tries import Hand, hold_on, intend
from studio.publishing.wait_in_line import wait_in_line


@dataclass(frozen=True)
class Claimed:
    """A delivery that is ours to send until the lease ends: what is sent (`payload` is its digest), where, and what is known of it so far.

    `done` grows with every step whose outcome stands.
    """

    delivery_id: int
    brand_id: int
    account: ChannelAccount
    channel: Channel
    message: Message
    payload: str
    closes: datetime
    tries: int
    files: Files  # which reads each picture once, so that what was asked about is what is sent
    done: dict[str, Facts]


@dataclass(frozen=True)
class Begun:
    """A step whose intent is committed; after `until` its call may not leave any more, unless the lease was prolonged meanwhile."""

    step: Step
    attempt_id: int
    until: datetime


def begin_next(session: Session, desk: Desk, claimed: Claimed, hand: Hand, *, now: datetime, first: bool = False) -> Begun | State:
    """Begin the first step that is not done. A state instead: the platform's rate allows no call now, or nothing is left to do but to ask.

    The claim takes the delivery by an update that must change exactly one row (`first`: this act has just done so), and every later step holds on to it so.
    """
    claimed.done.update(done_steps(hand.tried))
    step = next((step for step in claimed.channel.steps(claimed.message, claimed.done) if not _done(step, claimed, now=now)), None)
    if step is None:
        return went_out(session, delivery(session, claimed.delivery_id), who=desk.name, now=now)
    if (wait := take(session, claimed.account, step.endpoints, now=now)) is not None:
        return wait_in_line(session, delivery(session, claimed.delivery_id), wait, closes=claimed.closes, now=now)
    until = now + desk.lease
    if not first:
        hold_on(session, claimed.delivery_id, by=desk.name, tries=claimed.tries, after=hand.last, until=until)
    attempt = intend(
        session, claimed.delivery_id, step.name, by=desk.name, at=now, payload_digest=claimed.payload, repeatable=step.repeatable
    )  # fmt: skip
    return Begun(step, attempt, until)


def begun(claimed: Claimed) -> bool:
    """Whether the platform has something of it that is more than pictures brought or questions asked."""
    return any(not step.repeatable and step.name in claimed.done for step in claimed.channel.steps(claimed.message, claimed.done))


def _done(step: Step, claimed: Claimed, *, now: datetime) -> bool:
    """Whether it was done by this delivery, or there is nothing to do in it: the pictures went ahead, and no call is made for them now."""
    if (
        step.name not in claimed.done
        and step.brings
        and isinstance(claimed.channel, Brings)
        and claimed.channel.brought(claimed.message, now=now)
    ):
        claimed.done[step.name] = {}
    return step.name in claimed.done


def all_done(steps: Sequence[Step], done: Mapping[str, Facts]) -> bool:
    """Whether every step stands. Of one that only brings pictures nothing is written down when they went ahead; what comes after it needed them."""
    return all(step.name in done for step in steps if not step.brings)


def went_out(session: Session, row: Delivery, *, who: str, now: datetime) -> State:
    """Every step stands, although nobody said so to the delivery: the answer came when another process had it already."""
    row.sent_at, row.next_at = row.sent_at or now, now
    said = {"zh": "已经发出，正在问平台结果", "en": "it went out; asking what became of it"}
    moved(session, row, State.CREATED, who=who, at=now, said=said, locked=True)
    return State.CREATED


def payload_digest(message: Message) -> str:
    """Digest of the words and pictures that a call carries."""
    said = [message.title, message.text, message.html, message.summary, [picture.digest for picture in message.pictures]]
    said.append([message.cover.digest if message.cover else "", message.link.url if message.link else ""])
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
