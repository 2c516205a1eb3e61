"""calendars/campaigns/<slug>.yaml: a campaign around a festival, with its phases and products (活动)."""

from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from studio.library.kinds.document import Document, Line, Slug, refused


class Phase(StrEnum):
    BUILD_UP = "build_up"  # 蓄水
    WARM_UP = "warm_up"  # 预热
    PEAK = "peak"  # 爆发
    ENCORE = "encore"  # 返场
    REVIEW = "review"  # 复盘


class PhaseWindow(Document):
    phase: Phase
    starts: date
    ends: date

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> "PhaseWindow":
        if self.ends < self.starts:
            raise refused("结束日期早于开始日期", "it ends before it starts", field="ends", mend=("改正日期", "correct the dates"))
        return self


class Campaign(Document):
    slug: Slug
    name: Line
    festival: Slug | None = None
    personas: tuple[Slug, ...] = ()
    products: tuple[Slug, ...] = ()
    phases: tuple[PhaseWindow, ...] = Field(min_length=1)
    offer: str = ""  # the offer in words, shown to readers
    rules: str = ""  # published rules; they do not change midway
