"""`studio publisher`: the process that sends what is due."""

import os
import socket
from datetime import timedelta

from studio import log
from studio.brand_fence import warn_when_passed_by
from studio.channels.registry import open_channel
from studio.cli.until_stopped import run_until_stopped
from studio.engagement.chores import CALM, PROMPT, chores
from studio.errors import StudioError, problem
from studio.publishing.desk import Desk
from studio.publishing.outside import outside_for
from studio.publishing.run_apscheduler import Publisher
from studio.settings import EngineName, Settings
from studio.workspace.opened import Opened, open_studio


def publisher() -> None:
    """发布进程：到点发送、核实、取读数 (sends what is due, finds out, pulls readings)."""
    require_engine(Settings(), "embedded")
    opened = open_studio()
    log.set_up(opened.settings.log_level, process="publisher")
    warn_when_passed_by(opened.engine)
    desk = desk_for(opened)
    tick = timedelta(seconds=opened.settings.publisher_tick_s)
    also = chores(desk, outside_for(opened.settings))
    run_until_stopped(Publisher(desk, tick=tick, pool=opened.settings.publisher_pool, also=also, prompt=PROMPT, calm=CALM))


def desk_for(opened: Opened, name: str = "", *, part: str = "publisher") -> Desk:
    """The desk of this process; its name tells it apart in claims and heartbeats."""
    settings = opened.settings
    return Desk(
        engine=opened.engine, files=opened.files, vault=opened.vault, clock=opened.clock, opener=open_channel,
        name=name or f"{part}:{socket.gethostname()}-{os.getpid()}", lease=timedelta(seconds=settings.lease_s),
    )  # fmt: skip


def require_engine(settings: Settings, wanted: EngineName) -> None:
    """Refuse a process that the engine in force has no use for, and a distributed engine without PostgreSQL."""
    if settings.engine != wanted:
        other = "studio clock、studio worker" if settings.engine == "distributed" else "studio publisher"
        raise StudioError(
            problem(
                f"现在用的是另一种发布引擎（{settings.engine}）", f"another engine is in force ({settings.engine})", where="STUDIO_ENGINE",
                mend=(f"改用 {other}，或设 STUDIO_ENGINE={wanted}", f"run {other} instead, or set STUDIO_ENGINE={wanted}"),
            )
        )  # fmt: skip
    if wanted == "distributed" and not settings.database.startswith(("postgresql", "postgres")):
        raise StudioError(
            problem(
                "分布式引擎要用 PostgreSQL", "the distributed engine needs PostgreSQL", where="STUDIO_DATABASE_URL",
                mend=("设成 postgresql://…；已有的数据用 studio move 搬过去", "set it to postgresql://…; studio move brings what there is"),
            )
        )  # fmt: skip
