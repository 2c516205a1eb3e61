"""Days of festivals against the calendar that hangs on the wall."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.calendars.festival import DayKind, on, public_day, running, without_promotion
from studio.library.kinds import Festival, FestivalDate, Phase
from studio.library.load import read

ROOT = Path(__file__).parents[2]
FESTIVALS = read(ROOT)[0].festivals


def days_of(slug: str, year: int) -> list[date]:
    return [each.day for each in on([FESTIVALS[slug]], date(year, 1, 1), date(year, 12, 31))]


@pytest.mark.parametrize(
    ("slug", "day"),
    [
        ("spring-festival", date(2026, 2, 17)), ("spring-festival", date(2027, 2, 6)),
        ("new-years-eve", date(2026, 2, 16)), ("new-years-eve", date(2027, 2, 5)),
        ("lantern-festival", date(2026, 3, 3)), ("lantern-festival", date(2027, 2, 20)),
        ("laba", date(2026, 1, 26)), ("laba", date(2027, 1, 15)),
        ("qingming", date(2026, 4, 5)), ("qingming", date(2027, 4, 5)),
        ("dragon-boat", date(2026, 6, 19)), ("dragon-boat", date(2027, 6, 9)),
        ("qixi", date(2026, 8, 19)), ("qixi", date(2027, 8, 8)),
        ("mid-autumn", date(2026, 9, 25)), ("mid-autumn", date(2027, 9, 15)),
        ("double-ninth", date(2026, 10, 18)), ("double-ninth", date(2027, 10, 8)),
        ("winter-solstice", date(2026, 12, 22)), ("winter-solstice", date(2027, 12, 22)),
        ("xiaoxue", date(2026, 11, 22)), ("daxue", date(2026, 12, 7)), ("xiaohan", date(2026, 1, 5)), ("dahan", date(2027, 1, 20)),
        ("lichun", date(2026, 2, 4)), ("shuangjiang", date(2026, 10, 23)),
        ("mothers-day", date(2026, 5, 10)), ("mothers-day", date(2027, 5, 9)),
        ("fathers-day", date(2026, 6, 21)), ("fathers-day", date(2027, 6, 20)),
        ("thanksgiving", date(2026, 11, 26)), ("black-friday", date(2026, 11, 27)),
        ("nianhuo", date(2026, 1, 23)), ("nianhuo", date(2027, 1, 12)),
        ("double-12", date(2026, 12, 12)), ("national-day", date(2026, 10, 1)),
    ],
)  # fmt: skip
def test_a_festival_falls_on_its_day(slug, day):
    assert days_of(slug, day.year) == [day]


def test_the_example_brand_knows_twenty_four_solar_terms():
    terms = {festival.when.term for festival in FESTIVALS.values() if festival.when.term}
    assert len(terms) == 24
    year = on([f for f in FESTIVALS.values() if f.when.term], date(2027, 1, 1), date(2027, 12, 31))
    assert len(year) == 24
    gaps = {(after.day - before.day).days for before, after in pairwise(year)}
    assert gaps <= {14, 15, 16}


def test_a_big_day_opens_into_its_five_phases():
    double_12 = on([FESTIVALS["double-12"]], date(2026, 12, 1), date(2026, 12, 31))[0]
    assert [window.phase for window in double_12.phases] == [Phase.BUILD_UP, Phase.WARM_UP, Phase.PEAK, Phase.ENCORE, Phase.REVIEW]
    assert double_12.phase_on(date(2026, 11, 25)) is Phase.BUILD_UP
    assert double_12.phase_on(date(2026, 12, 12)) is Phase.PEAK
    assert double_12.phase_on(date(2026, 12, 13)) is None


def test_a_phase_runs_long_before_the_day_itself():
    slugs = [each.festival.slug for each in running(FESTIVALS.values(), date(2026, 11, 26), date(2026, 11, 27))]
    assert slugs == ["double-12"]


def test_the_new_years_sale_of_next_year_already_builds_up_in_december():
    slugs = [each.festival.slug for each in running(FESTIVALS.values(), date(2026, 12, 29), date(2026, 12, 31))]
    assert "nianhuo" in slugs


def test_brand_days_come_before_public_ones():
    day = [each.festival.slug for each in on(FESTIVALS.values(), date(2026, 10, 18), date(2026, 10, 18))]
    assert day == ["shop-anniversary", "members-day", "double-ninth"]


def test_nothing_is_promoted_on_sensitive_days():
    quiet = without_promotion(FESTIVALS.values(), date(2026, 1, 1), date(2026, 12, 31))
    assert sorted(quiet) == [date(2026, 4, 5), date(2026, 5, 12), date(2026, 12, 13)]
    assert quiet[date(2026, 12, 13)].name == "国家公祭日"


def test_a_weekend_may_be_worked_and_a_weekday_may_be_off():
    assert public_day(date(2026, 2, 14)).kind is DayKind.WORKED
    assert public_day(date(2026, 2, 18)).kind is DayKind.HOLIDAY
    assert public_day(date(2026, 2, 18)).name == "春节"
    assert public_day(date(2026, 11, 21)).kind is DayKind.WEEKEND
    assert public_day(date(2026, 11, 23)).kind is DayKind.WORKDAY


def test_a_year_without_a_public_notice_is_said_to_be_unknown():
    day = public_day(date(2031, 10, 1))
    assert not day.announced
    assert day.kind is DayKind.WORKDAY
    assert public_day(date(2026, 10, 1)).announced


def test_a_day_that_comes_every_month():
    assert [each.day.day for each in on([FESTIVALS["members-day"]], date(2026, 11, 1), date(2027, 2, 28))] == [18, 18, 18, 18]
    assert [each.day for each in on([FESTIVALS["new-things-day"]], date(2026, 12, 1), date(2027, 1, 31))] == [
        date(2026, 12, 3),
        date(2027, 1, 7),
    ]


def test_the_twenty_ninth_of_february_comes_every_four_years():
    leap = Festival(slug="leap", name="闰日", kind="brand", when=FestivalDate(solar="02-29"))
    assert [each.day for each in on([leap], date(2026, 1, 1), date(2029, 1, 1))] == [date(2028, 2, 29)]


@settings(max_examples=25, deadline=None)
@given(start=st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 1, 1)), length=st.integers(0, 40))
def test_a_range_gives_what_its_two_halves_give(start, length):
    end = start + timedelta(days=length)
    middle = start + timedelta(days=length // 2)
    whole = on(FESTIVALS.values(), start, end)
    assert whole == on(FESTIVALS.values(), start, middle) + on(FESTIVALS.values(), middle + timedelta(days=1), end)
