"""content/pillars.yaml: kinds of content with a share each (内容支柱)."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from studio.library.kinds.document import Document, Line, Slug, Text, refused
from studio.library.kinds.persona import Stage


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
    mix: Literal["know_how", "life", "product", "interaction"]
    needs_brief: bool = False
    minutes: int = Field(default=30, ge=0)  # person-minutes of work
    share: dict[Stage, float] = Field(default_factory=dict)  # percent
    says: Text  # what it is, in a sentence

    @model_validator(mode="after")
    def is_quiet_while_warming(self) -> "Pillar":
        if self.promotional and self.share.get(Stage.WARMING, 0) > 0:
            raise refused(
                "养成期不做推广，这个支柱的占比必须是 0", "nothing promotional while a persona is warming: the share must be 0", field="share.warming",
                mend=("把 share.warming 改成 0", "set share.warming to 0"),
            )  # fmt: skip
        return self


class Pillars(Document):
    pillars: tuple[Pillar, ...] = Field(min_length=1)
