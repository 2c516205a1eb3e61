"""A publisher that is silent cannot say so itself: whoever is awake looks at its heartbeat, and tells those who can start it."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from studio.database import act, look
from studio.errors import Words
from studio.people.person import Role, team
from studio.publishing.heartbeat import Pulse, pulse
from studio.publishing.letter import brands
from studio.publishing.notice import Notice, no_longer, tell

ABOUT = "publisher:silent"
MEND = Words(
    "看看发布进程还在不在：studio doctor，或重启 studio publisher", "see whether it runs: studio doctor, or restart studio publisher"
)


def watch_for_silence(engine: Engine, *, now: datetime) -> bool:
    """Tell publishers and admins once per silence, and take it back when it is over; gives whether publishing is silent."""
    with look(engine) as session:
        found = pulse(session, now=now)
    silent = found.silent_for is not None
    for brand in brands(engine):
        with look(engine, brand=brand) as session:
            notices = _since(session, found.last or now) if silent else _unread(session)
        if bool(notices) != silent:
            with act(engine, brand=brand) as session:
                _tell(session, found, now=now) if silent else _take_back(session, now=now)
    return silent


def _tell(session: Session, found: Pulse, *, now: datetime) -> None:
    for person, roles in team(session):
        if person.left_at is None and roles & {Role.PUBLISHER, Role.ADMIN}:
            tell(session, person.key, about=ABOUT, words=found.words, mend=MEND, at=now)


def _take_back(session: Session, *, now: datetime) -> None:
    for notice in _unread(session):
        no_longer(session, notice, at=now)


def _since(session: Session, moment: datetime) -> list[Notice]:
    return list(session.exec(select(Notice).where(Notice.about == ABOUT, Notice.at > moment)))


def _unread(session: Session) -> list[Notice]:
    return list(session.exec(select(Notice).where(Notice.about == ABOUT, col(Notice.read_at).is_(None))))
