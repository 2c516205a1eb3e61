"""How Alembic runs here: on the engine it is given, with batches for SQLite and our own column types."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON
from sqlmodel import AutoString, SQLModel

from studio.brand_fence import open_to_every_brand
from studio.database import UTCDateTime


def render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our types as what they are in the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen.imports.add("import sqlalchemy as sa")
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def same_type(_context: object, _inspected: object, _column: object, _found: object, wanted: object) -> bool | None:
    """Our variants differ in name only."""
    return False if isinstance(wanted, UTCDateTime | JSON) else None


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the tables of others in the same database alone."""
    return kind != "table" or name in SQLModel.metadata.tables


with context.config.attributes["engine"].connect() as connection:
    open_to_every_brand(connection)  # what an upgrade changes it changes for all
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        render_item=render,
        include_name=ours,
        compare_type=same_type,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
