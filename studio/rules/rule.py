"""One rule as it stands on a day: its value, where it comes from and how sure we are."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from studio.errors import Words


class Source(StrEnum):
    """Who made the rule; a law cannot be overridden."""

    PLATFORM = "platform"
    LAW = "law"
    HOUSE = "house"


class Mark(StrEnum):
    """How sure we are of it."""

    OFFICIAL = "O"
    SECONDARY = "S"
    UNCONFIRMED = "K"
    HOUSE = "H"


@dataclass(frozen=True)
class Rate:
    """So many calls in so long a time."""

    calls: int
    every: timedelta


_LENGTHS = {unit: timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")}
_PERIODS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "month": timedelta(days=30)}


@dataclass(frozen=True)
class Rule:
    """`value` in `unit`; in force from `effective_from` (None: as long as anybody remembers) up to, not on, `until` (None: still).

    `overridden` says that a brand's own value stands here instead of ours; what is not `binding` is recommended: nobody refuses what breaks it.
    """

    id: str
    kind: Source
    value: Any
    unit: str
    applies_to: str
    what: Words
    source: str
    mark: Mark
    checked_on: date
    overridable: bool
    effective_from: date | None = None
    until: date | None = None
    overridden: bool = False
    binding: bool = True

    def in_force(self, on: date) -> bool:
        return (self.effective_from is None or self.effective_from <= on) and (self.until is None or on < self.until)

    @property
    def confirmed(self) -> bool:
        """Whether an official page says so (or the house itself); everything else is shown as unconfirmed."""
        return self.mark in (Mark.OFFICIAL, Mark.HOUSE)

    @property
    def count(self) -> int:
        """The value of a rule that is one number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise TypeError(f"{self.id} is no number: {self.value!r}")
        return self.value

    @property
    def length(self) -> timedelta:
        """The value of a rule that is one length of time."""
        return self.count * _LENGTHS[self.unit]

    @property
    def lengths(self) -> tuple[timedelta, ...]:
        """The value of a rule that lists lengths of time."""
        return tuple(value * _LENGTHS[self.unit] for value in self.value)

    @property
    def times(self) -> tuple[time, ...]:
        """The value of a rule that lists times of day, in the brand's zone."""
        return tuple(time.fromisoformat(value) for value in self.value)

    @property
    def rate(self) -> Rate:
        """The value of a rule such as `100 calls per day`."""
        return Rate(self.count, _PERIODS[self.unit.rpartition(" per ")[2]])
