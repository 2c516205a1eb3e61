"""calendars/cadences/<slug>.yaml: a persona's weekly rhythm of slots (节奏)."""

from datetime import time
from enum import StrEnum

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """0 is Monday, as in datetime.weekday()."""
        return list(Weekday).index(self)


class WeeklySlot(Document):
    """A slot that comes back every week on the given days, at a wall-clock time in the brand's zone."""

    account: Slug
    days: tuple[Weekday, ...] = Field(min_length=1)
    at: time
    pillars: tuple[Slug, ...] = Field(min_length=1)  # allowed, in order of preference
    note: str = ""


class Cadence(Document):
    slug: Slug
    name: Line
    persona: Slug
    slots: tuple[WeeklySlot, ...] = Field(min_length=1)
