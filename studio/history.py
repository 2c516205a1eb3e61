"""Who did what, when and why: rows written in the same transaction as the act, each holding the hash of the one before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, text
from sqlmodel import Field, Session, col, select

from studio.database import Json, Row, UTCDateTime

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


def record(session: Session, verb: str, about: str, *, who: str, at: datetime, brand: int | None = None, **what: Any) -> HistoryRow:
    """Write an act into the chain of its brand (of the session's brand unless said), in the session's transaction."""
    chain = brand if brand is not None else int(session.info.get("brand") or 0)
    _one_writer(session, chain)
    session.flush()
    last = session.exec(select(HistoryRow).where(HistoryRow.brand == chain).order_by(col(HistoryRow.position).desc()).limit(1)).first()
    row = HistoryRow(
        brand=chain, position=last.position + 1 if last else 1, at=at, who=who, verb=verb, about=about, what=what,
        before=last.hash if last else GENESIS, hash="",
    )  # fmt: skip
    row.hash = _hash(row)
    session.add(row)
    session.flush()
    return row


@dataclass(frozen=True)
class Broken:
    """A place where the chain does not hold."""

    brand: int
    position: int
    why: str


def verify(session: Session) -> tuple[int, list[Broken]]:
    """Walk every chain; gives how many rows were read and where they do not hold."""
    broken: list[Broken] = []
    before: dict[int, tuple[int, str]] = {}
    count = 0
    for row in session.exec(select(HistoryRow).order_by(col(HistoryRow.brand), col(HistoryRow.position))):
        count += 1
        position, hash_ = before.get(row.brand, (0, GENESIS))
        if row.position != position + 1:
            broken.append(Broken(row.brand, row.position, f"row {position + 1} is missing"))
        elif row.before != hash_:
            broken.append(Broken(row.brand, row.position, "does not follow from the row before"))
        if row.hash != _hash(row):
            broken.append(Broken(row.brand, row.position, "was altered"))
        before[row.brand] = (row.position, row.hash)
    return count, broken


def about(session: Session, thing: str, *, limit: int = 100) -> list[HistoryRow]:
    """What happened to one thing in the session's brand, newest first."""
    chain = int(session.info.get("brand") or 0)
    query = select(HistoryRow).where(HistoryRow.brand == chain, HistoryRow.about == thing)
    return list(session.exec(query.order_by(col(HistoryRow.position).desc()).limit(limit)))


def _hash(row: HistoryRow) -> str:
    said = [row.brand, row.position, row.at.isoformat(), row.who, row.verb, row.about, row.what, row.before]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _one_writer(session: Session, chain: int) -> None:
    """On PostgreSQL two acts could read the same last row; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(7351, :chain)"), {"chain": chain})
