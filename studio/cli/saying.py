"""What every command shares: a brand's session, the acting person, and saying things as a table or as JSON."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from sqlmodel import Session, select

from studio.brands.brand import Brand, named
from studio.database import act
from studio.errors import StudioError, problem
from studio.people.person import Person, by_handle
from studio.terminal import say, show, table_of
from studio.workspace.opened import Opened

BrandOption = Annotated[str, typer.Option("--brand", help="brand slug; not needed while there is only one")]
ByOption = Annotated[str, typer.Option("--by", help="sign-in name of who acts; it stands in the history")]
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON")]


def brand_named(opened: Opened, slug: str) -> Brand:
    """The brand of this slug, or the only one."""
    with act(opened.engine) as session:
        if slug:
            return named(session, slug)
        brands = session.exec(select(Brand)).all()
    if len(brands) == 1:
        return brands[0]
    names = "、".join(brand.slug for brand in brands)
    raise StudioError(
        problem(
            "要说明是哪个品牌" if brands else "还没有品牌", "say which brand" if brands else "there is no brand yet", field="--brand",
            mend=(f"--brand 选一个：{names}", f"--brand one of {names}") if brands else ("先运行 studio library import", "run studio library import first"),
        )
    )  # fmt: skip


@contextmanager
def brand_session(opened: Opened, slug: str) -> Iterator[Session]:
    brand = brand_named(opened, slug)
    with act(opened.engine, brand=brand.key) as session:
        yield session


def acting(session: Session, handle: str) -> Person:
    """Who acts; every act from the command line is somebody's."""
    if not handle:
        raise StudioError(
            problem("要说明是谁在操作", "say who acts", field="--by", mend=("加上 --by 登录名", "add --by with a sign-in name"))
        )
    return by_handle(session, handle)


def tell(rows: Sequence[dict[str, Any]], *, as_json: bool, title: str = "", empty: str = "没有 (none)") -> None:
    """Rows as JSON for programs, or as a table for people."""
    if as_json:
        sys.stdout.write(json.dumps(list(rows), ensure_ascii=False, default=str, indent=1) + "\n")
        return
    if not rows:
        say(f"{title} {empty}".strip())
        return
    table = table_of(*rows[0].keys(), title=title)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    show(table)
