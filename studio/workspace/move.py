"""Moving a studio's rows into another database, in one transaction that is kept only when every count, digest and chain agrees."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DataError, IntegrityError

from studio import history
from studio.brand_fence import open_to_every_brand
from studio.database import ScopedSession
from studio.errors import Refused, StudioError, problem
from studio.migrations.upgrade import upgrade
from studio.workspace.rows import TableSum, empty, is_empty, keep_others_out, lines, never_mind_pauses, put, snapshot, summed, tables


def move(source: Engine, target: Engine) -> list[TableSum]:
    """Bring everything from one database into another that is empty; the source is only read. Gives what each table holds in both."""
    upgrade(target)
    with snapshot(source) as before, target.begin() as after:
        return fill(before, after, replace=False)


def fill(before: Connection, after: Connection, *, replace: bool) -> list[TableSum]:
    """Copy every row from one connection to the other, which is at the same revision; StudioError, with nothing kept, when they disagree.

    `replace`: what the other one holds is taken away first; without it, one that holds anything is refused.
    """
    never_mind_pauses(after)
    open_to_every_brand(after)
    theirs, ours = tables(before), tables(after)
    keep_others_out(after, ours)
    if replace:
        empty(after, ours)
    elif not is_empty(after, ours):
        raise Refused(
            problem(
                "目标数据库里已经有数据", "the target database holds rows already", where=_where(after),
                mend=("换一个空的数据库", "choose an empty database"),
            )
        )  # fmt: skip
    for there, here in _pairs(theirs, ours):
        _put(before, there, after, here)
    return _agreed(before, theirs, after, ours)


def _put(before: Connection, there: Table, after: Connection, here: Table) -> None:
    """Copy a table; StudioError when the other database does not take a row, such as one with a NUL in its text."""
    try:
        put(after, here, lines(before, there))
    except (DataError, IntegrityError) as error:
        raise _disagree(
            f"{there.name}: 目标数据库不收其中一行（{error.orig}）",
            f"{there.name}: the target database does not take one of its rows ({error.orig})",
        ) from error


def _pairs(theirs: Sequence[Table], ours: Sequence[Table]) -> Iterator[tuple[Table, Table]]:
    """The tables of both sides, in the order of the source's."""
    known = {table.name: table for table in ours}
    for table in theirs:
        if table.name not in known:
            raise _disagree(f"{table.name}: 目标里没有这张表", f"{table.name}: no such table in the target")
        yield table, known[table.name]


def _agreed(before: Connection, theirs: Sequence[Table], after: Connection, ours: Sequence[Table]) -> list[TableSum]:
    was = {table.name: summed(table.name, lines(before, table)) for table in theirs}
    now = {table.name: summed(table.name, lines(after, table)) for table in ours}
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            raise _disagree(f"{name}: 搬过去的和原来的不一样", f"{name}: what arrived differs from what left")
    require_whole_history(after)
    return list(was.values())


def require_whole_history(connection: Connection) -> None:
    """Every chain holds to its end, or nothing is kept."""
    with ScopedSession(connection, info={"brand": None, "across": True}) as session:
        _, broken = history.verify(session)
    if broken:
        raise _disagree(f"历史链断了：{broken[0].why}", f"a history chain does not hold: {broken[0].why}")


def _disagree(zh: str, en: str) -> StudioError:
    return StudioError(problem(zh, en, mend=("目标没有动；把这一行交给管理员", "the target was not changed; give this line to an admin")))


def _where(connection: Connection) -> str:
    return connection.engine.url.render_as_string(hide_password=True)
