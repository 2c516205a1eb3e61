"""What the demo needs around the studio: a home of its own, a clock that can be set, and the publisher and the sandbox as processes."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from sqlmodel import col, func, or_, select

from studio.clock import SharedClock
from studio.database import act_across_brands
from studio.demo.by_hand import next_by_hand, post_by_hand
from studio.engagement.collect import Watch
from studio.errors import StudioError, problem
from studio.publishing.delivery import Delivery, State
from studio.settings import Settings
from studio.workspace.opened import Opened, open_studio

STUCK_AFTER_S = 90.0  # real seconds without the publisher finishing what is due
TOGETHER = timedelta(minutes=3)  # questions to the platforms within this much virtual time are asked in one go


@dataclass(frozen=True)
class Theatre:
    """A studio of its own with a clock that everybody in it shares."""

    opened: Opened
    clock: SharedClock
    sandbox: httpx.Client

    @property
    def now(self) -> datetime:
        return self.clock.now()


def settings_for(base: Settings, home: Path) -> Settings:
    """The demo's own home, clock and ports, so that it disturbs no running studio."""
    return base.model_copy(
        update={
            "home": home, "database_url": "", "files": "", "key_file": None, "clock_file": home / "clock.json", "sandbox_database": "memory",
            "sandbox_port": _free_port(), "publisher_tick_s": 0.2, "log_level": "warning",
        }
    )  # fmt: skip


def environment_of(settings: Settings) -> dict[str, str]:
    """The same settings for the child processes."""
    return {
        "STUDIO_HOME": str(settings.home), "STUDIO_DATABASE_URL": "", "STUDIO_FILES": "", "STUDIO_CLOCK_FILE": str(settings.clock_file),
        "STUDIO_SANDBOX_DATABASE": "memory", "STUDIO_SANDBOX_PORT": str(settings.sandbox_port), "STUDIO_PUBLISHER_TICK_S": "0.2",
        "STUDIO_LOG_LEVEL": settings.log_level,
    }  # fmt: skip


@contextmanager
def raised(settings: Settings, *, at: datetime) -> Iterator[Theatre]:
    """The curtain is up: clock set, database there, sandbox reachable."""
    settings.home.mkdir(parents=True, exist_ok=True)
    clock = SharedClock(settings.clock_file or settings.home / "clock.json")
    clock.set(at)
    opened = open_studio(settings)
    with httpx.Client(base_url=settings.sandbox_address, timeout=10) as sandbox:
        yield Theatre(opened, clock, sandbox)
    opened.engine.dispose()


def wait_for_sandbox(theatre: Theatre, *, seed: str) -> None:
    """Wait until the local platforms answer, and give them the fate that `seed` names."""
    begun = time.monotonic()
    while time.monotonic() - begun < STUCK_AFTER_S:
        try:
            if theatre.sandbox.post("/_sandbox/reset", json={"seed": seed}).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise StudioError(problem("沙盒没有起来", "the sandbox did not start", mend=("看看端口和日志", "look at the port and the log")))


def play_until(theatre: Theatre, end: datetime) -> int:
    """Move the clock from one thing to do to the next until `end`, letting the publisher finish each; gives how many moves it took."""
    moves = 0
    while theatre.now < end:
        upcoming = _next(theatre)
        theatre.clock.set(min(max(upcoming or end, theatre.now), end))
        _let_it_finish(theatre)
        post_by_hand(theatre.opened, now=theatre.now)
        moves += 1
    return moves


def _next(theatre: Theatre) -> datetime | None:
    """The next due time exactly; questions and readings a little later, several together. While something is being sent, time stands still."""
    sending = select(func.count(col(Delivery.id))).where(Delivery.state == State.SENDING.value)
    due = select(func.min(func.coalesce(Delivery.next_at, Delivery.due_at))).where(Delivery.state == State.PLANNED.value)
    asks = select(func.min(Delivery.next_at)).where(col(Delivery.state).in_((State.CREATED.value, State.UNKNOWN.value)))
    pulls = select(func.min(Watch.next_at))
    with act_across_brands(theatre.opened.engine) as session:
        if session.exec(sending).one():  # claimed since we looked: a jump now would be longer than its lease
            return theatre.now
        first_due, first_ask, first_pull = (session.exec(query).one() for query in (due, asks, pulls))
        by_hand = next_by_hand(session)
    later = [moment + TOGETHER for moment in (first_ask, first_pull) if moment]
    return min([moment for moment in (first_due, by_hand, *later) if moment], default=None)


def _let_it_finish(theatre: Theatre) -> None:
    """Wait (in real time) until nothing that is due now is left to do."""
    begun = time.monotonic()
    while _busy(theatre):
        if time.monotonic() - begun > STUCK_AFTER_S:
            raise StudioError(
                problem("发布进程没有跟上", "the publisher did not keep up", mend=("看看发布进程的日志", "look at the publisher's log"))
            )
        time.sleep(0.04)


def _busy(theatre: Theatre) -> bool:
    now = theatre.now - timedelta(seconds=1)
    ready = or_(col(Delivery.next_at).is_(None), col(Delivery.next_at) <= now)
    due = select(func.count(col(Delivery.id))).where(Delivery.state == State.PLANNED.value, Delivery.due_at <= now, ready)
    sending = select(func.count(col(Delivery.id))).where(Delivery.state == State.SENDING.value)
    asks = select(func.count(col(Delivery.id))).where(
        col(Delivery.state).in_((State.CREATED.value, State.UNKNOWN.value)), col(Delivery.next_at) <= now
    )
    pulls = select(func.count(col(Watch.id))).where(col(Watch.next_at) <= now)
    unwatched = select(func.count(col(Delivery.id))).where(
        col(Delivery.sent_at).is_not(None), col(Delivery.id).not_in(select(Watch.delivery_id))
    )
    with act_across_brands(theatre.opened.engine) as session:
        return any(session.exec(query).one() for query in (due, sending, asks, pulls, unwatched))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
