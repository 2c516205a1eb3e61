"""A sign-in in one browser: who it is for, until when, and how it ended. Only a hash of its token is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from studio.database import Row, UTCDateTime
from studio.people.person import Person

SEEN_EVERY = timedelta(minutes=1)  # a click is not worth a write each time
KEEP_ENDED = timedelta(days=30)


class WebSession(Row, table=True):
    """A row a stolen database cannot sign in with: the browser holds the token, we hold its sha-256."""

    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)
    last_seen_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(session: Session, person: Person, *, hours: int, at: datetime) -> tuple[str, WebSession]:
    """Start a sign-in that ends by itself after `hours`; gives the token for the cookie, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = WebSession(
        token_hash=hash_of(token), person_id=person.key, created_at=at, last_seen_at=at, expires_at=at + timedelta(hours=hours)
    )
    session.add(row)
    session.flush()
    return token, row


@dataclass(frozen=True)
class Here:
    """Whose token it is; `unseen`: it is a while since anybody wrote down that they were here."""

    person: Person
    unseen: bool


def who(session: Session, token: str, at: datetime) -> Here | None:
    """Whose token this is, or None when it is unknown, ended, expired, or the person has left. Only looks."""
    row = _standing(session, token, at)
    person = session.get(Person, row.person_id) if row else None
    if row is None or person is None or person.left_at is not None:
        return None
    return Here(person, unseen=at - row.last_seen_at >= SEEN_EVERY)


def seen(session: Session, token: str, at: datetime) -> None:
    """Write down that they were here."""
    row = _standing(session, token, at)
    if row is not None and row.last_seen_at < at:
        row.last_seen_at = at


def sign_out(session: Session, token: str, at: datetime) -> None:
    """End this sign-in; an unknown token changes nothing."""
    row = _standing(session, token, at)
    if row is not None:
        row.ended_at = at


def sign_out_everywhere(session: Session, person: Person, at: datetime, *, but: str = "") -> int:
    """End every sign-in of a person but the one whose token has the hash `but` (on screens: st.user.session); gives how many ended."""
    query = select(WebSession).where(WebSession.person_id == person.key, col(WebSession.ended_at).is_(None), WebSession.token_hash != but)
    rows = [row for row in session.exec(query) if row.expires_at > at]
    for row in rows:
        row.ended_at = at
    return len(rows)


def forget_old(session: Session, at: datetime) -> None:
    """Drop sign-ins that ended long ago."""
    session.execute(delete(WebSession).where(col(WebSession.expires_at) < at - KEEP_ENDED))


def _standing(session: Session, token: str, at: datetime) -> WebSession | None:
    row = session.exec(select(WebSession).where(WebSession.token_hash == hash_of(token))).first()
    return row if row is not None and row.ended_at is None and at < row.expires_at else None
