"""calendars/festivals.yaml: festivals and commerce days; lunar dates are computed, never written (节点)."""

import re
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from studio.library.kinds.document import Document, Line, Slug, refused

SOLAR_TERMS = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip
WAYS = {
    "solar": r"(\*|0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "lunar": r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|30|last)",
    "term": "|".join(SOLAR_TERMS),
    "nth_weekday": r"(\*|[1-9]|1[0-2])-[1-5]-(mon|tue|wed|thu|fri|sat|sun)",
}


class FestivalDate(Document):
    """How a festival's day is found in a year; exactly one way, and perhaps some days before or after."""

    solar: str = ""  # "06-18"; "*-18" is the 18th of every month
    lunar: str = ""  # "08-15"; "12-last" is the last day of the lunar year
    term: str = ""  # a solar term, 清明
    nth_weekday: str = ""  # "5-2-sun": second Sunday of May; "*-1-thu": the first Thursday of every month
    on: date | None = None  # one year only
    plus_days: int = Field(default=0, ge=-90, le=90)  # 黑五 is the day after 感恩节

    @model_validator(mode="after")
    def is_one_way(self) -> "FestivalDate":
        said = [name for name in (*WAYS, "on") if getattr(self, name)]
        if len(said) != 1:
            raise refused(
                "日期只能用一种写法", "a day is found in exactly one way",
                mend=("在 solar / lunar / term / nth_weekday / on 里选一种", "choose one of solar / lunar / term / nth_weekday / on"),
            )  # fmt: skip
        way = said[0]
        if way != "on" and not re.fullmatch(WAYS[way], getattr(self, way)):
            raise refused(
                f"「{getattr(self, way)}」不是 {way} 的写法", f"“{getattr(self, way)}” is not how {way} is written", field=way,
                mend=('例：solar: "06-18"，lunar: "08-15"，term: 冬至，nth_weekday: 5-2-sun', 'such as solar: "06-18", lunar: "08-15", term: 冬至, nth_weekday: 5-2-sun'),
            )  # fmt: skip
        return self


class Lead(Document):
    """Days before (negative) or after the day on which a phase begins and ends."""

    phase: Literal["build_up", "warm_up", "peak", "encore", "review"]  # 蓄水 预热 爆发 返场 复盘
    starts: int
    ends: int

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> "Lead":
        if self.ends < self.starts:
            raise refused("阶段结束早于开始", "the phase ends before it starts", field="ends", mend=("改正天数", "correct the days"))
        return self


class Festival(Document):
    slug: Slug
    name: Line
    when: FestivalDate
    kind: Literal["holiday", "lunar", "term", "commerce", "brand", "sensitive"]
    big: bool = False
    no_promotion: bool = False
    note: str = ""
    leads: tuple[Lead, ...] = ()


class Festivals(Document):
    festivals: tuple[Festival, ...] = Field(min_length=1)
