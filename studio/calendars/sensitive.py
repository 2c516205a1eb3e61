"""Sensitive days: on which nothing is promoted, by the brand's festivals as they stand now."""

from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from studio.calendars.festival import without_promotion
from studio.library.current import leaf_of
from studio.library.kinds import Festival
from studio.library.parse import Leaf, parse
from studio.library.version import LibraryVersion

FESTIVALS = "calendars/festivals.yaml"


def sensitive_day(session: Session, day: date) -> Festival | None:
    """The festival that forbids promotion on this day, if any. Reads one document only: publishing asks at every claim of an advert."""
    query = select(LibraryVersion).where(LibraryVersion.path == FESTIVALS).order_by(col(LibraryVersion.version).desc()).limit(1)
    row = session.exec(query).first()
    return None if row is None or row.removed else without_promotion(_festivals(leaf_of(row)), day, day).get(day)


@lru_cache(maxsize=8)
def _festivals(leaf: Leaf) -> tuple[Festival, ...]:
    return tuple(parse([leaf])[0].festivals.values())
