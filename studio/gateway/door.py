"""Who stands at the door: whose cookie this is, asked of the database at most every few seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from studio.clock import Clock
from studio.database import act, look
from studio.gateway.later import Later
from studio.people import session as web_sessions

COOKIE = "studio_sid"
REMEMBER = timedelta(seconds=3)  # how long a sign-out elsewhere may take to be felt here
MOST = 5000


@dataclass(frozen=True)
class Visitor:
    """A person who is signed in: the sign-in name, and the hash of the session's token."""

    handle: str
    session: str


class Door:
    """Knows visitors by their token, and remembers the answer for a moment because one page asks for dozens of files."""

    def __init__(self, engine: Engine, clock: Clock, later: Later) -> None:
        self._engine, self._clock, self._later = engine, clock, later
        self._known: dict[str, tuple[datetime, Visitor | None]] = {}

    async def visitor(self, token: str) -> Visitor | None:
        """Who this is, or None: no token, an unknown one, an ended or expired session."""
        if not token:
            return None
        now, hash_ = self._clock.now(), web_sessions.hash_of(token)
        asked, known = self._known.get(hash_, (None, None))
        if asked is not None and timedelta() <= now - asked < REMEMBER:
            return known
        found = await run_in_threadpool(self._look_up, token, now)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[hash_] = (now, found)
        return found

    def forget(self) -> None:
        """Somebody signed out or changed a password: ask the database again."""
        self._known.clear()

    def _look_up(self, token: str, now: datetime) -> Visitor | None:
        """Read without waiting for whoever writes; that they were seen is written down afterwards."""
        with look(self._engine) as session:
            found = web_sessions.who(session, token, now)
        if found is None:
            return None
        if found.unseen:
            self._later.do("seen", lambda: self._seen(token, now))
        return Visitor(found.person.handle, web_sessions.hash_of(token))

    def _seen(self, token: str, at: datetime) -> None:
        with act(self._engine) as session:
            web_sessions.seen(session, token, at)
