"""calendars/campaigns/<slug>.yaml: a campaign around a festival, with its phases and products (活动)."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug


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


class Campaign(Document):
    slug: Slug
    name: Line
    festival: Slug | None = None
    personas: tuple[Slug, ...] = ()
    products: tuple[Slug, ...] = ()
    phases: tuple[PhaseWindow, ...] = Field(min_length=1)
    offer: str = ""  # the offer in words, shown to readers
    rules: str = ""  # published rules; they do not change midway
