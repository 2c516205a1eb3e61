"""The engine, one transaction per act, and aware times; whose rows an act sees is decided in studio/brand_scope.py."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

import studio.brand_fence  # noqa: F401 - each transaction says whose rows it is for
from studio.brand_scope import BrandForgotten, BrandRow, Row, ScopedSession, brand_of, kept
from studio.errors import StudioError, problem
from studio.storable import check_statement, readable_json

__all__ = [
    "BrandForgotten", "BrandRow", "Json", "Row", "ScopedSession", "UTCDateTime", "act", "act_across_brands", "brand_of", "disk_is_full",
    "engine_for", "kept", "look", "look_across_brands", "no_room", "not_found",
]  # fmt: skip


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite forgets zones, so naive values are refused and UTC is given back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime refused: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


WRITERS_WAIT_S = 15.0  # for their turn to write to SQLite
PATIENCE = {"connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
"""How long a PostgreSQL connection waits for the other side: a lost machine or network is noticed within half a minute."""
_ALIVE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"  # the same, asked of the server


def engine_for(url: str) -> Engine:
    """An engine for SQLite (WAL, BEGIN IMMEDIATE: no update is lost) or PostgreSQL (`postgresql://…`)."""
    url = _readable_address(url)
    if not url.startswith("sqlite"):
        server = create_engine(url, pool_pre_ping=True, json_serializer=readable_json, connect_args=_patience(url))
        event.listen(server, "before_cursor_execute", check_statement)
        return server
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 15}, json_serializer=readable_json)
    queue = WriteQueue()
    event.listen(engine, "before_cursor_execute", check_statement)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", queue.begin)
    event.listen(engine, "commit", queue.end)
    event.listen(engine, "rollback", queue.end)
    return engine


def _readable_address(url: str) -> str:
    """The address with the driver we use; StudioError for what is none, or another database's, without its password."""
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number
        read = None
    if read is not None and read.drivername in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        return url
    raise StudioError(
        problem(
            f"不支持 {read.drivername} 这种数据库" if read else "数据库地址读不懂",
            f"{read.drivername} is not supported" if read else "this database address cannot be read",
            where="STUDIO_DATABASE_URL",
            mend=("写成 sqlite:///文件 或 postgresql://用户:密码@主机/库名", "write sqlite:///file or postgresql://user:password@host/name"),
        )
    )  # fmt: skip


def _patience(url: str) -> dict[str, Any]:
    """What the address says itself goes first. An act that was cut off in the middle must not hold the brand's rows for hours."""
    wanted = {**PATIENCE, "options": "-c idle_in_transaction_session_timeout=30s " + _ALIVE}
    return {name: value for name, value in wanted.items() if name not in make_url(url).query}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late: reads before it can be stale
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


class WriteQueue:
    """SQLite has one writer at a time. Writers queue up before they read, so that none overwrites what it has not seen; readers wait for nobody.

    The threads of a process wait in a lock of their own: SQLite lets everybody who waits sleep for up to 100 ms and look again, and with a
    dozen waiting somebody never gets his turn. Between processes we look again after a few milliseconds, for the same reason.
    """

    def __init__(self) -> None:
        self._turn = Lock()

    def begin(self, connection: Connection) -> None:
        if connection.get_execution_options().get("reads_only"):
            connection.exec_driver_sql("BEGIN")
            return
        connection.info["turn"] = self._turn.acquire(timeout=WRITERS_WAIT_S)
        try:
            self._begin(connection.connection.dbapi_connection)
        except sqlite3.Error:
            self.end(connection)
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is wrong in the usual way

    def end(self, connection: Connection) -> None:
        if connection.info.pop("turn", False):
            self._turn.release()

    def _begin(self, raw: Any) -> None:
        until = time.monotonic() + WRITERS_WAIT_S
        raw.execute("PRAGMA busy_timeout=8")
        try:
            while True:
                try:
                    raw.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as busy:
                    if busy.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                        raise
                else:
                    return
        finally:
            raw.execute("PRAGMA busy_timeout=15000")


@contextmanager
def look(engine: Engine, *, brand: int | None = None) -> Iterator[Session]:
    """Read without waiting for writers; nothing is kept of what is changed in it."""
    with ScopedSession(
        engine.execution_options(reads_only=True), info={"brand": brand, "looks": True}, expire_on_commit=False, autoflush=False
    ) as session:
        yield session


@contextmanager
def look_across_brands(engine: Engine) -> Iterator[Session]:
    """The same over every brand's rows: for the modules that studio.brand_scope.ACROSS names, never for a screen."""
    info = {"brand": None, "across": True, "looks": True}
    with ScopedSession(engine.execution_options(reads_only=True), info=info, expire_on_commit=False, autoflush=False) as session:
        yield session


@contextmanager
def act(engine: Engine, *, brand: int | None = None) -> Iterator[Session]:
    """One act, one transaction: committed when the block ends, rolled back when it raises.

    `brand` is the brand the act is for. Without one only studio-wide tables can be touched.
    """
    with _session(engine, {"brand": brand}) as session:
        yield session


@contextmanager
def act_across_brands(engine: Engine) -> Iterator[Session]:
    """One transaction that may read every brand's rows: for the modules that studio.brand_scope.ACROSS names, never for a screen."""
    with _session(engine, {"brand": None, "across": True}) as session:
        yield session


@contextmanager
def _session(engine: Engine, info: dict[str, object]) -> Iterator[Session]:
    try:
        with ScopedSession(engine, info=info, expire_on_commit=False) as session, session.begin():
            yield session
    except OperationalError as error:
        if disk_is_full(error):
            raise no_room(engine) from error
        raise


def disk_is_full(error: OperationalError) -> bool:
    """SQLite says it in words, PostgreSQL with SQLSTATE 53100."""
    return getattr(error.orig, "sqlstate", "") == "53100" or "disk is full" in str(error.orig)


def no_room(engine: Engine) -> StudioError:
    """What a person is told when the database has no room left."""
    return StudioError(
        problem(
            "磁盘已满，这一步没有保存，之前的都在", "disk full: this step was not saved, everything before it was",
            where=engine.url.render_as_string(hide_password=True), mend=("腾出空间后再做一次", "free some space and do it again"),
        )
    )  # fmt: skip


def not_found(zh: str, en: str, key: object) -> StudioError:
    """The same answer for what does not exist and for what belongs to another brand."""
    return StudioError(problem(f"找不到{zh} {key}", f"{en} {key} not found", mend=("刷新页面后再试", "reload and try again")))
