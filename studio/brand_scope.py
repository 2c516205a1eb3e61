"""Whose rows a session sees and may change: decided from every table there is, never from those that happened to be imported first.

A session can only be opened when all tables are known (`tables_are_known`, said at the end of studio/tables.py), and a table of a brand that
comes later is refused when its class is made. So there is no order of imports in which a table has no criterion.
"""

import re
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnClause, Executable, Integer, MetaData, Table, TextClause, event, literal_column
from sqlalchemy.orm import (
    FromStatement,
    LoaderCriteriaOption,
    Mapper,
    ORMExecuteState,
    configure_mappers,
    declared_attr,
    with_loader_criteria,
)
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.sql.visitors import iterate
from sqlmodel import Field, Session, SQLModel, col

Kept = TypeVar("Kept", bound=Executable)
SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ACROSS = {
    "studio.publishing.claim": "发布进程按到点时间取件，不分品牌 · the publisher takes what is due in the order of its time, whoever's it is",
    "studio.publishing.hold": "全部停下时，数一数已经在路上的 · a stop of everything counts what is on its way, whoever's it is",
    "studio.publishing.work": "下一次该醒来的时刻 · when the publisher is wanted next",
    "studio.publishing.follow_up": "断在途中的和要追问的 · what was cut off, and what is to be asked about",
    "studio.publishing.clear_away": "半路停下的，去平台收拾 · what was stopped half-way is taken back from the platform",
    "studio.publishing.bring_ahead": "快到点的图片先传 · pictures of what is due soon go ahead",
    "studio.publishing.hand_out": "把到点的分给各台机器 · what is due is handed to the workers",
    "studio.publishing.lease": "一个进程手里的一次续租 · all that one process has in hand, in one statement",
    "studio.publishing.reseal": "换钥匙要换全部 · a new key seals every secret, or none",
    "studio.engagement.collect": "读数到点就取 · readings are pulled when they are due",
    "studio.gateway.hooks": "平台回调只说账号，由密钥认出是谁的 · a platform's call names an account; its keys tell whose",
    "studio.gateway.short_links": "短链只有一个码 · a short link is a code; it says whose it is",
    "studio.gateway.counts": "监控只数个数，不给内容 · the metrics count, and show no row",
    "studio.workspace.restore": "恢复之前看有没有进程在跑；恢复之后核对密钥 · whether anything runs before a restore; whether secrets open after it",
    "studio.workspace.callbacks": "本地平台要知道每个账号往哪里回调 · the local platforms are told every account's callback",
    "studio.workspace.rows": "备份的是整个工作室 · a back-up is of the whole studio",
    "studio.workspace.move": "搬的是整个工作室，搬完核对整条历史 · everything is moved, and every chain of the history walked after it",
    "studio.migrations.env": "升级改的是全部的行 · an upgrade alters every row",
    "studio.cli.history": "核对整条历史 · every chain of the history is walked",
    "studio.cli.doctor": "体检看整个安装 · the check-up is of the whole installation",
    "studio.demo.stage_hands": "演示拨快时钟到下一件事 · the demo moves the clock to what is next",
    "studio.demo.console": "演示里在平台后台点发布的人 · the demo's person at the platform's console",
    "studio.demo.by_hand": "演示里人工发布的人 · the demo's person who posts by hand",
    "studio.chaos.run": "混沌测试看整个现场 · the chaos test looks at the whole stage",
}
"""The only modules that may open a session or a transaction across brands, and why. No screen is among them, and none may be."""


class Row(SQLModel):
    """A table with a number as its key, named after its class: ChannelAccount → channel_account."""

    @declared_attr  # pyright: ignore[reportArgumentType]
    def __tablename__(cls) -> str:  # noqa: N805  # pyright: ignore[reportIncompatibleVariableOverride]
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: int | None = Field(default=None, primary_key=True)

    @property
    def key(self) -> int:
        """The row's number; only for rows that are saved."""
        if self.id is None:
            raise RuntimeError(f"{type(self).__name__} is not saved yet")
        return self.id


class BrandRow(Row):
    """A row of one brand; a session opened for a brand reads and writes no other brand's."""

    brand_id: int = Field(default=None, foreign_key="brand.id", index=True, nullable=False)


class BrandForgotten(RuntimeError):
    """A query on a brand's rows in a session that was not opened for a brand: a defect, never a user's error."""


class TablesUnknown(RuntimeError):
    """A session was opened before every table was known, or a table was made after: a defect, never a user's error."""


class _Known:
    """Whether every table of the studio has been imported."""

    all: bool = False


def tables_are_known() -> None:
    """From now on sessions may be opened, and a class with a table of a brand's rows may no longer be made."""
    configure_mappers()
    _Known.all = True


