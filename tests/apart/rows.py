"""One row in every table for each of two brands, whatever the tables are: made from the columns, past the studio's own acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Float, Integer, LargeBinary, Table, event, select
from sqlmodel import SQLModel

from studio.database import engine_for

MOMENT = datetime(2026, 11, 23, 1, tzinfo=UTC)


def fill(url: str) -> None:
    """Make the tables and one row for each brand in each; the row of brand 2 has the number 2, and refers to rows of the number 2."""
    engine = engine_for(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=OFF"))
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection, _unchecked(connection):
        for table in SQLModel.metadata.sorted_tables:
            for brand in (1, 2):
                connection.execute(table.insert().values(**_values(table, brand)))
    engine.dispose()


def held(connection: Connection) -> dict[str, list[int]]:
    """Of each table with brands' rows, whose they are."""
    ours = [table for table in SQLModel.metadata.sorted_tables if "brand_id" in table.columns]
    return {table.name: sorted(connection.execute(select(table.c.brand_id)).scalars()) for table in ours}


@contextmanager
def _unchecked(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config('studio.brand', '*', true)")
    yield


def _values(table: Table, brand: int) -> dict[str, Any]:
    return {column.name: brand if column.name in {"id", "brand_id", "brand"} else _value(column.type, brand) for column in table.columns}


def _value(kind: object, brand: int) -> Any:
    match kind:
        case Boolean():
            return False
        case Integer():
            return brand
        case Float():
            return float(brand)
        case Date():
            return date(2026, 11, 23)
        case JSON():
            return {}
        case LargeBinary():
            return b"x"
        case _ if isinstance(kind, DateTime) or isinstance(getattr(kind, "impl", None), DateTime):
            return MOMENT
        case _:
            return f"of-{brand}"
