"""The pieces of the screens that think: marks in texts, counters, the calendar's clock."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import Words
from studio.rules.finding import Finding, Weight
from studio.ui.components.counter import Limit
from studio.ui.components.findings import marked
from studio.ui.components.markup import as_written, clock_time, persona_chip, state_chip
from studio.ui.components.month import read, wall_clock

SHANGHAI = ZoneInfo("Asia/Shanghai")


def finding(weight: Weight, span: tuple[int, int], field: str = "text") -> Finding:
    return Finding("ad.absolute", weight, Words("绝对化用语", "absolute wording"), field=field, span=span)


def test_marks_stand_where_the_finding_says_and_the_gravest_wins():
    text = "全网最好的<羊绒>"
    found = [finding(Weight.WARN, (0, 5)), finding(Weight.BLOCK, (2, 4)), finding(Weight.BLOCK, (0, 2), field="title")]
    assert marked(text, found) == (
        '<mark class="is-indigo">全网</mark><mark class="is-cinnabar">最好</mark><mark class="is-indigo">的</mark>&lt;羊绒&gt;'
    )


def test_a_counter_counts_in_the_platforms_unit():
    assert Limit(4000, "bytes").count("好a") == 4
    assert Limit(2000).count("好a") == 2


def test_the_calendar_speaks_the_brands_wall_clock():
    assert wall_clock("2026-11-18T17:00:00Z", SHANGHAI).astimezone(UTC) == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    answer = read({"moved": {"id": "7", "start": "2026-11-18T17:00:00Z"}, "shown": "2026-11-01/2026-12-13"}, zone=SHANGHAI)
    assert answer.moved
    assert answer.moved.to.utcoffset().total_seconds() == 8 * 3600
    assert answer.shown == (date(2026, 11, 1), date(2026, 12, 13))
    with pytest.raises(ValueError, match="not a time"):
        wall_clock("tomorrow", SHANGHAI)


def test_times_carry_the_date_on_other_days_only():
    today = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
    assert clock_time(datetime(2026, 11, 23, 17, 5, tzinfo=SHANGHAI), today=today) == "17:05"
    assert clock_time(datetime(2026, 11, 24, 17, 5, tzinfo=SHANGHAI), today=today) == "11-24 17:05"
    assert clock_time(datetime(2027, 1, 2, 8, 0, tzinfo=SHANGHAI), today=today) == "2027-01-02 08:00"


def test_nothing_typed_becomes_markup():
    assert "&lt;b&gt;" in persona_chip("<b>", 0)
    assert "is-violet" in state_chip("unknown")


@pytest.mark.parametrize(
    ("words", "safe"),
    [
        ("早上 8:40，窗外有风（很轻）。", "早上 8:40，窗外有风（很轻）。"),
        ("# 早 *安*", "\\# 早 \\*安\\*"),
        ("1. 先洗\n- 再晾", "1\\. 先洗  \n\\- 再晾"),
        ("![图](https://a.cn/b.png)", "!\\[图\\](https:\u2060//a.cn/b.png)"),
        (":red[红] $a$ <b> &lt;", "\\:red\\[红\\] \\$a\\$ \\<b> \\&lt;"),
        ("a@b.cn www.a.cn", "a\u2060@b.cn www\u2060.a.cn"),
    ],
)
def test_what_people_wrote_is_shown_as_it_stands(words, safe):
    assert as_written(words) == safe


@given(st.text(alphabet=st.sampled_from("a字1 \\`*_[]()#+-.!~$:<>|&=@/w\n")))
def test_nothing_is_lost_of_what_people_wrote(words):
    assert re.sub(r"\\(.)", r"\1", as_written(words).replace("  \n", "\n")).replace("\u2060", "") == words.replace("  \n", "\n")
