"""The publisher's heartbeat: when it was last awake, what is due next, what went out last.

Distributed, publishing is awake while some clock and some worker are: a process's name says what it is (`clock:machine-123`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, Session, select

from studio.database import Row, UTCDateTime
from studio.errors import Words

SILENT_AFTER = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(days=30)


class Heartbeat(Row, table=True):
    """One row per process; written at every tick."""

    process: str = Field(unique=True)
    at: datetime = Field(sa_type=UTCDateTime)
    started_at: datetime = Field(sa_type=UTCDateTime)
    next_due: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_sent: datetime | None = Field(default=None, sa_type=UTCDateTime)


@dataclass(frozen=True)
class Pulse:
    """What a page says about the publisher. `silent_for` is None when it beats as it should."""

    last: datetime | None
    next_due: datetime | None
    last_sent: datetime | None
    silent_for: timedelta | None

    @property
    def words(self) -> Words:
        if self.last is None:
            return Words("发布进程还没有启动", "the publisher has not started yet")
        if self.silent_for is None:
            return Words("一切正常", "all is well")
        minutes = max(1, int(self.silent_for.total_seconds() // 60))
        return Words(f"发布进程 {minutes} 分钟无响应", f"the publisher has been silent for {minutes} min")


def beat(session: Session, process: str, *, now: datetime, next_due: datetime | None, sent: datetime | None) -> None:
    """Say that this process is awake; the first time, rows of processes that ended long ago are cleared away."""
    row = session.exec(select(Heartbeat).where(Heartbeat.process == process)).first()
    if row is None:
        row = Heartbeat(process=process, at=now, started_at=now)
        _forget_ended(session, before=now - FORGOTTEN_AFTER)
    row.at, row.next_due = now, next_due
    row.last_sent = sent or row.last_sent
    session.add(row)


def pulse(session: Session, *, now: datetime) -> Pulse:
    """The newest beat of any publisher; of the clocks and the workers, whichever are silent for longer."""
    rows = session.exec(select(Heartbeat)).all()
    if not rows:
        return Pulse(None, None, None, None)
    planners, senders = _newest(rows, but_not="worker:"), _newest(rows, but_not="clock:")
    begun = max(row.started_at for row in rows)
    last = min(row.at if row else begun for row in (planners, senders))
    silent = now - last
    sent = [row.last_sent for row in rows if row.last_sent]
    return Pulse(last, planners.next_due if planners else None, max(sent, default=None), silent if silent > SILENT_AFTER else None)


def _newest(rows: Sequence[Heartbeat], *, but_not: str) -> Heartbeat | None:
    return max((row for row in rows if not row.process.startswith(but_not)), key=lambda row: row.at, default=None)


def _forget_ended(session: Session, *, before: datetime) -> None:
    for row in session.exec(select(Heartbeat).where(Heartbeat.at < before)):
        session.delete(row)
