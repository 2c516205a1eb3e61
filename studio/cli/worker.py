"""`studio worker`: does what the clock hands out; as many as one likes, on any machine that reaches the database and the files."""

from studio import log
from studio.brand_fence import warn_when_passed_by
from studio.cli.publisher import desk_for, require_engine
from studio.cli.until_stopped import run_until_stopped
from studio.engagement.chores import chores
from studio.publishing.outside import outside_for
from studio.publishing.run_procrastinate import Worker
from studio.settings import Settings
from studio.workspace.opened import open_studio


def worker() -> None:
    """分布式引擎的工作进程：发送、核实、取读数；哪台机器都行，几个都行 (does what the clock hands out)."""
    require_engine(Settings(), "distributed")
    opened = open_studio()
    log.set_up(opened.settings.log_level, process="worker")
    warn_when_passed_by(opened.engine)
    desk = desk_for(opened, part="worker")
    run_until_stopped(Worker(desk, pool=opened.settings.publisher_pool, also=chores(desk, outside_for(opened.settings))))
