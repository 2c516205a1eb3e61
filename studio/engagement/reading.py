"""Readings (数据读数) over time, and what people answered: pulled where the platform tells, unknown where it does not."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

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


def keep_figures(session: Session, delivery_id: int, figures: Iterable[Figure]) -> int:
    """Keep figures; the same figure at the same moment is kept once. Gives how many were new."""
    new = 0
    for figure in figures:
        query = select(Reading).where(Reading.delivery_id == delivery_id, Reading.metric == figure.metric, Reading.at == figure.at)
        if session.exec(query).first() is None:
            session.add(Reading(delivery_id=delivery_id, metric=figure.metric, value=figure.value, at=figure.at))
            new += 1
    session.flush()
    return new


def keep_reactions(session: Session, delivery_id: int, reactions: Iterable[Reaction]) -> int:
    """Keep what people answered; a reply seen on the platform marks it answered. Gives how many were new."""
    new = 0
    for reaction in reactions:
        query = select(Interaction).where(Interaction.delivery_id == delivery_id, Interaction.remote_id == reaction.remote_id)
        row = session.exec(query).first()
        if row is None:
            row = Interaction(
                delivery_id=delivery_id,
                kind=reaction.kind,
                remote_id=reaction.remote_id,
                person=reaction.person,
                text=reaction.text,
                at=reaction.at,
            )
            new += 1
        if reaction.replied and row.answered_at is None:
            row.answered_at, row.answered_by = reaction.at, "platform"
        session.add(row)
    session.flush()
    return new


def latest_readings(session: Session, delivery_id: int) -> dict[str, Reading]:
    """The newest reading of each metric; one that is unknown now keeps its last known value out of sight: unknown is unknown."""
    query = select(Reading).where(Reading.delivery_id == delivery_id).order_by(col(Reading.at), col(Reading.id))
    return {row.metric: row for row in session.exec(query)}


def unanswered(session: Session) -> list[Interaction]:
    """Comments and questions that want an answer (评论必回), oldest first."""
    query = select(Interaction).where(col(Interaction.kind).in_(("comment", "question")), col(Interaction.answered_at).is_(None))
    return list(session.exec(query.order_by(col(Interaction.at))))
