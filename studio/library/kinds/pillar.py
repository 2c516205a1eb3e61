"""content/pillars.yaml: kinds of content with a share each (内容支柱)."""

from enum import StrEnum

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug, Text


class Gain(StrEnum):
    KNOWLEDGE = "knowledge"  # 知识
    EMOTION = "emotion"  # 情绪
    BENEFIT = "benefit"  # 福利
    FUN = "fun"  # 娱乐
    SERVICE = "service"  # 服务


class FunnelStage(StrEnum):
    ATTRACT = "attract"  # 引流
    RECEIVE = "receive"  # 承接
    SEGMENT = "segment"  # 分层
    RETAIN = "retain"  # 留存
    ACTIVATE = "activate"  # 激活
    CONVERT = "convert"  # 转化
    SPREAD = "spread"  # 裂变
    REPEAT = "repeat"  # 复购


class Pillar(Document):
    """One pillar. `share` is the target in percent of a persona's posts, per stage; `mix` groups pillars for the 40/30/20/10 rule."""

    slug: Slug
    name: Line
    gain: Gain
    promotional: bool = False
    funnel: FunnelStage
    mix: str  # know_how | life | product | interaction
    needs_brief: bool = False
    minutes: int = Field(default=30, ge=0)  # person-minutes of work
    share: dict[str, float] = Field(default_factory=dict)  # stage → percent
    says: Text  # what it is, in a sentence


class Pillars(Document):
    pillars: tuple[Pillar, ...] = Field(min_length=1)
