"""The embedded engine: rows are the truth, APScheduler is only the clock. One wake-up for the next row, and a slow tick."""

import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread

import structlog
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from studio.clock import SharedClock, SystemClock
from studio.publishing.desk import Desk
from studio.publishing.follow_up import take_back
from studio.publishing.lease import renew
from studio.publishing.work import Job, beat_now, due_jobs, next_moment

log = structlog.get_logger("studio.publishing")
SOON = timedelta(milliseconds=20)
REST, LONGEST_REST_S = 9, 0.2  # after a pass those who send have so many times as long as it took: looking must not keep from sending
REST_WHILE_HANDS_ARE_FREE = 1
CALMLY = 3  # ticks between two times of what is in no hurry
BEAT_EVERY, BEAT_AFTER_SENDING = timedelta(seconds=1), timedelta(milliseconds=250)
ENOUGH = 3  # times the pool's size: so much in hand, and nobody looks for more
GLANCE_S = 0.01  # between two looks at the file of a clock that can be set


class Publisher:
    """Runs passes over the rows until stopped. `also` are further jobs (readings, reminders): name → act, run at every slow tick.

    Those named in `prompt` are also run as soon as somebody sets the clock.

    A pass hands what is due to the pool and does not wait: a slow account keeps nobody else waiting, and is itself left alone until it is done.
    """

    def __init__(
        self, desk: Desk, *, tick: timedelta, pool: int, also: Mapping[str, Callable[[], None]] | None = None, prompt: Collection[str] = (),
        calm: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._desk, self._tick, self._also, self._prompt, self._calm = desk, tick, dict(also or {}), prompt, calm
        self._hands, self._enough = pool, ENOUGH * pool
        self._pulse = ThreadPoolExecutor(max_workers=1, thread_name_prefix="beat")
        self._pool = ThreadPoolExecutor(max_workers=pool, thread_name_prefix="publish")
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._lock = Lock()
        self._busy: set[str] = set()  # what the pool has in hand
        self._passing = Lock()
        self._again = self._sent = self._full = False
        self._stopping = Event()
        self._jumps = 0  # how often somebody set the clock
        self._beaten: datetime | None = None
        self._beating: Future[None] | None = None
        self._rests_until = 0.0  # by the machine's monotonic clock

    def start(self) -> None:
        settings = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self._pass, "interval", seconds=self._tick.total_seconds(), id="pass", next_run_time=_wall(), **settings)
        self._scheduler.add_job(renew, "interval", [self._desk], seconds=self._desk.lease.total_seconds() / 4, id="renew", **settings)
        for name, job in self._also.items():
            every = self._tick.total_seconds() * (CALMLY if name in self._calm else 1)
            self._scheduler.add_job(self._until_it_kept_up, "interval", [job], seconds=every, id=name, next_run_time=_wall(), **settings)
        self._scheduler.start()
        if isinstance(self._desk.clock, SharedClock):
            Thread(target=self._watch, args=[self._desk.clock], name="clock", daemon=True).start()
        log.info("publisher started", name=self._desk.name)

    def stop(self) -> None:
        """Stop after the deliveries that are in hand; what is open is taken up at the next start."""
        self._stopping.set()
        self._scheduler.shutdown(wait=False)  # waiting in there would hold a lock that the running pass wants
        with self._passing:
            self._pool.shutdown(wait=True)
            self._pulse.shutdown(wait=True)

    def wake(self) -> None:
        """Let the next pass come at once, also when one is running. Many who ask for it at the same time ask once."""
        with self._lock:
            if self._again:
                return
            self._again = True
            self._come_back("pass", max(SOON, timedelta(seconds=self._rests_until - time.monotonic())))

    def _watch(self, clock: SharedClock) -> None:
        """A clock that can be set may jump at any moment: what is due by it is looked at anew."""
        seen = clock.setting()
        while not self._stopping.wait(GLANCE_S):
            if (found := clock.setting()) != seen:
                seen = found
                self._jumps += 1
                with self._lock:
                    self._rests_until, self._again = 0.0, False  # what was due a moment ago is not what is due now
                self.wake()
                for name in self._prompt:
                    self._come_back(name, timedelta())

    def _until_it_kept_up(self, job: Callable[[], None]) -> None:
        """Once, and again when the clock jumped meanwhile."""
        seen = -1
        while seen != self._jumps and not self._stopping.is_set():
            seen = self._jumps
            job()

    def _pass(self) -> None:
        with self._passing:
            if not self._stopping.is_set():
                self._hand_out()

    def _hand_out(self) -> None:
        """Give what is due to the pool, and come back when there is something else to do."""
        with self._lock:
            self._again, self._full = False, len(self._busy) >= self._enough
        begun, now = time.monotonic(), self._desk.clock.now()
        take_back(self._desk, now=now)
        for job in [] if self._full else due_jobs(self._desk, now=now):
            self._hand_over(job)
        next_at = next_moment(self._desk, after=now)
        self._beat(next_at, now=now)
        wait = self._tick if next_at is None else min(self._tick, max(next_at - self._desk.clock.now(), SOON))
        with self._lock:
            times = REST if len(self._busy) >= self._hands else REST_WHILE_HANDS_ARE_FREE
            rest = min(times * (time.monotonic() - begun), LONGEST_REST_S)
            self._rests_until = time.monotonic() + rest
            self._come_back("pass", max(SOON if self._again else wait, timedelta(seconds=rest)))

    def _come_back(self, job: str, wait: timedelta) -> None:
        with suppress(JobLookupError):  # stopped meanwhile
            self._scheduler.modify_job(job, next_run_time=_wall() + wait)

    def _hand_over(self, job: Job) -> None:
        with self._lock:
            if job.key in self._busy:
                return
            self._busy.add(job.key)
        self._pool.submit(job.do).add_done_callback(lambda future: self._done(job, future))

    def _done(self, job: Job, future: Future[int]) -> None:
        """What was done may let something else begin: the next delivery of its account, a question."""
        with self._lock:
            self._busy.discard(job.key)
            did = not future.cancelled() and future.result() > 0
            self._sent = self._sent or (did and job.kind == "publish")
            look = (did or self._full) and len(self._busy) < self._enough
        if look:
            self.wake()

    def _beat(self, next_at: datetime | None, *, now: datetime) -> None:
        """Say that we are awake, once a second, and somewhat more often while something goes out; a pass does not wait for its turn to write it."""
        if self._beating is not None and not self._beating.done():
            return
        if self._beaten is not None and timedelta(0) <= now - self._beaten < (BEAT_AFTER_SENDING if self._sent else BEAT_EVERY):
            return
        with self._lock:
            sent, self._sent = self._sent, False
        self._beaten = now
        self._beating = self._pulse.submit(beat_now, self._desk, next_at=next_at, sent=sent)
        self._beating.add_done_callback(_say_if_it_failed)


def _say_if_it_failed(beating: Future[None]) -> None:
    if error := beating.exception():
        log.warning("no heartbeat was written", why=str(error))


def _wall() -> datetime:
    """The scheduler's own time: always the machine's, even when the studio's clock is set."""
    return SystemClock().now()


def tick_for(desk: Desk, tick_s: float) -> timedelta:
    """A set clock can jump at any moment, so it is looked at often; the machine's own time needs only the slow tick."""
    return timedelta(seconds=min(tick_s, 0.2) if isinstance(desk.clock, SharedClock) else tick_s)
