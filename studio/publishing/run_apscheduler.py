"""The embedded engine: rows are the truth, APScheduler is only the clock. One wake-up for the next row, and a slow tick."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from studio.clock import SharedClock, SystemClock
from studio.publishing.desk import Desk
from studio.publishing.work import work_through

log = structlog.get_logger("studio.publishing")
SOON = timedelta(milliseconds=20)


class Publisher:
    """Runs passes over the rows until stopped. `also` are further jobs (readings, reminders): name → act, run at every slow tick."""

    def __init__(self, desk: Desk, *, tick: timedelta, pool: int, also: Mapping[str, Callable[[], None]] | None = None) -> None:
        self._desk, self._tick, self._also = desk, tick, dict(also or {})
        self._pool = ThreadPoolExecutor(max_workers=pool, thread_name_prefix="publish")
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        settings = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self._pass, "interval", seconds=self._tick.total_seconds(), id="pass", next_run_time=_wall(), **settings)
        for name, job in self._also.items():
            self._scheduler.add_job(job, "interval", seconds=self._tick.total_seconds(), id=name, next_run_time=_wall(), **settings)
        self._scheduler.start()
        log.info("publisher started", name=self._desk.name)

    def stop(self) -> None:
        """Stop after the step that is running; what is open is taken up at the next start."""
        self._scheduler.shutdown(wait=True)
        self._pool.shutdown(wait=True)

    def wake(self) -> None:
        self._scheduler.modify_job("pass", next_run_time=_wall())

    def _pass(self) -> None:
        worked = work_through(self._desk, self._pool)
        soonest = self._tick
        if worked.next_at is not None:
            wait = worked.next_at - self._desk.clock.now()
            stuck = worked.idle and wait <= timedelta(0)  # its account is busy, or another process has it: no use in asking at once
            soonest = self._tick if stuck else min(self._tick, max(wait, SOON))
        self._scheduler.modify_job("pass", next_run_time=_wall() + soonest)


def _wall() -> datetime:
    """The scheduler's own time: always the machine's, even when the studio's clock is set."""
    return SystemClock().now()


def tick_for(desk: Desk, tick_s: float) -> timedelta:
    """A set clock can jump at any moment, so it is looked at often; the machine's own time needs only the slow tick."""
    return timedelta(seconds=min(tick_s, 0.2) if isinstance(desk.clock, SharedClock) else tick_s)
