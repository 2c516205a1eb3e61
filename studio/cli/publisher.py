"""`studio publisher`: the process that sends what is due."""

import os
import signal
import socket
import threading
from datetime import timedelta

from studio import log
from studio.channels.registry import open_channel
from studio.engagement.collect import collect
from studio.publishing.desk import Desk
from studio.publishing.run_apscheduler import Publisher, tick_for
from studio.workspace.opened import Opened, open_studio


def publisher() -> None:
    """发布进程：到点发送、核实、取读数 (sends what is due, finds out, pulls readings)."""
    opened = open_studio()
    log.set_up(opened.settings.log_level, process="publisher")
    desk = desk_for(opened)
    engine = Publisher(
        desk,
        tick=tick_for(desk, opened.settings.publisher_tick_s),
        pool=opened.settings.publisher_pool,
        also={"collect": lambda: _collect(desk)},
    )
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    engine.start()
    stop.wait()
    engine.stop()


def desk_for(opened: Opened, name: str = "") -> Desk:
    """The desk of this process; its name tells it apart in claims."""
    settings = opened.settings
    return Desk(
        engine=opened.engine, files=opened.files, vault=opened.vault, clock=opened.clock, opener=open_channel,
        name=name or f"{socket.gethostname()}-{os.getpid()}", lease=timedelta(seconds=settings.lease_s),
    )  # fmt: skip


def _collect(desk: Desk) -> None:
    collect(desk)
