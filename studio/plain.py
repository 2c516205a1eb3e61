"""Plain statements for what runs at every sending: on tables, built once, and refused when they are built unless each brand table is narrowed.

The mapped classes cost several times as much a statement (docs/decisions/0012-sending-speaks-plain-sql.md), which only matters where a hundred posts are due in one second;
everywhere else they are the better way.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    FromClause,
    Insert,
    Select,
    Table,
    bindparam,
)
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.visitors import iterate
from sqlmodel import Session

from studio.database import BrandForgotten, Row, brand_of

_BRAND = "brand_of_the_session"


def table(row: type[Row]) -> Table:
    """The table of a mapped class."""
    return row.__table__  # pyright: ignore[reportAttributeAccessIssue]


def of_brand(source: FromClause) -> ColumnElement[bool]:
    """The rows of the session's brand."""
    return source.c.brand_id == _the_brand()


class Plain:
    """A statement that can be run in any session. Its parameters are named as in the statement; the brand is the session's, never a parameter."""

    def __init__(self, statement: Executable) -> None:
        self._writes = not isinstance(statement, Select)
        if isinstance(statement, Insert):
            self._scoped = "brand_id" in statement.table.c
            self._statement = statement.values(brand_id=_the_brand()) if self._scoped else statement
            return
        self._statement, parts = statement, list(iterate(statement))  # pyright: ignore[reportArgumentType]
        sources = _brand_sources(parts)
        if forgotten := sources - _narrowed(parts):
            raise BrandForgotten(f"not narrowed to the session's brand: {', '.join(sorted(source.name for source in forgotten))}")
        self._scoped = bool(sources)

    def run(self, session: Session, **given: Any) -> CursorResult[Any]:
        """Run it in the session's transaction, after what the session has changed so far."""
        if self._writes and session.info.get("looks"):
            raise BrandForgotten("this session was opened for looking only: act(engine, brand=…) to change something")
        if self._scoped:
            given[_BRAND] = brand_of(session)
        session.flush()
        return _connection(session).execute(self._statement, given)


def _connection(session: Session) -> Connection:
    """The one that the session's transaction goes over, kept beside it: asking the session each time costs as much as a short statement."""
    found: Connection | None = session.info.get("connection")
    if found is None or found.closed or session.in_nested_transaction():  # only the session itself sets the savepoint
        found = session.info["connection"] = session.connection()
    return found


def _the_brand() -> BindParameter[int]:
    return bindparam(_BRAND)


def _brand_sources(parts: Iterable[Any]) -> set[Any]:
    """The tables, and the names given to tables, whose columns the statement uses or takes rows from, as far as they hold brands' rows."""
    used = {part.table for part in parts if isinstance(part, Column)} | {part for part in parts if isinstance(part, Table)}
    return {source for source in used if source is not None and "brand_id" in source.c}


def _narrowed(parts: Iterable[Any]) -> set[Any]:
    pairs = ((part.left, part.right) for part in parts if isinstance(part, BinaryExpression))
    return {left.table for left, right in pairs if isinstance(right, BindParameter) and right.key == _BRAND and left.key == "brand_id"}
