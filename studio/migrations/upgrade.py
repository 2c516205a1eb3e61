"""Bringing a database to the newest shape, and refusing one that a newer studio has written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError

from studio import brand_fence, tables  # noqa: F401 - every table, so that none goes without its fence
from studio.database import disk_is_full, no_room
from studio.errors import StudioError, problem
from studio.migrations import job_queue

try:
    import fcntl
except ImportError:  # Windows, where a studio is tried by one person
    fcntl = None
UPGRADING = 7350  # PostgreSQL advisory lock


def upgrade(engine: Engine) -> None:
    """Apply what is missing; an up-to-date database is left alone. Refuses a database from a newer version, untouched."""
    refuse_newer(engine)
    try:
        _apply(engine)
    except OperationalError as error:
        if disk_is_full(error):
            raise no_room(engine) from error
        raise


def refuse_newer(engine: Engine) -> None:
    """StudioError when the database cannot be opened, or was written by a newer studio."""
    try:
        here = version_of(engine)
    except (OperationalError, DatabaseError) as error:
        raise StudioError(
            problem(
                f"数据库打不开：{error.orig}", f"the database cannot be opened: {error.orig}", where=_where(engine),
                mend=("检查 STUDIO_DATABASE_URL、文件权限和磁盘空间；坏了就从备份恢复", "check STUDIO_DATABASE_URL, rights and disk space; restore a back-up if it is damaged"),
            )
        ) from error  # fmt: skip
    known = {script.revision for script in ScriptDirectory.from_config(config(engine)).walk_revisions()}
    if here is not None and here not in known:
        raise StudioError(
            problem(
                f"数据库来自更新的版本（{here}）", f"the database was written by a newer version ({here})", where=_where(engine),
                mend=("用写它的那个版本打开；或从升级前的备份恢复。数据没有被动过", "open it with that version, or restore the back-up from before the upgrade; nothing was touched"),
            )
        )  # fmt: skip


def _apply(engine: Engine) -> None:
    with _one_at_a_time(engine):
        if version_of(engine) != newest():
            command.upgrade(config(engine), "head")
        brand_fence.lay(engine)
        if engine.dialect.name == "postgresql":
            with engine.begin() as connection:
                job_queue.lay(connection)


def version_of(engine: Engine) -> str | None:
    """The database's revision; None when it is empty."""
    with engine.execution_options(reads_only=True).connect() as connection:  # a writer that takes long keeps nobody from starting
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return ScriptDirectory(str(Path(__file__).parent)).get_current_head()


def config(engine: Engine) -> Config:
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent))
    found.attributes["engine"] = engine
    return found


@contextmanager
def _one_at_a_time(engine: Engine) -> Iterator[None]:
    """Several processes may start at once on one database; the second waits, and finds nothing to do."""
    if engine.dialect.name != "postgresql":
        with _file_lock(engine.url.database):
            yield
        return
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": UPGRADING})
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": UPGRADING})
            connection.commit()


@contextmanager
def _file_lock(database: str | None) -> Iterator[None]:
    """Beside the SQLite file: its own locks end with each statement of a migration, ours holds over all of them.

    The system lets go of it when the process dies, and the file stays: taking it away would let two hold a lock of the same name.
    """
    if not database or database == ":memory:":
        yield
        return
    held = os.open(f"{database}.upgrading", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _where(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
