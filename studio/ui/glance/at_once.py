"""Rows that belong to many others, asked at once: a page's statements do not grow with what it lists."""

from collections.abc import Iterable
from typing import TypeVar

from sqlmodel import Session, col, func, select

from studio.database import Row
from studio.posts.post import PostVersion
from studio.review.submission import Submission

R = TypeVar("R", bound=Row)
P = TypeVar("P", PostVersion, Submission)


def by_key(session: Session, table: type[R], keys: Iterable[int]) -> dict[int, R]:
    """The rows of these numbers; nothing is asked for none."""
    wanted = set(keys)
    return {row.key: row for row in session.exec(select(table).where(col(table.id).in_(wanted)))} if wanted else {}


def newest_of(session: Session, table: type[P], posts: Iterable[int]) -> dict[int, P]:
    """Post → its last version, or its last submission; nothing is asked for none."""
    wanted = set(posts)
    if not wanted:
        return {}
    newest = select(func.max(col(table.id))).where(col(table.post_id).in_(wanted)).group_by(col(table.post_id))
    return {row.post_id: row for row in session.exec(select(table).where(col(table.id).in_(newest)))}
