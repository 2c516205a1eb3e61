"""Answering (评论必回): who answered a comment or question, and when."""

from datetime import datetime

from sqlmodel import Session

from studio import history
from studio.database import not_found
from studio.engagement.reading import Interaction
from studio.people.person import Person, Role, require

ANSWERERS = (Role.EDITOR, Role.PLANNER, Role.PUBLISHER, Role.ADMIN)


def answered(session: Session, interaction_id: int, *, by: Person, at: datetime) -> Interaction:
    """A person says that they answered on the platform; saying it again changes nothing."""
    require(session, by, *ANSWERERS)
    row = session.get(Interaction, interaction_id)
    if row is None:
        raise not_found("互动", "interaction", interaction_id)
    if row.answered_at is None:
        row.answered_at, row.answered_by = at, by.handle
        session.add(row)
        history.record(session, "interaction.answered", f"delivery:{row.delivery_id}", who=by.handle, at=at, interaction=row.key)
    return row


def not_answered(session: Session, interaction_id: int, *, by: Person, at: datetime) -> Interaction:
    """Take it back: it waits again."""
    require(session, by, *ANSWERERS)
    row = session.get(Interaction, interaction_id)
    if row is None:
        raise not_found("互动", "interaction", interaction_id)
    row.answered_at, row.answered_by = None, ""
    session.add(row)
    history.record(session, "interaction.reopened", f"delivery:{row.delivery_id}", who=by.handle, at=at, interaction=row.key)
    return row
