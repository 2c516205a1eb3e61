"""calendars/festivals.yaml: festivals and commerce days; lunar dates are computed, never written (节点)."""

from datetime import date
from typing import Literal

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug


class FestivalDate(Document):
    """How a festival's day is found in a year; exactly one way."""

    solar: str = ""  # "06-18"
    lunar: str = ""  # "08-15"; "12-last" is the last day of the lunar year
    term: str = ""  # a solar term, 清明
    nth_weekday: str = ""  # "5-2-sun": second Sunday of May
    on: date | None = None  # one year only


class Lead(Document):
    """Days before (negative) or after the day on which a phase begins and ends."""

    phase: Literal["build_up", "warm_up", "peak", "encore", "review"]  # 蓄水 预热 爆发 返场 复盘
    starts: int
    ends: int


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
