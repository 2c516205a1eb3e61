"""Every row of a database as plain lines of JSON, the same from SQLite and from PostgreSQL, so that they can be kept, moved and compared."""

import base64
import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, Engine, LargeBinary, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import OperationalError

from studio.brand_fence import open_to_every_brand
from studio.database import engine_for
from studio.errors import Refused, problem
from studio.storable import mended

AT_ONCE = 500  # rows in one statement
NOT_OURS = {"alembic_version"}
WAITS_FOR = "5s"  # for acts that are under way in a PostgreSQL that is to be filled


@dataclass(frozen=True)
class TableSum:
    """What a table holds: how many rows, and the sha-256 of their lines in the order of their numbers."""

    table: str
    rows: int
    digest: str


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Everything as it is at this moment, while others go on writing; nobody waits for the reader."""
    if engine.dialect.name == "postgresql":
        with (
            engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection,
            connection.begin(),
        ):
            never_mind_pauses(connection)
            open_to_every_brand(connection)
            yield connection
        return
    with tempfile.TemporaryDirectory(prefix="studio-snapshot-") as folder:
        copy = Path(folder) / "studio.db"
        with closing(sqlite3.connect(str(engine.url.database))) as live, closing(sqlite3.connect(copy)) as kept:
            live.backup(kept)
        still = engine_for(f"sqlite:///{copy}")
        with still.connect() as connection, connection.begin():
            yield connection
        still.dispose()


def tables(connection: Connection) -> list[Table]:
    """The tables as they are in this database, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    ours = [table for table in found.sorted_tables if table.name not in NOT_OURS]
    for column in (column for table in ours for column in table.columns):
        if isinstance(column.type, JSON):
            column.type.none_as_null = bool(column.nullable)
    return ours


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """One line a row, in the order of their numbers. What an older version kept and PostgreSQL refuses is written as a sign of replacement."""
    query = select(table).order_by(table.c.id).execution_options(yield_per=AT_ONCE)
    for row in connection.execute(query).mappings():
        said = {name: mended(_plain(value)) for name, value in row.items()}
        yield json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def put(connection: Connection, table: Table, written: Iterable[str]) -> None:
    """Write lines into an empty table, and let the next number follow theirs."""
    left = iter(written)
    while some := list(islice(left, AT_ONCE)):
        connection.execute(insert(table), [_values(table, json.loads(line), connection.dialect.name) for line in some])
    if connection.dialect.name == "postgresql":
        last = connection.execute(select(func.max(table.c.id))).scalar()
        if last is not None:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"), {"table": f'"{table.name}"', "last": last}
            )


def summed(table: str, written: Iterable[str]) -> TableSum:
    """Count and digest of a table's lines."""
    digest, rows = hashlib.sha256(), 0
    for line in written:
        digest.update(line.encode() + b"\n")
        rows += 1
    return TableSum(table, rows, digest.hexdigest())


def is_empty(connection: Connection, ours: Sequence[Table] | None = None) -> bool:
    """Whether no table holds a row; `ours` are its tables where they are known already."""
    open_to_every_brand(connection)
    return all(connection.execute(select(table.c.id).limit(1)).first() is None for table in ours or tables(connection))


def never_mind_pauses(connection: Connection) -> None:
    """PostgreSQL ends acts that do nothing for a while; this one waits while the other database is read, or while a line is written."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def keep_others_out(connection: Connection, ours: Sequence[Table]) -> None:
    """Nobody else writes to these tables until the transaction ends; Refused while somebody does. SQLite has one writer anyway."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": WAITS_FOR})
    names = ", ".join(f'"{table.name}"' for table in ours)
    try:
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    except OperationalError as error:  # 55P03 not in time, 40P01 each waited for the other
        if getattr(error.orig, "sqlstate", "") not in ("55P03", "40P01"):
            raise
        raise Refused(
            problem(
                "有别的进程正在写这个数据库", "another process is writing to this database", where=connection.engine.url.render_as_string(hide_password=True),
                mend=("停掉所有机器上的工作室进程再做一次；什么都没有动", "stop the studio on every machine and do it again; nothing was changed"),
            )
        ) from error  # fmt: skip


def empty(connection: Connection, ours: Sequence[Table]) -> None:
    """Take every row away, in the caller's transaction."""
    for table in reversed(ours):
        connection.execute(table.delete())


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
        case _:
            return value


def _values(table: Table, said: dict[str, Any], dialect: str) -> dict[str, Any]:
    return {name: _value(table.c[name].type, value, dialect) for name, value in said.items()}


def _value(kind: object, value: Any, dialect: str) -> Any:
    if value is None:
        return None
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if dialect == "sqlite" else moment
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value
