"""The signals of an advert and what makes them innocent: versioned YAML beside this module, read once and compiled."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from studio.errors import Words


class Role(StrEnum):
    """What a signal does in an advert; a passage is weighed by the roles that it fills."""

    PRICE = "price"
    OFFER = "offer"
    CALL = "call"  # what the reader is asked to do
    SERVE = "serve"  # what the seller will do for the reader
    VISIT = "visit"  # where to come
    GOODS = "goods"  # what there is to be had
    URGENCY = "urgency"
    SELLER = "seller"  # the speaker is the one who gains
    ADDRESS = "address"  # spoken to the readers
    RECOMMEND = "recommend"
    PLACE = "place"  # where it is sold
    WHOM = "whom"  # spoken to those who want it
    THING = "thing"
    HERE = "here"


SUPPORT = frozenset({Role.SELLER, Role.ADDRESS, Role.RECOMMEND, Role.THING, Role.HERE})  # these only lend weight to the others


REACH = {"sentence": 0, "near": 2, "text": 1_000_000}  # in sentences


@dataclass(frozen=True)
class Signal:
    """`firm`: only a seller says this, so no setting makes it lighter."""

    id: str
    role: Role
    weight: float
    firm: bool
    pattern: re.Pattern[str]
    what: Words


@dataclass(frozen=True)
class Setting:
    """What makes signals of these roles `times` as heavy, up to `reach` sentences away."""

    id: str
    roles: frozenset[Role]
    times: float
    reach: int
    pattern: re.Pattern[str]
    what: Words


@dataclass(frozen=True)
class Lists:
    signals: tuple[Signal, ...]
    settings: tuple[Setting, ...]
    other: re.Pattern[str]  # uses that mean something else
    advertises: float
    unsure: float
    version: date


class _Signal(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    role: Role
    weight: float = Field(gt=0)
    firm: bool = False
    pattern: str
    zh: str
    en: str


class _Signals(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    version: date
    source: str
    mark: str
    advertises: float
    unsure: float
    parts: dict[str, str]
    signals: tuple[_Signal, ...]


class _Setting(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    reach: str = Field(pattern="^(?:sentence|near|text)$")
    roles: frozenset[Role]
    times: float = Field(ge=0, lt=1)
    pattern: str
    zh: str
    en: str


class _Innocent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    version: date
    source: str
    mark: str
    other: tuple[str, ...]
    settings: tuple[_Setting, ...]


@cache
def lists() -> Lists:
    """Both files, with the parts of the patterns put in."""
    said, innocent = _Signals.model_validate(_yaml("signals.yaml")), _Innocent.model_validate(_yaml("innocent.yaml"))

    def compiled(pattern: str) -> re.Pattern[str]:
        for _ in range(2):  # a part may use another
            for name, part in said.parts.items():
                pattern = pattern.replace(f"<{name}>", part)
        return re.compile(pattern)

    return Lists(
        signals=tuple(Signal(one.id, one.role, one.weight, one.firm, compiled(one.pattern), Words(one.zh, one.en)) for one in said.signals),
        settings=tuple(
            Setting(one.id, one.roles, one.times, REACH[one.reach], compiled(one.pattern), Words(one.zh, one.en))
            for one in innocent.settings
        ),
        other=compiled("|".join(f"(?:{pattern})" for pattern in innocent.other)),
        advertises=said.advertises, unsure=said.unsure, version=max(said.version, innocent.version),
    )  # fmt: skip


def _yaml(name: str) -> Any:
    return yaml.safe_load((files("studio.posts.advert") / name).read_text(encoding="utf-8"))
