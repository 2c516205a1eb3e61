"""The engines that the proof can run: what processes each is made of. A process runs until it is killed."""

import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from types import MappingProxyType
from typing import Any

import httpx
from sqlalchemy.orm import configure_mappers

import studio.tables  # noqa: F401 - a forked process finds every table ready
from studio import log
from studio.channels.registry import open_channel
from studio.chaos.databases import in_home, on_postgres
from studio.database import engine_for
from studio.files import Files
from studio.publishing import kill_points
from studio.publishing.desk import Desk
from studio.publishing.kill_points import POINTS
from studio.publishing.run_apscheduler import Publisher, tick_for
from studio.publishing.run_procrastinate import ClockWork, Worker
from studio.settings import Settings
from studio.vault import vault_for

CREATES = ("/draft/add", "/freepublish/submit", "/mass/sendall", "/mass/send", "/add_msg_template", "/add_moment_task")
_MOMENTS = {"http11.send_request_body.complete": "call_left", "http11.receive_response_headers.complete": "answer_comes"}
A_TICK = timedelta(seconds=0.4)  # of a clock: nobody tells it that the time was set
configure_mappers()


@dataclass(frozen=True)
class Destiny:
    """How a process is going to die: at a named point (`name:count`), or so many real seconds after it is ready; neither: it lives."""

    name: str
    kill_point: str = ""
    life_s: float | None = None


Run = Callable[[Settings, Destiny], None]


@dataclass(frozen=True)
class Part:
    """One kind of process: how many run side by side, what each does, the points at which it can die, and how long (real seconds) it lives else."""

    many: int
    run: Run
    points: tuple[str, ...] = POINTS
    lives_s: tuple[float, float] = (0.05, 0.8)


@dataclass(frozen=True)
class Engine:
    """`parts` by name; `database` gives the address of a database for one proof, empty for SQLite; `lease` is how long a claim holds there.

    `pool` is how many deliveries a process sends at a time.
    """

    parts: Mapping[str, Part]
    database: Callable[[Settings], AbstractContextManager[str]]
    lease: timedelta
    pool: int

    @property
    def places(self) -> dict[str, Part]:
        return {f"{name}-{number}": part for name, part in self.parts.items() for number in range(1, part.many + 1)}


def embedded(settings: Settings, destiny: Destiny) -> None:
    """One publisher of the embedded engine."""
    desk = mortal_desk(settings, destiny)
    Publisher(desk, tick=tick_for(desk, settings.publisher_tick_s), pool=settings.publisher_pool).start()
    threading.Event().wait()


def worker(settings: Settings, destiny: Destiny) -> None:
    """One worker of the distributed engine."""
    Worker(mortal_desk(settings, destiny), pool=settings.publisher_pool).start()
    threading.Event().wait()


def clock(settings: Settings, destiny: Destiny) -> None:
    """One clock of the distributed engine."""
    desk = mortal_desk(settings, destiny)
    ClockWork(desk, tick=A_TICK).start()
    threading.Event().wait()


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {
        "embedded": Engine({"publisher": Part(2, embedded)}, in_home, lease=timedelta(seconds=120), pool=4),
        # what a dead worker had in hand is cleared away after a quarter of the lease, in real time: so the lease is short here
        "distributed": Engine(
            {"clock": Part(1, clock, points=(), lives_s=(3.0, 12.0)), "worker": Part(3, worker, lives_s=(0.3, 2.0))},
            on_postgres, lease=timedelta(seconds=20), pool=2,
        ),
    }
)  # fmt: skip


def mortal_desk(settings: Settings, destiny: Destiny) -> Desk:
    """The desk of a process that is going to be killed: its log goes to a file, its connections know the points of death."""
    sys.stdout = sys.stderr = (settings.home / f"{destiny.name}.log").open("a", encoding="utf-8", buffering=1)
    log.set_up(settings.log_level, process=destiny.name)
    kill_points.arm(destiny.kill_point)
    if destiny.life_s is not None:
        end = threading.Timer(destiny.life_s, lambda: os.kill(os.getpid(), SIGKILL))
        end.daemon = True
        end.start()
    line = _MortalLine(limits=httpx.Limits(max_keepalive_connections=20))
    return Desk(
        engine=engine_for(settings.database), files=Files(Path(settings.files_address)), vault=vault_for(settings), clock=settings.clock,
        name=destiny.name, opener=lambda account, drawer: open_channel(account, drawer, line), lease=timedelta(seconds=settings.lease_s),
    )  # fmt: skip


class _MortalLine(httpx.HTTPTransport):
    """Passes the kill points of a call that makes something: when it has left, and when its answer begins to come."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(CREATES):
            request.extensions = {**request.extensions, "trace": _passing}
        return super().handle_request(request)


def _passing(event: str, _info: Mapping[str, Any]) -> None:
    if point := _MOMENTS.get(event):
        kill_points.here(point)


def named(destiny: Destiny, pid: int) -> Destiny:
    """No two processes of a run have the same name: claims are told apart by it."""
    return replace(destiny, name=f"{destiny.name}.{pid}")
