"""Sensitive days: on which nothing is promoted, by the brand's festivals as they stand now."""

from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from studio.errors import Words
from studio.library.current import leaf_of
from studio.library.festival_days import falls_on
from studio.library.kinds import Festival
from studio.library.parse import Leaf, parse
from studio.library.version import LibraryVersion

FESTIVALS = "calendars/festivals.yaml"


def sensitive_day(session: Session, day: date) -> Festival | None:
    """The festival that forbids promotion on this day, if any. Reads one document only: publishing asks at every claim of an advert."""
    query = select(LibraryVersion).where(LibraryVersion.path == FESTIVALS).order_by(col(LibraryVersion.version).desc()).limit(1)
    row = session.exec(query).first()
    if row is None or row.removed:
        return None
    return next((each for each in _festivals(leaf_of(row)) if each.no_promotion and falls_on(each, day)), None)


def no_promotion(day: Festival) -> tuple[Words, Words]:
    """Why nothing is promoted on a sensitive day, and what to do."""
    return (
        Words(f"{day.name}当天不发推广内容", f"nothing is promoted on {day.name}"),
        Words("换一天，或改成不推广的内容", "choose another day, or make it non-promotional"),
    )


@lru_cache(maxsize=8)
def _festivals(leaf: Leaf) -> tuple[Festival, ...]:
    return tuple(parse([leaf])[0].festivals.values())
