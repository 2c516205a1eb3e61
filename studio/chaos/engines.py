"""The engines that the proof can run: what processes each is made of. A process runs until it is killed."""

import os
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from types import MappingProxyType
from typing import Any

import httpx
from sqlalchemy.orm import configure_mappers

import studio.migrations.tables  # noqa: F401 - a forked process finds every table ready
from studio import log
from studio.channels.registry import open_channel
from studio.database import engine_for
from studio.files import Files
from studio.publishing import kill_points
from studio.publishing.desk import Desk
from studio.publishing.run_apscheduler import Publisher, tick_for
from studio.settings import Settings
from studio.vault import vault_for

CREATES = ("/draft/add", "/freepublish/submit", "/mass/sendall", "/mass/send", "/add_msg_template", "/add_moment_task")
_MOMENTS = {"http11.send_request_body.complete": "call_left", "http11.receive_response_headers.complete": "answer_comes"}
configure_mappers()


@dataclass(frozen=True)
class Destiny:
    """How a process is going to die: at a named point (`name:count`), or so many real seconds after it is ready; neither: it lives."""

    name: str
    kill_point: str = ""
    life_s: float | None = None


Run = Callable[[Settings, Destiny], None]


@dataclass(frozen=True)
class Engine:
    """`processes`: name → how many run side by side, and what each does."""

    processes: Mapping[str, tuple[int, Run]]

    @property
    def places(self) -> list[tuple[str, Run]]:
        return [(f"{name}-{number}", run) for name, (many, run) in self.processes.items() for number in range(1, many + 1)]


def embedded(settings: Settings, destiny: Destiny) -> None:
    """One publisher of the embedded engine."""
    desk = mortal_desk(settings, destiny)
    Publisher(desk, tick=tick_for(desk, settings.publisher_tick_s), pool=settings.publisher_pool).start()
    threading.Event().wait()


ENGINES: Mapping[str, Engine] = MappingProxyType({"embedded": Engine({"publisher": (2, embedded)})})


def mortal_desk(settings: Settings, destiny: Destiny) -> Desk:
    """The desk of a process that is going to be killed: its log goes to a file, its connections know the points of death."""
    sys.stdout = (settings.home / f"{destiny.name}.log").open("a", encoding="utf-8", buffering=1)
    log.set_up(settings.log_level, process=destiny.name)
    kill_points.arm(destiny.kill_point)
    if destiny.life_s is not None:
        end = threading.Timer(destiny.life_s, lambda: os.kill(os.getpid(), SIGKILL))
        end.daemon = True
        end.start()
    line = httpx.Client(transport=_MortalLine(limits=httpx.Limits(max_keepalive_connections=20)), timeout=httpx.Timeout(10.0, connect=4.0))
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
