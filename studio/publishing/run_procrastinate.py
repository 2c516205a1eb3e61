"""The distributed engine on PostgreSQL: clocks hand out what is due, workers on any machine do it. Procrastinate only carries the errands."""

import asyncio
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from studio.database import PATIENCE, act
from studio.migrations.job_queue import CHANNEL, SCHEMA
from studio.publishing.desk import Desk
from studio.publishing.errands import Act, acts
from studio.publishing.hand_out import QUEUE, hand_out
from studio.publishing.heartbeat import beat
from studio.publishing.lease import renew
from studio.publishing.run_apscheduler import CALMLY

log = structlog.get_logger("studio.publishing")
SOON = timedelta(milliseconds=20)
LISTENS_FOR_S = 0.5  # until it looks whether it should stop, and whether a set clock jumped
BREATH_S = 1.0  # before an unreachable database is tried again
Also = Mapping[str, Callable[[], None]]


def stalled_after(desk: Desk) -> timedelta:
    """A worker that gave no sign of life for this long has lost its jobs; well before its claims run out."""
    return min(timedelta(seconds=30), desk.lease / 4)


class ClockWork:
    """Hands out what is due until stopped: at every tick, at the next row's moment, and when somebody plans something.

    `also` are further jobs by name, handed out at every tick; those named in `calm` at every third.
    """

    def __init__(self, desk: Desk, *, tick: timedelta, also: Also | None = None, calm: Collection[str] = ()) -> None:
        self._desk, self._tick, self._also, self._calm = desk, tick, tuple(also or {}), calm
        self._also_at, self._turn = desk.clock.now(), 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with _ears(self._desk.engine) as ears:
                    log.info("clock started", name=self._desk.name)
                    self._watch(ears)
            except (psycopg.Error, ConnectorException, DBAPIError) as error:
                log.warning("the database is out of reach", why=str(error))
                self._stopping.wait(BREATH_S)

    def _watch(self, ears: psycopg.Connection) -> None:
        wake = self._desk.clock.now()
        while not self._stopping.is_set():
            now = self._desk.clock.now()
            if now >= wake:
                wake = self._pass(now)
            wake = min(wake, self._heard(ears, for_s=min((wake - now).total_seconds(), LISTENS_FOR_S)) or wake)

    def _pass(self, now: datetime) -> datetime:
        """One handing out; gives when the next should be."""
        also = [name for name in self._also if name not in self._calm or self._turn % CALMLY == 0] if now >= self._also_at else ()
        given = hand_out(self._desk, stalled=stalled_after(self._desk), also=also)
        if given is not None and also:
            self._also_at, self._turn = now + self._tick, self._turn + 1
        next_at = given.next_at if given else None
        with act(self._desk.engine) as session:
            beat(session, self._desk.name, now=now, next_due=next_at, sent=None)
        return min(now + self._tick, max(next_at or now + self._tick, now + SOON))

    def _heard(self, ears: psycopg.Connection, *, for_s: float) -> datetime | None:
        """The soonest moment that somebody told of while listening for so many seconds."""
        told = ears.notifies(timeout=max(for_s, SOON.total_seconds()), stop_after=1)
        return min((datetime.fromtimestamp(float(each.payload), UTC) for each in told), default=None)


class Worker:
    """Does what it is given until stopped; a database that goes away is tried again."""

    def __init__(self, desk: Desk, *, pool: int, also: Also | None = None) -> None:
        self._desk, self._pool, self._also = desk, pool, also
        self._loop = asyncio.new_event_loop()
        self._stopping = threading.Event()
        self._working: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop after the errands that are being done; what is open is taken up elsewhere."""
        self._stopping.set()
        self._loop.call_soon_threadsafe(self._give_up)
        self._thread.join()

    def _give_up(self) -> None:
        if self._working is not None:
            self._working.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(_in_a_line)
        self._loop.set_default_executor(ThreadPoolExecutor(self._pool + 1, thread_name_prefix="publish"))
        try:
            self._loop.run_until_complete(self._keep_working())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _keep_working(self) -> None:
        beats = asyncio.create_task(self._keep_beating())
        while not self._stopping.is_set():
            self._working = asyncio.create_task(work(self._desk, pool=self._pool, also=self._also))
            with suppress(asyncio.CancelledError):
                try:
                    await self._working
                except (psycopg.Error, ConnectorException) as error:
                    log.warning("the database is out of reach", why=str(error))
            if not self._stopping.is_set():
                await asyncio.sleep(BREATH_S)
        beats.cancel()

    async def _keep_beating(self) -> None:
        while True:
            with suppress(DBAPIError):
                await asyncio.to_thread(self._beat)
            await asyncio.sleep(min(10.0, self._desk.lease.total_seconds() / 4))

    def _beat(self) -> None:
        """Say that we are alive: of this worker, and of every delivery that it has in hand."""
        renew(self._desk)
        with act(self._desk.engine) as session:
            beat(session, self._desk.name, now=self._desk.clock.now(), next_due=None, sent=None)


def _in_a_line(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A worker that was silent for too long finds its jobs cleared away: worth a line, and no trace. Anything else is said in full."""
    error = context.get("exception")
    if isinstance(error, ConnectorException):
        log.warning("the job was cleared away meanwhile", why=str(error.__cause__ or error))
    else:
        loop.default_exception_handler(context)


async def work(desk: Desk, *, pool: int, also: Also | None = None, wait: bool = True) -> None:
    """Take errands until cancelled, or until none is left (`wait=False`). ConnectorException when the database is out of reach."""
    stalled = stalled_after(desk).total_seconds()
    where = {**PATIENCE, "options": f"-c search_path={SCHEMA}"}
    app = App(connector=PsycopgConnector(conninfo=_address(desk.engine), kwargs=where, min_size=1, max_size=pool + 1))
    for name, errand in acts(desk, also).items():
        app.task(name=name, queue=QUEUE)(_by_name(errand))
    async with app.open_async():
        await app.run_worker_async(
            queues=[QUEUE], name=desk.name, concurrency=pool, wait=wait, listen_notify=wait, delete_jobs="always", install_signal_handlers=False,
            update_heartbeat_interval=stalled / 3, stalled_worker_timeout=stalled,
        )  # fmt: skip


def _by_name(errand: Act) -> Callable[..., None]:
    """Jobs carry what they are about by name."""

    def take(*, brand: int, about: int) -> None:
        errand(brand, about)

    return take


@contextmanager
def _ears(engine: Engine) -> Iterator[psycopg.Connection]:
    """A connection that hears what the delivery rows tell of themselves."""
    with psycopg.connect(_address(engine), autocommit=True, connect_timeout=10, tcp_user_timeout=20_000, keepalives_idle=10) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        yield connection


def _address(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
