"""The word lists of the compliance check, as they stand on a day: versioned YAML beside this module, read once and compiled."""

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
from studio.rules.finding import Weight
from studio.rules.rule import Mark

LISTS = ("absolute.yaml", "sectors.yaml", "conduct.yaml", "claims.yaml")
CLASSES = ("most", "first", "top", "only", "leader", "history", "authority", "scarcity", "medical", "returns", "superstition", "inducement")
EVIDENCE = {
    "first_proof": Words("「首个」的可查证明", "proof of being the first"), "licence": Words("授权文件", "the licence"),
    "sales_figures": Words("销量数字、时间和渠道", "sales figure, period and channel"), "test_report": Words("检测报告", "a test report"),
    "deadline": Words("活动结束时间", "the end time of the offer"), "stock": Words("实际库存数", "the real stock"),
    "registration": Words("特殊化妆品注册证", "the special cosmetics registration"), "efficacy_report": Words("功效评价报告", "the efficacy report"),
    "credential": Words("资格证书", "the certificate"), "award": Words("获奖证书", "the award"), "grading_standard": Words("标准号和等级", "the standard and grade"),
    "survey": Words("调查的样本、时间和出处", "sample, date and source of the survey"), "certificate": Words("证书或专利的种类和编号", "kind and number of the certificate or patent"),
    "base_price": Words("前七日最低成交价", "the lowest price of the seven days before"),
}  # fmt: skip


class Outcome(StrEnum):
    FREE = "free"
    WARN = "warn"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class Word:
    """A pattern of a class (1–12 as in rule ad.absolute), for folded text; `list` is the file whose everyday uses do not count."""

    id: str
    class_: int
    pattern: re.Pattern[str]
    weight: Weight
    what: Words
    proposal: Words
    source: str
    mark: Mark
    effective_from: date
    until: date | None
    list: str
    evidence: str  # key of EVIDENCE that lets it stand
    exemptable: bool
    commercial_only: bool
    categories: frozenset[str]
    block_in: frozenset[str]

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Exemption:
    """A way in which an absolute word is not forbidden, known by a cue in its sentence."""

    id: str
    pattern: re.Pattern[str]
    outcome: Outcome
    what: Words
    source: str
    evidence: str


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    class_: int = Field(alias="class", ge=1, le=12)
    pattern: str
    weight: Weight
    zh: str
    en: str
    mend_zh: str
    mend_en: str
    source: str = ""
    mark: Mark | None = None
    effective_from: date | None = None
    until: date | None = None
    evidence: str = ""
    exempt: bool = False
    commercial: bool = False
    categories: tuple[str, ...] = ()
    block_in: tuple[str, ...] = ()


class _List(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    version: date
    source: str
    mark: Mark
    effective_from: date
    benign: tuple[str, ...]
    parts: dict[str, str] = {}  # stand for <NAME> in the list's patterns
    shown_by: dict[str, str] = {}
    entries: tuple[_Entry, ...]


class _Exemption(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    outcome: Outcome
    evidence: str = ""
    zh: str
    en: str
    pattern: str


class _Exemptions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    version: date
    source: str
    mark: Mark
    talk: str
    exemptions: tuple[_Exemption, ...]


@cache
def words() -> tuple[Word, ...]:
    """Every entry of every list, whatever its dates."""
    return tuple(_word(entry, read, name) for name in LISTS for read in (_list(name),) for entry in read.entries)


@cache
def general() -> frozenset[str]:
    """The words that are listed by the kind of claim: they speak where no other word says more exactly what is wrong."""
    return frozenset(word.id for word in words() if word.list == "claims.yaml")


@cache
def everyday(name: str) -> re.Pattern[str]:
    """The uses of a list's words that mean something else: 最近, 第一次, 治愈系."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in _list(name).benign))


@cache
def exemptions() -> tuple[Exemption, ...]:
    read = _Exemptions.model_validate(_yaml("exemptions.yaml"))
    return tuple(
        Exemption(
            id=one.id, pattern=re.compile(one.pattern), outcome=one.outcome, what=Words(one.zh, one.en), source=read.source,
            evidence=_known(one.evidence, one.id),
        )
        for one in read.exemptions
    )  # fmt: skip


@cache
def kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How a text shows of which category its goods are, where the post does not say so."""
    return tuple((category, re.compile(pattern)) for name in LISTS for category, pattern in _list(name).shown_by.items())


@cache
def talk() -> re.Pattern[str]:
    """A sentence about others' adverts, a fraud or the rules: it sells nothing, whatever words it repeats."""
    return re.compile(_Exemptions.model_validate(_yaml("exemptions.yaml")).talk)


@cache
def _list(name: str) -> _List:
    return _List.model_validate(_yaml(name))


def _yaml(name: str) -> Any:
    return yaml.safe_load((files("studio.review") / "words" / name).read_text(encoding="utf-8"))


def _word(entry: _Entry, read: _List, name: str) -> Word:
    return Word(
        id=entry.id, class_=entry.class_, pattern=_pattern(entry.pattern, read.parts), weight=entry.weight, what=Words(entry.zh, entry.en),
        proposal=Words(entry.mend_zh, entry.mend_en), source=entry.source or read.source, mark=entry.mark or read.mark,
        effective_from=entry.effective_from or read.effective_from, until=entry.until, list=name, evidence=_known(entry.evidence, entry.id),
        exemptable=entry.exempt, commercial_only=entry.commercial, categories=frozenset(entry.categories), block_in=frozenset(entry.block_in),
    )  # fmt: skip


def _pattern(written: str, parts: dict[str, str]) -> re.Pattern[str]:
    for name, part in parts.items():
        written = written.replace(f"<{name}>", part)
    return re.compile(written)


def _known(evidence: str, id_: str) -> str:
    if evidence and evidence not in EVIDENCE:
        raise ValueError(f"{id_}: unknown evidence {evidence!r}; known: {', '.join(EVIDENCE)}")
    return evidence
