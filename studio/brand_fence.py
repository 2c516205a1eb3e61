"""PostgreSQL's own fence round each brand's rows: row-level security behind the criterion of the session (studio/brand_scope.py).

Each transaction says whose rows it is for in the setting `studio.brand`: a brand's number, `*` for those that may look across brands, nothing for
everybody else. A statement that goes round the ORM, or a connection that says nothing, finds no row of a brand and can write none. SQLite has no such
fence, and to a superuser or a role that may bypass it PostgreSQL shows everything; `studio doctor` says so.
"""

import structlog
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session, SessionTransaction

from studio.brand_scope import brand_tables

log = structlog.get_logger("studio.database")
EVERY_BRAND = "*"
POLICY = "of_one_brand"
_SAID = "(SELECT current_setting('studio.brand', true))"  # asked once a statement, not once a row
_HOLDS = f"brand_id::text = {_SAID} OR {_SAID} = '{EVERY_BRAND}'"
_SAY = text("SELECT set_config('studio.brand', :brand, true)")  # until the transaction ends


def lay(engine: Engine) -> None:
    """Put the fence round every table with rows of brands; those that have it as it should be are left alone. Nothing to do on SQLite.

    Each table in a transaction of its own: a process that still works at the first upgrade is kept waiting by one table, never locked against all.
    """
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        standing = set(connection.execute(text(_STANDING), {"policy": POLICY, "holds": _HOLDS}).scalars())
    for table in (str(each.__tablename__) for each in brand_tables()):
        if table not in standing:
            with engine.begin() as connection:
                _lay_round(connection, table)


def _lay_round(connection: Connection, table: str) -> None:
    connection.execute(text(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'))
    connection.execute(text(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'))  # for the owner too, as whom the studio works
    connection.execute(text(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"'))
    connection.execute(text(f'CREATE POLICY {POLICY} ON "{table}" USING ({_HOLDS}) WITH CHECK ({_HOLDS})'))
    connection.execute(text(f"COMMENT ON POLICY {POLICY} ON \"{table}\" IS '{_HOLDS.replace(chr(39), chr(39) * 2)}'"))


_STANDING = """
SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity AND relforcerowsecurity
  AND polname = :policy AND obj_description(pg_policy.oid, 'pg_policy') = :holds
"""


def open_to_every_brand(connection: Connection) -> None:
    """This transaction sees the rows of every brand: an upgrade, a back-up, a move, a restore. Nothing to do on SQLite."""
    if connection.dialect.name == "postgresql":
        connection.execute(_SAY, {"brand": EVERY_BRAND})


def is_passed_by(engine: Engine) -> bool:
    """Whether the fence is none to the role that the studio works as: a superuser, or one that may bypass it."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as connection:
        return bool(connection.execute(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")).scalar())


def warn_when_passed_by(engine: Engine) -> None:
    """One line in the log of a process that has just started; it is no reason to stop, for the first fence stands."""
    if is_passed_by(engine):
        log.warning(
            "row-level security is none to this database role", role=engine.url.username, mend="connect as a plain role: studio doctor"
        )


@event.listens_for(Session, "after_begin")
def _say_whose(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """At the begin of each transaction of a session; a savepoint is within one that has said it."""
    if connection.dialect.name == "postgresql" and not transaction.nested:
        brand = EVERY_BRAND if session.info.get("across") else str(session.info.get("brand") or "")
        connection.execute(_SAY, {"brand": brand})
