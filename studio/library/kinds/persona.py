"""personas/<slug>.yaml: the persona sheet (人设卡)."""

from datetime import date
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from studio.library.kinds.document import Document, Line, Slug, Text, refused

NOT_A_NAME = ("客服", "小助手", "小助理", "助手", "官方", "旗舰店", "机器人", "admin", "official", "service", "assistant")


class PersonaKind(StrEnum):
    FOUNDER = "founder"  # 创始人
    EXPERT = "expert"  # 专家
    KOL = "kol"  # 达人
    COMPANION = "companion"  # 闺蜜
    SHOP_LEAD = "shop_lead"  # 店长
    SERVICE = "service"  # 服务


class Stage(StrEnum):
    WARMING = "warming"  # 养成: nothing promotional
    READY = "ready"  # readiness confirmed by a planner
    SELLING = "selling"


class Voice(Document):
    """How the persona talks; the voice check reads this."""

    pronouns: Line  # what it calls itself, e.g. 我
    calls_readers: tuple[Line, ...] = ()  # 姐妹们, 你
    sentence_max: int = Field(default=40, ge=5)  # characters in a sentence
    emoji_max: int = Field(default=2, ge=0)  # per post
    catchphrases: tuple[Line, ...] = ()
    never_says: tuple[Line, ...] = ()
    claims_not_allowed: tuple[Line, ...] = ()  # 医生, 治愈 …


class Persona(Document):
    """A persona of the brand. The stage here is where it starts; later moves are acts with a reason, kept in the history."""

    slug: Slug
    name: Line
    kind: PersonaKind
    character: Text  # 性格
    age: int = Field(ge=16, le=99)
    role: Text  # 角色
    tastes: tuple[Line, ...] = Field(min_length=1)  # 喜好
    gender: str = ""
    city: str = ""
    trade: str = ""  # 职业
    field: Text  # field of expertise
    proof: Text  # its proof
    point_of_view: Text
    voice: Voice
    portrait: str = ""  # file name under assets/photos/
    operator: Line  # the real person behind it (编辑/运营)
    started_on: date  # first day of 养成
    starts_as: Stage = Stage.WARMING
    colour: str = ""  # empty: one of eight is given

    @model_validator(mode="after")
    def has_a_natural_name(self) -> "Persona":
        """A person, not a shop: only a persona of kind `service` may be called after its function (product.md §3)."""
        if self.kind is PersonaKind.SERVICE:
            return self
        for word in NOT_A_NAME:
            if word in self.name.lower():
                raise refused(
                    f"人设名「{self.name}」像客服号，不像一个人", f"“{self.name}” sounds like a service desk, not a person", field="name",
                    mend=("起一个自然的人名，例如「周月」", "give a natural name, such as 周月"),
                )  # fmt: skip
        return self

    @field_validator("colour")
    @classmethod
    def is_a_colour(cls, value: str) -> str:
        if value and not (len(value) == 7 and value[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in value[1:])):
            raise refused(f"「{value}」不是颜色", f"“{value}” is not a colour", mend=("写成 #RRGGBB", "write #RRGGBB"))
        return value
