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
from sqlmodel.sql.expression import SelectOfScalar

from studio.clock import SharedClock
from studio.database import look_across_brands
from studio.demo.by_hand import next_by_hand, post_by_hand
from studio.demo.console import Console
from studio.engagement.collect import Watch, next_pull
from studio.errors import StudioError, problem
from studio.publishing.delivery import Delivery, State, ready
from studio.settings import Settings
from studio.workspace.opened import Opened, open_studio

STUCK_AFTER_S = 90.0  # real seconds without the publisher finishing what is due
TOGETHER = timedelta(minutes=12)  # questions to the platforms within this much virtual time are asked in one go
JUST_AFTER = timedelta(seconds=1)  # the clock is set to a moment after what is due
TICK_S = 1.0  # the publisher notices by itself that the clock was set
LOOK_S = 0.025  # real seconds between two looks at what is still open
ASKED = (State.CREATED.value, State.UNKNOWN.value)


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
            "sandbox_port": _free_port(), "publisher_tick_s": TICK_S, "log_level": "error",
        }
    )  # fmt: skip


def environment_of(settings: Settings) -> dict[str, str]:
    """The same settings for the child processes."""
    return {
        "STUDIO_HOME": str(settings.home), "STUDIO_DATABASE_URL": "", "STUDIO_FILES": "", "STUDIO_CLOCK_FILE": str(settings.clock_file),
        "STUDIO_SANDBOX_DATABASE": "memory", "STUDIO_SANDBOX_PORT": str(settings.sandbox_port), "STUDIO_PUBLISHER_TICK_S": str(TICK_S),
        "STUDIO_LOG_LEVEL": settings.log_level,
    }  # fmt: skip


@contextmanager
def raised(settings: Settings, *, at: datetime) -> Iterator[Theatre]:
    """The curtain is up: clock set, database there, sandbox reachable."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
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
    moves, console = 0, Console(theatre.sandbox)
    while theatre.now < end:
        theatre.clock.set(min(max(_next(theatre, console) or end, theatre.now) + JUST_AFTER, end))
        _let_it_finish(theatre)
        post_by_hand(theatre.opened, now=theatre.now)
        console.work(theatre.opened, now=theatre.now)
        moves += 1
    return moves


def _next(theatre: Theatre, console: Console) -> datetime | None:
    """The next due time exactly; questions and readings a little later, several together. While something is being sent, time stands still."""
    sending = select(func.count(col(Delivery.id))).where(Delivery.state == State.SENDING.value)
    due = select(func.min(func.coalesce(Delivery.next_at, Delivery.due_at))).where(Delivery.state == State.PLANNED.value)
    asks = select(func.min(Delivery.next_at)).where(col(Delivery.state).in_(ASKED))
    pulls = select(func.min(Watch.next_at))
    with look_across_brands(theatre.opened.engine) as session:
        if session.exec(sending).one():  # claimed since we looked: a jump now would be longer than its lease
            return theatre.now
        first_due, first_ask, first_pull, first_new = (session.exec(query).one() for query in (due, asks, pulls, _unwatched()))
        hands = next_by_hand(session), console.next_tap(session)
    new = next_pull(first_new, now=first_new) if first_new else None
    later = [moment + TOGETHER for moment in (first_ask, first_pull, new) if moment]
    return min([moment for moment in (first_due, *hands, *later) if moment], default=None)


def _let_it_finish(theatre: Theatre) -> None:
    """Wait (in real time) until nothing that is due now is left to do."""
    begun = time.monotonic()
    while _busy(theatre):
        if time.monotonic() - begun > STUCK_AFTER_S:
            raise StudioError(
                problem("发布进程没有跟上", "the publisher did not keep up", mend=("看看发布进程的日志", "look at the publisher's log"))
            )
        time.sleep(LOOK_S)


def _busy(theatre: Theatre) -> bool:
    """Whether anything that was due a moment ago is not done yet."""
    now = theatre.now - JUST_AFTER
    sending = Delivery.state == State.SENDING.value
    asks = col(Delivery.state).in_(ASKED) & (col(Delivery.next_at) <= now)
    open_ones = select(Delivery.id).where(or_(sending, asks, ready(Delivery, now=now)))
    pulls = select(Watch.id).where(col(Watch.next_at) <= now)
    with look_across_brands(theatre.opened.engine) as session:
        if any(session.exec(query.limit(1)).first() is not None for query in (open_ones, pulls)):
            return True
        unwatched = session.exec(_unwatched()).one()
    first = next_pull(unwatched, now=unwatched) if unwatched else None
    return first is not None and first <= now


def _unwatched() -> SelectOfScalar[datetime | None]:
    """When the first delivery was sent whose readings nobody has in mind yet."""
    return select(func.min(Delivery.sent_at)).where(col(Delivery.id).not_in(select(Watch.delivery_id)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
