"""What the platforms pushed to us, each event once: taken in by the gateway, worked off by engagement and publishing."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, col, func, select

from studio import history
from studio.brands.account import ChannelAccount
from studio.channels.events import Event, FollowerWrote, Subscribed, Unread, Unsubscribed
from studio.database import BrandRow, Json, UTCDateTime
from studio.engagement.answered import ANSWERERS
from studio.people.person import Person, require
from studio.people.process import Process
from studio.posts.opt_out import Recipient, followed_again, opt_out

Said = TypeVar("Said", bound=Event)
STOP = frozenset({"退订", "拒收", "td"})  # as people answer commercial messages (rule sms.consent)
_any_fields = TypeAdapter(dict[str, Any])


class PlatformEvent(BrandRow, table=True):
    """An event as it arrived: `kind` is the name of its type in studio.channels.events, `handled_at` when somebody made something of it."""

    __table_args__ = (UniqueConstraint("account_id", "event_key"),)
    account_id: int = Field(foreign_key="channel_account.id", index=True)
    kind: str = Field(index=True)
    event_key: str
    fields: dict[str, Any] = Field(sa_type=Json)
    received_at: datetime = Field(sa_type=UTCDateTime)
    handled_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)


def take_in(session: Session, account: ChannelAccount, event: Event, *, at: datetime) -> bool:
    """Keep a push; False when it was here before (platforms repeat what was not answered in five seconds, wechat-api.md §1.8)."""
    known = select(PlatformEvent.id).where(PlatformEvent.account_id == account.key, PlatformEvent.event_key == event.key)
    if session.exec(known).first() is not None:
        return False
    done = isinstance(event, Unread) or (isinstance(event, FollowerWrote) and says_stop(event.text))
    row = PlatformEvent(
        account_id=account.key, kind=type(event).__name__, event_key=event.key, received_at=at, handled_at=at if done else None,
        fields=_any_fields.dump_python(asdict(event), mode="json"),
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the repetition arrived in the same instant
        return False
    _who_wants_to_hear(session, event)
    return True


def _who_wants_to_hear(session: Session, event: Event) -> None:
    """Who unfollows has opted out from this moment, not only when somebody reads the push."""
    match event:
        case Unsubscribed(person=person):
            opt_out(session, Recipient.PERSON, person, reason="取消关注", by=Process.PLATFORM, at=event.at)
        case Subscribed(person=person):
            followed_again(session, person, at=event.at)
        case FollowerWrote(person=person, text=text) if says_stop(text):
            opt_out(session, Recipient.PERSON, person, reason=f"回复「{text.strip()}」", by=Process.PLATFORM, at=event.at)


def says_stop(text: str) -> bool:
    """Whether a message is a word that means no more, and nothing else; a sentence about it is for a person to read."""
    return text.strip().strip("。.!！").casefold() in STOP


def waiting(session: Session, *kinds: type[Event], limit: int = 100) -> list[PlatformEvent]:
    """Events nobody has handled yet, oldest first; of these kinds only, when some are named."""
    query = select(PlatformEvent).where(col(PlatformEvent.handled_at).is_(None))
    if kinds:
        query = query.where(col(PlatformEvent.kind).in_(kind.__name__ for kind in kinds))
    return list(session.exec(query.order_by(col(PlatformEvent.received_at), col(PlatformEvent.id)).limit(limit)))


def how_many_wait(session: Session, kind: type[Event]) -> int:
    """Events of this kind that nobody has handled yet."""
    query = select(func.count(col(PlatformEvent.id))).where(col(PlatformEvent.handled_at).is_(None), PlatformEvent.kind == kind.__name__)
    return session.exec(query).one()


def event_in(row: PlatformEvent, kind: type[Said]) -> Said:
    """The event as it was read at the border, such as `event_in(row, PublishJobFinished)`."""
    return TypeAdapter(kind).validate_python(row.fields)


def settle(session: Session, event: PlatformEvent, *, at: datetime) -> None:
    """The event has been dealt with."""
    event.handled_at = at
    session.add(event)


def dealt_with(session: Session, event: PlatformEvent, *, by: Person, at: datetime) -> None:
    """Somebody of the team has dealt with it."""
    require(session, by, *ANSWERERS)
    settle(session, event, at=at)
    history.record(session, "message.settled", f"platform_event:{event.key}", who=by.handle, at=at, kind=event.kind)
