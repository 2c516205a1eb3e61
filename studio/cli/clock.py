"""`studio clock`: hands out what is due to the workers; run two for safety, one of them does it at a time."""

from studio import log
from studio.brand_fence import warn_when_passed_by
from studio.cli.publisher import desk_for, require_engine
from studio.cli.until_stopped import run_until_stopped
from studio.engagement.chores import CALM, chores
from studio.publishing.outside import outside_for
from studio.publishing.run_apscheduler import tick_for
from studio.publishing.run_procrastinate import ClockWork
from studio.settings import Settings
from studio.workspace.opened import open_studio


def clock() -> None:
    """分布式引擎的时钟：把到点的交给工作进程；可以开几个，同一刻只有一个在派 (hands out what is due; several may run, one does it)."""
    require_engine(Settings(), "distributed")
    opened = open_studio()
    log.set_up(opened.settings.log_level, process="clock")
    warn_when_passed_by(opened.engine)
    desk = desk_for(opened, part="clock")
    tick = tick_for(desk, opened.settings.publisher_tick_s)
    run_until_stopped(ClockWork(desk, tick=tick, also=chores(desk, outside_for(opened.settings)), calm=CALM))
