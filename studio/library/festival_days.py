"""The days on which a festival falls in a year: fixed, lunar, solar terms, nth weekdays."""

from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, LunarMonth, Solar

from studio.library.kinds import Festival, FestivalDate, Weekday

SOLSTICE = "DONG_ZHI"  # a year's table calls last December's winter solstice 冬至, and this year's DONG_ZHI


def falls_on(festival: Festival, day: date) -> bool:
    """Whether this day is the festival's; a lunar year's last days lie in the next of ours, and a day may be moved across the new year."""
    return any(day in days_of(festival.when, year) for year in range(day.year - 1, day.year + 2))  # pyright: ignore[reportArgumentType]  # frozen, so it hashes


@lru_cache(maxsize=4096)
def days_of(when: FestivalDate, year: int) -> tuple[date, ...]:
    """The days in a year; lunar ones count by the lunar year that begins in it. A day that a year does not have is left out."""
    if when.on:
        found = [when.on] if when.on.year == year else []
    elif when.solar:
        found = _solar(when.solar, year)
    elif when.lunar:
        found = _lunar(when.lunar, year)
    elif when.term:
        found = [_terms(year)[when.term]]
    else:
        found = _nth_weekday(when.nth_weekday, year)
    return tuple(day + timedelta(days=when.plus_days) for day in found)


def _solar(written: str, year: int) -> list[date]:
    month, day = written.split("-")
    return [found for m in _months(month) if (found := _if_it_exists(year, m, int(day)))]


def _months(written: str) -> range:
    return range(1, 13) if written == "*" else range(int(written), int(written) + 1)


def _if_it_exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None  # 29 February


def _lunar(written: str, year: int) -> list[date]:
    month, day = written.split("-")
    whole = LunarMonth.fromYm(year, int(month))
    if whole is None:
        return []
    number = whole.getDayCount() if day == "last" else int(day)
    return [_date(Lunar.fromYmd(year, int(month), number).getSolar())] if number <= whole.getDayCount() else []


@lru_cache(maxsize=64)
def _terms(year: int) -> dict[str, date]:
    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    terms = {name: _date(moment) for name, moment in table.items() if not name.isascii()}
    return {**terms, "冬至": _date(table[SOLSTICE])}


def _nth_weekday(written: str, year: int) -> list[date]:
    month, nth, name = written.split("-")
    found = []
    for m in _months(month):
        first = date(year, m, 1)
        day = first + timedelta(days=(Weekday(name).number - first.weekday()) % 7 + 7 * (int(nth) - 1))
        if day.month == m:
            found.append(day)
    return found


def _date(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
