"""The distributed engine's job queue: Procrastinate's tables in a schema of their own, and the trigger that wakes the clock.

Jobs only carry what is due to the workers; the rows are the truth. So a queue of another shape is not migrated but laid anew.
"""

import hashlib

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

SCHEMA = "procrastinate"
CHANNEL = "studio_due"  # a notification's payload is when the row wants something, in seconds since 1970

_TRIGGER = f"""
CREATE FUNCTION {SCHEMA}.studio_wake_the_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{CHANNEL}', extract(epoch FROM coalesce(NEW.next_at, NEW.due_at))::text);
    RETURN NEW;
END;
$$;
CREATE TRIGGER studio_wake_the_clock AFTER INSERT OR UPDATE OF state, next_at, due_at ON public.delivery
    FOR EACH ROW WHEN (NEW.state = 'planned' OR (NEW.state IN ('created', 'unknown') AND NEW.next_at IS NOT NULL))
    EXECUTE FUNCTION {SCHEMA}.studio_wake_the_clock();
"""


def lay(connection: Connection) -> None:
    """Make the queue in a PostgreSQL database that has the studio's tables; one of the right shape is left alone."""
    wanted = _SHAPE
    if _found(connection) == wanted:
        return
    _run(connection, f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}; SET LOCAL search_path TO {SCHEMA}")
    _run(connection, SchemaManager.get_schema())
    _run(connection, _TRIGGER)
    _run(connection, f"COMMENT ON SCHEMA {SCHEMA} IS '{wanted}'")


_SHAPE = hashlib.sha256((SchemaManager.get_schema() + _TRIGGER).encode()).hexdigest()


def _found(connection: Connection) -> str | None:
    query = text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name")
    return connection.execute(query, {"name": SCHEMA}).scalar()


def _run(connection: Connection, statements: str) -> None:
    """Several statements at once, with their percent signs as they stand: past SQLAlchemy, on the driver."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    driver.execute(statements)
