"""Festivals with their phases in a span of days, and which days China has off or works instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from lunar_python.util import HolidayUtil

from studio.library.festival_days import days_of
from studio.library.kinds import Festival, Phase, PhaseWindow


@dataclass(frozen=True)
class FestivalDay:
    """A festival in one year: its day, and the windows of its phases (none when its document names no leads)."""

    festival: Festival
    day: date
    phases: tuple[PhaseWindow, ...]

    def phase_on(self, day: date) -> Phase | None:
        return next((window.phase for window in self.phases if window.starts <= day <= window.ends), None)


class DayKind(StrEnum):
    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # off by the State Council's yearly notice
    WORKED = "worked"  # a weekend day worked instead (调休上班)


@dataclass(frozen=True)
class PublicDay:
    """What a day is for people in China. `announced` is False while the year's notice is unknown: weekends only, nothing invented."""

    day: date
    kind: DayKind
    name: str
    announced: bool


def on(festivals: Iterable[Festival], day_from: date, day_to: date) -> list[FestivalDay]:
    """The festivals whose day lies in the range (both ends included), by day; brand days come before public ones, big ones before small."""
    found = [each for each in _occurrences(festivals, day_from, day_to) if day_from <= each.day <= day_to]
    return sorted(found, key=lambda each: (each.day, each.festival.kind != "brand", not each.festival.big, each.festival.slug))


def running(festivals: Iterable[Festival], day_from: date, day_to: date) -> list[FestivalDay]:
    """The festivals with a phase that touches the range, though their day may lie weeks away; by the day of the festival."""
    touching = [
        each
        for each in _occurrences(festivals, day_from - timedelta(days=60), day_to + timedelta(days=60))
        if any(window.starts <= day_to and window.ends >= day_from for window in each.phases)
    ]
    return sorted(touching, key=lambda each: (each.day, each.festival.slug))


def without_promotion(festivals: Iterable[Festival], day_from: date, day_to: date) -> dict[date, Festival]:
    """The sensitive days of the range, on which nothing is promoted."""
    return {each.day: each.festival for each in on((f for f in festivals if f.no_promotion), day_from, day_to)}


def public_day(day: date) -> PublicDay:
    """Holiday, worked weekend, weekend or workday, by the public notice where it is known."""
    announced = _announced(day.year)
    notice = HolidayUtil.getHoliday(day.year, day.month, day.day)
    if notice is not None:
        return PublicDay(day, DayKind.WORKED if notice.isWork() else DayKind.HOLIDAY, notice.getName(), announced)
    return PublicDay(day, DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY, "", announced)


@lru_cache(maxsize=64)
def _announced(year: int) -> bool:
    return bool(HolidayUtil.getHolidays(year))


def _occurrences(festivals: Iterable[Festival], day_from: date, day_to: date) -> Iterator[FestivalDay]:
    for festival in festivals:
        for year in range(day_from.year - 1, day_to.year + 2):
            for day in days_of(festival.when, year):  # pyright: ignore[reportArgumentType] - a frozen document has a hash
                yield FestivalDay(festival, day, _phases(festival, day))


def _phases(festival: Festival, day: date) -> tuple[PhaseWindow, ...]:
    return tuple(
        PhaseWindow(phase=Phase(lead.phase), starts=day + timedelta(days=lead.starts), ends=day + timedelta(days=lead.ends))
        for lead in festival.leads
    )
