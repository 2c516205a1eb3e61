"""Readings (数据读数) over time, and what people answered: pulled where the platform tells, unknown where it does not."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, func, select

from studio.channels.answer import Figure, Reaction
from studio.database import BrandRow, UTCDateTime


class Reading(BrandRow, table=True):
    """One figure of a delivery at a moment. `value` None: the platform does not tell; it is never shown as 0."""

    __table_args__ = (UniqueConstraint("delivery_id", "metric", "at"),)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    metric: str
    value: int | None = None
    at: datetime = Field(sa_type=UTCDateTime)
    source: str = "platform"  # platform | csv | form


class Interaction(BrandRow, table=True):
    """A comment, like or question that came back; one row per platform id, however often it is pulled."""

    __table_args__ = (UniqueConstraint("delivery_id", "remote_id"),)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    kind: str
    remote_id: str
    person: str
    text: str | None = None  # None: the platform tells that somebody commented, not what
    at: datetime = Field(sa_type=UTCDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answered_by: str = ""
    gone_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime
    )  # since when it is no longer on the platform: nobody has to answer it


def keep_figures(session: Session, delivery_id: int, figures: Iterable[Figure]) -> int:
    """Keep figures; the same figure at the same moment is kept once. Gives how many were new."""
    new = {(figure.metric, figure.at): figure for figure in figures}
    there = select(Reading.metric, Reading.at).where(Reading.delivery_id == delivery_id, col(Reading.at).in_({at for _, at in new}))
    for known in session.exec(there):
        new.pop(known, None)
    session.add_all(Reading(delivery_id=delivery_id, metric=metric, value=figure.value, at=at) for (metric, at), figure in new.items())
    session.flush()
    return len(new)


def keep_reactions(session: Session, delivery_id: int, reactions: Iterable[Reaction], *, whole_at: datetime | None = None) -> int:
    """Keep what people answered; a reply seen on the platform marks it answered. Gives how many were new.

    `whole_at`: the platform showed all that it has at this moment, so what it did not show is gone there, and waits no longer.
    """
    rows = {row.remote_id: row for row in session.exec(select(Interaction).where(Interaction.delivery_id == delivery_id))}
    before, shown = len(rows), set[str]()
    for said in reactions:
        row = rows.get(said.remote_id)
        if row is None:
            row = rows[said.remote_id] = Interaction(
                delivery_id=delivery_id, kind=said.kind, remote_id=said.remote_id, person=said.person, text=said.text, at=said.at
            )
        if said.replied and row.answered_at is None:
            row.answered_at, row.answered_by = said.at, "platform"
        shown.add(said.remote_id)
        row.gone_at = None
        session.add(row)
    for row in rows.values() if whole_at else ():
        if row.remote_id not in shown and row.gone_at is None:
            row.gone_at = whole_at
            session.add(row)
    session.flush()
    return len(rows) - before


def latest_readings(session: Session, delivery_id: int) -> dict[str, Reading]:
    """The newest reading of each metric; one that is unknown now keeps its last known value out of sight: unknown is unknown."""
    query = select(Reading).where(Reading.delivery_id == delivery_id).order_by(col(Reading.at), col(Reading.id))
    return {row.metric: row for row in session.exec(query)}


def unanswered(session: Session) -> list[Interaction]:
    """Comments and questions that want an answer (评论必回), oldest first."""
    return list(session.exec(select(Interaction).where(*WANTS_AN_ANSWER).order_by(col(Interaction.at))))


def how_many_unanswered(session: Session) -> int:
    return session.exec(select(func.count(col(Interaction.id))).where(*WANTS_AN_ANSWER)).one()


def gone_unanswered(session: Session, *, since: datetime) -> int:
    """Comments that were deleted on the platform before anybody answered them: neither answered nor neglected."""
    gone = (col(Interaction.kind).in_(("comment", "question")), col(Interaction.answered_at).is_(None), col(Interaction.gone_at) >= since)
    return session.exec(select(func.count(col(Interaction.id))).where(*gone)).one()


WANTS_AN_ANSWER = (
    col(Interaction.kind).in_(("comment", "question")),
    col(Interaction.answered_at).is_(None),
    col(Interaction.gone_at).is_(None),
)