@event.listens_for(Mapper, "instrument_class")
def _no_late_table(_mapper: Mapper[Any], made: type) -> None:
    if _Known.all and issubclass(made, BrandRow):
        raise TablesUnknown(f"{made.__module__}.{made.__name__} was imported after the first session: name its module in studio/tables.py")


class ScopedSession(Session):
    """A session whose rows all go through the brand scope: the bulk acts, which do not, are not for use."""

    def __init__(self, *given: Any, **named: Any) -> None:
        if not _Known.all:
            raise TablesUnknown("a session before every table is known: import studio.tables first, as studio.workspace.opened does")
        super().__init__(*given, **named)

    def bulk_save_objects(self, *_: Any, **__: Any) -> None:
        raise BrandForgotten(_BULK)

    def bulk_insert_mappings(self, *_: Any, **__: Any) -> None:
        raise BrandForgotten(_BULK)

    def bulk_update_mappings(self, *_: Any, **__: Any) -> None:
        raise BrandForgotten(_BULK)


_ONLY_LOOKS = "this session was opened for looking only: act(engine, brand=…) to change something"
_BULK = "bulk writes go round the brand scope: add rows to the session instead"
_ROUND = "this statement goes round the brand scope: select the class, not its table"


def brand_of(session: Session) -> int:
    """The brand that this session was opened for."""
    brand = session.info.get("brand")
    if not isinstance(brand, int):
        raise BrandForgotten("this act needs a session opened for a brand: act(engine, brand=…)")
    return brand


@event.listens_for(AnySession, "do_orm_execute")
def _only_this_brand(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get("looks") and (state.is_insert or state.is_update or state.is_delete):
        raise BrandForgotten(_ONLY_LOOKS)
    if info.get("across"):
        return None
    brand = info.get("brand")
    if brand is None:
        for mapper in state.all_mappers:
            if issubclass(mapper.class_, BrandRow):
                raise BrandForgotten(f"{mapper.class_.__name__} was queried in a session without a brand")
    if state.is_insert:
        raise BrandForgotten(_BULK)
    if not state.is_orm_statement or isinstance(state.statement, FromStatement):
        return _refuse_brand_tables(state)
    kept = state.execution_options.get("kept", False)
    state.statement = _narrowed(state.statement, brand or 0) if kept else state.statement.options(*_criteria(brand))
    return None


def kept(statement: Kept) -> Kept:
    """A statement that is built once and asked again and again, with bound parameters for what differs: it is narrowed to each brand only once."""
    return statement.execution_options(kept=True)


@lru_cache(maxsize=1024)
def _narrowed(statement: Any, brand: int) -> Any:
    """With the brand's number in its text: ten bound parameters that mean the same cost as much again as the query itself."""
    return statement.options(*_criteria_on(literal_column(str(int(brand)), Integer)))


def _refuse_brand_tables(state: ORMExecuteState) -> None:
    """A statement on bare tables or in bare words, or rows from a statement of one's own, would not be narrowed to the brand."""
    if isinstance(state.statement, TextClause) or any(_of_a_brand(mapper.local_table) for mapper in state.all_mappers):
        raise BrandForgotten(_ROUND)
    if any(_of_a_brand(part) for part in iterate(state.statement)):  # pyright: ignore[reportArgumentType]
        raise BrandForgotten(_ROUND)


def _of_a_brand(part: object) -> bool:
    return isinstance(part, Table) and "brand_id" in part.columns


@cache
def _criteria(brand: int | None) -> tuple[LoaderCriteriaOption, ...]:
    return _criteria_on(brand or 0)


def _criteria_on(brand: int | ColumnClause[int]) -> tuple[LoaderCriteriaOption, ...]:
    """One criterion per brand table, joins and aliases included; a session without a brand sees no row of any."""
    if not _Known.all:
        raise TablesUnknown("a criterion before every table is known")
    return tuple(with_loader_criteria(table, col(table.brand_id) == brand, include_aliases=True) for table in brand_tables())


def brand_tables() -> list[type[BrandRow]]:
    """Every class whose rows belong to a brand, by name."""
    found = [mapper.class_ for mapper in SQLModel._sa_registry.mappers if issubclass(mapper.class_, BrandRow)]  # noqa: SLF001
    return sorted(found, key=lambda table: table.__name__)


@event.listens_for(AnySession, "before_flush")
def _rows_of_this_brand(session: AnySession, _context: object, _instances: object) -> None:
    brand = session.info.get("brand")
    if session.info.get("looks"):
        raise BrandForgotten(_ONLY_LOOKS)
    if session.info.get("across"):
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if not isinstance(row, BrandRow):
            continue
        if row.brand_id is None and brand is not None:
            row.brand_id = brand
        was = get_history(row, "brand_id").deleted
        if row.brand_id != brand or any(before not in (None, brand) for before in was):
            raise BrandForgotten(f"{type(row).__name__} of brand {row.brand_id} in a session for brand {brand}")
