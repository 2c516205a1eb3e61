"""Who did what, when and why: rows written in the same transaction as the act, each holding the hash of the one before."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, UniqueConstraint, bindparam, insert, text, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Field, Session, col, select

from studio.database import Json, Row, UTCDateTime
from studio.plain import Plain, table
from studio.storable import USUAL_JSON, require_storable

GENESIS = "0" * 64


class HistoryRow(Row, table=True):
    """One act. One chain per brand; studio-wide acts (people, keys) form the chain of brand 0."""

    __table_args__ = (UniqueConstraint("brand", "position"),)
    brand: int = Field(index=True)
    position: int
    at: datetime = Field(sa_type=UTCDateTime)
    who: str  # sign-in name, or the process that acted
    verb: str  # post.submitted, approval.given, delivery.sent …
    about: str = Field(index=True)  # post:12, account:3
    what: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    before: str
    hash: str


class HistoryHead(Row, table=True):
    """Where a chain ends, so that rows taken away from its end are missed too."""

    brand: int = Field(unique=True)
    position: int
    hash: str


def record(session: Session, verb: str, about: str, *, who: str, at: datetime, brand: int | None = None, **what: Any) -> int:
    """Write an act into the chain of its brand (of the session's brand unless said), in the session's transaction; gives its place there."""
    require_storable("history_row", "what", what, USUAL_JSON)  # its hash cannot be made of half a character
    chain = brand if brand is not None else int(session.info.get("brand") or 0)
    before = _end(session, chain)
    position, last = before or (0, GENESIS)
    act = Act(chain, position + 1, at.astimezone(UTC), who, verb, about, json.loads(_plain(what)), last)
    end = {"brand": chain, "position": act.position, "hash": _hash(act)}
    _WRITE.run(session, **act._asdict(), hash=end["hash"])
    if before is None:
        _BEGIN.run(session, **end)
    else:
        _MOVE.run(session, chain=chain, last=act.position, digest=end["hash"])
    return act.position


class Act(NamedTuple):
    """What the hash of a row is made of."""

    brand: int
    position: int
    at: datetime
    who: str
    verb: str
    about: str
    what: dict[str, Any]
    before: str


@dataclass(frozen=True)
class Broken:
    """A place where the chain does not hold."""

    brand: int
    position: int
    why: str


def verify(session: Session) -> tuple[int, list[Broken]]:
    """Walk the chain of the session's brand, or every chain where it looks across brands; gives how many rows were read and where they do not hold."""
    broken: list[Broken] = []
    before: dict[int, tuple[int, str]] = {}
    count = 0
    query = select(HistoryRow).where(*_ours(session, col(HistoryRow.brand)))
    for row in session.exec(query.order_by(col(HistoryRow.brand), col(HistoryRow.position))):
        count += 1
        position, hash_ = before.get(row.brand, (0, GENESIS))
        if row.position != position + 1:
            broken.append(Broken(row.brand, row.position, f"row {position + 1} is missing"))
        elif row.before != hash_:
            broken.append(Broken(row.brand, row.position, "does not follow from the row before"))
        if row.hash != _hash(row):
            broken.append(Broken(row.brand, row.position, "was altered"))
        before[row.brand] = (row.position, row.hash)
    return count, [*broken, *_cut_off(session, before)]


def _cut_off(session: Session, ends: Mapping[int, tuple[int, str]]) -> Iterator[Broken]:
    """Chains that end elsewhere than was written down; `ends` maps a brand to its last row's position and hash."""
    query = select(HistoryHead).where(*_ours(session, col(HistoryHead.brand)))
    heads = {head.brand: (head.position, head.hash) for head in session.exec(query.order_by(col(HistoryHead.brand)))}
    for brand in sorted(heads.keys() | ends.keys()):
        noted, found = heads.get(brand, (0, GENESIS)), ends.get(brand, (0, GENESIS))
        if noted[0] > found[0]:
            yield Broken(
                brand,
                noted[0],
                f"row {found[0] + 1} is missing" if noted[0] == found[0] + 1 else f"rows {found[0] + 1} to {noted[0]} are missing",
            )
        elif noted != found:
            yield Broken(brand, found[0], "is not the row that the chain ended with")


def _ours(session: Session, chain: Mapped[int]) -> list[ColumnElement[bool]]:
    brand = session.info.get("brand")
    return [] if brand is None else [chain == brand]


def about(session: Session, thing: str, *, limit: int = 100) -> list[HistoryRow]:
    """What happened to one thing in the session's brand, newest first."""
    chain = int(session.info.get("brand") or 0)
    query = select(HistoryRow).where(HistoryRow.brand == chain, HistoryRow.about == thing)
    return list(session.exec(query.order_by(col(HistoryRow.position).desc()).limit(limit)))


def _hash(act: Act | HistoryRow) -> str:
    said = [act.brand, act.position, act.at.isoformat(), act.who, act.verb, act.about, act.what, act.before]
    return hashlib.sha256(_plain(said).encode()).hexdigest()


def _plain(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_ROWS, _HEADS = table(HistoryRow), table(HistoryHead)
_WRITE, _BEGIN = Plain(insert(_ROWS)), Plain(insert(_HEADS))
_MOVE = Plain(update(_HEADS).where(_HEADS.c.brand == bindparam("chain")).values(position=bindparam("last"), hash=bindparam("digest")))
_END = Plain(select_columns(_HEADS.c.position, _HEADS.c.hash).where(_HEADS.c.brand == bindparam("chain")).with_for_update())


def _end(session: Session, chain: int) -> tuple[int, str] | None:
    """Where the chain ends, held until the act ends: two acts must not follow the same row. SQLite has one writer anyway."""
    found = _END.run(session, chain=chain).first()
    if (
        found is None and session.get_bind().dialect.name == "postgresql"
    ):  # the first row of a chain: there is nothing yet that could be held
        session.connection().execute(text("SELECT pg_advisory_xact_lock(7351, :chain)"), {"chain": chain})
        found = _END.run(session, chain=chain).first()
    return None if found is None else (found.position, found.hash)
