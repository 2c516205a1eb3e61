"""Inside a running process of the studio: every table with brands' rows, and what a session of the second brand can do to the first one's.

It looks only at what the process has imported by itself; what it has not is imported last, as a page that nobody had opened would be.
"""

import importlib
import json
import pkgutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

OURS, THEIRS = 2, 1


def watch_for_the_signal(database: str, report: Path) -> None:
    """At SIGUSR1 walk all tables of this database, and write what was found."""
    signal.signal(signal.SIGUSR1, lambda *_: Thread(target=write_down, args=[database, report], daemon=True).start())


def write_down(database: str, report: Path) -> None:
    try:
        told = walk(database)
    except Exception as error:  # noqa: BLE001 - the test has to read it
        told = {"failed": repr(error)}
    part = report.with_suffix(".part")
    part.write_text(json.dumps(told), encoding="utf-8")
    part.rename(report)


def walk(database: str) -> dict[str, Any]:
    """{"known": tables known before, "late": what came after, "crossed": {table: [what crossed the border]}}."""
    from studio import brand_scope
    from studio.database import engine_for

    engine = engine_for(database)
    known = [table.__name__ for table in brand_scope.brand_tables()]
    _once(engine, brand_scope.brand_tables()[0])  # as a first page does, before the others are opened
    late = _import_all()
    crossed = {table.__name__: [name for name, crosses in WAYS.items() if crosses(engine, table)] for table in brand_scope.brand_tables()}
    engine.dispose()
    return {"known": known, "late": late, "crossed": {name: ways for name, ways in crossed.items() if ways}}


def _once(engine: Any, table: Any) -> None:
    from sqlmodel import select

    from studio.database import act

    with act(engine, brand=OURS) as session:
        session.exec(select(table)).all()


def _import_all() -> list[str]:
    """Import the rest of the studio; gives what could not be (a table that comes late)."""
    import studio

    late = []
    for module in pkgutil.walk_packages(studio.__path__, "studio."):
        if module.name not in sys.modules and not module.name.startswith(("studio.ui.pages", "studio.migrations.env", "studio.starter")):
            try:
                importlib.import_module(module.name)
            except RuntimeError as error:
                late.append(str(error))
    return late


def _tried(engine: Any, do: Callable[[Any], bool]) -> bool:
    """What `do` says of a session of our brand; what it changed is taken back."""
    from studio.database import act

    with act(engine, brand=OURS) as session, session.begin_nested() as undone:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        crossed = do(session)
        undone.rollback()
    return crossed


def _reads(engine: Any, table: Any) -> bool:
    from sqlalchemy.orm import aliased
    from sqlmodel import select

    def do(session: Any) -> bool:
        other = aliased(table)
        seen = [row.brand_id for query in (select(table), select(other)) for row in session.exec(query)]
        return seen != [OURS, OURS] or session.get(table, THEIRS) is not None

    return _tried(engine, do)


def _counts(engine: Any, table: Any) -> bool:
    from sqlmodel import func, select

    queries = (select(func.count(table.id)), select(func.count()).select_from(table))
    return _tried(engine, lambda session: any(session.exec(query).one() != 1 for query in queries))


def _updates(engine: Any, table: Any) -> bool:
    from sqlmodel import update

    return _tried(engine, lambda session: session.execute(update(table).values(id=table.id)).rowcount != 1)


def _deletes(engine: Any, table: Any) -> bool:
    from sqlmodel import delete

    return _tried(engine, lambda session: session.execute(delete(table)).rowcount != 1)


def _flushes(engine: Any, table: Any) -> bool:
    """Whether a row of the other brand, or one taken from it, can be written."""
    from sqlmodel import select

    from studio.brand_scope import BrandForgotten
    from studio.database import look_across_brands

    for steal in (False, True):
        with look_across_brands(engine) as across:
            row = across.exec(select(table).where(table.brand_id == THEIRS)).one()
        try:
            _tried(engine, lambda session, row=row, steal=steal: _written(session, row, steal=steal))
        except BrandForgotten:
            continue
        return True
    return False


def _written(session: Any, row: Any, *, steal: bool) -> bool:
    session.add(row)
    if steal:
        row.brand_id = OURS
    else:
        session.delete(row)
    session.flush()
    return True


WAYS = {"read": _reads, "count": _counts, "update": _updates, "delete": _deletes, "flush": _flushes}
