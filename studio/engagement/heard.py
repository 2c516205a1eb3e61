"""Working off what the platforms pushed about deliveries: a finished job is asked about at once, a group's owner and name are looked up anew."""

from datetime import datetime

import structlog
from sqlmodel import Session, col, select

from studio.channels.events import (
    ContactAdded,
    ContactLost,
    Event,
    GroupChanged,
    MassJobFinished,
    PublishJobFinished,
    Scanned,
    Subscribed,
    TagChanged,
    Unsubscribed,
)
from studio.channels.official_account.news import KEPT_AS
from studio.database import act, look
from studio.engagement.names import ask_anew
from studio.engagement.platform_event import PlatformEvent, event_in, settle, waiting
from studio.publishing.delivery import Delivery, State, attempts
from studio.publishing.desk import Desk, all_brands
from studio.publishing.drawer import Keepsake
from studio.publishing.tries import keep_last

log = structlog.get_logger("studio.engagement")
JOBS: tuple[type[Event], ...] = (PublishJobFinished, MassJobFinished)
KEPT: tuple[type[Event], ...] = (
    Subscribed,
    Unsubscribed,
    Scanned,
    ContactAdded,
    ContactLost,
    TagChanged,
)  # to be counted; nobody has to act
OURS: tuple[type[Event], ...] = (*JOBS, GroupChanged, *KEPT)  # what followers wrote waits for a person
OPEN = (State.CREATED.value, State.UNKNOWN.value, State.SENDING.value)


def hear(desk: Desk) -> int:
    """Handle every waiting push once; gives how many. What cannot be understood yet is left for the next time."""
    now = desk.clock.now()
    handled = 0
    for brand in all_brands(desk):
        with look(desk.engine, brand=brand) as session:
            if not waiting(session, *OURS, limit=1):
                continue
        with act(desk.engine, brand=brand) as session:
            for row in waiting(session, *OURS):
                if _handled(session, row, now=now):
                    settle(session, row, at=now)
                    handled += 1
    return handled


def _handled(session: Session, row: PlatformEvent, *, now: datetime) -> bool:
    match row.kind:
        case "PublishJobFinished":
            return _ask_about(session, row, "publish_id", event_in(row, PublishJobFinished).publish_id, now=now)
        case "MassJobFinished":
            return _ask_about(session, row, "msg_id", event_in(row, MassJobFinished).msg_id, now=now)
        case "GroupChanged":
            event = event_in(row, GroupChanged)
            _forget_owner(session, event.chat_id)
            if event.detail == "change_name" or event.change == "create":
                ask_anew(session, row.account_id)
    return True


def _ask_about(session: Session, row: PlatformEvent, name: str, value: str, *, now: datetime) -> bool:
    """Ask about the delivery that bears this id now; nobody's id may be that of a lost answer, or of a draft that a person published."""
    query = select(Delivery).where(Delivery.account_id == row.account_id, col(Delivery.state).in_(OPEN))
    open_ones = list(session.exec(query))
    named = [each for each in open_ones if any(str(attempt.facts.get(name, "")) == value for attempt in attempts(session, each))]
    if not named and any(each.is_ is State.SENDING for each in open_ones):
        return False  # the answer that carries the id may be written down in a moment
    _look_anew(session, row.account_id)
    for each in named:
        keep_last(session, each.key, "heard", "done", facts={"heard_at": now.isoformat()}, by="platform", at=now)
    for each in named or [each for each in open_ones if each.is_ is State.UNKNOWN or each.waits_for_person]:
        if each.is_ is not State.SENDING and (each.next_at is None or each.next_at > now):
            each.next_at = now
            session.add(each)
    log.info("push heard", kind=row.kind, named=len(named))
    return True


def _look_anew(session: Session, account_id: int) -> None:
    """The list of what is published is out of date."""
    for kept in session.exec(select(Keepsake).where(Keepsake.account_id == account_id, Keepsake.name == KEPT_AS)):
        session.delete(kept)


def _forget_owner(session: Session, chat_id: str) -> None:
    """The next message into this group asks the platform again who owns it, through whichever account."""
    query = select(Keepsake).where(Keepsake.name == f"owner:{chat_id}")
    for kept in session.exec(query):
        session.delete(kept)
