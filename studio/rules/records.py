"""Reading the rule records that ship with the package."""

from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from studio.errors import Words
from studio.rules.rule import Mark, Rule, Source

FILES = ("platform.yaml", "law.yaml", "house.yaml")


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    value: Any
    unit: str
    applies_to: str
    zh: str
    en: str
    mark: Mark = Mark.HOUSE
    source: str = "工作室默认值"
    checked_on: date | None = None
    first_day: date | None = Field(default=None, alias="from")
    until: date | None = None
    overridable: bool | None = None
    binding: bool = True


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Source
    checked_on: date
    rules: tuple[_Record, ...]


@cache
def all_rules() -> MappingProxyType[str, tuple[Rule, ...]]:
    """Rule id → its versions, oldest first; two versions never stand on the same day."""
    read = sorted((rule for name in FILES for rule in _read(name)), key=lambda rule: (rule.id, rule.effective_from or date.min))
    rules = {rule_id: tuple(versions) for rule_id, versions in groupby(read, key=lambda rule: rule.id)}
    for versions in rules.values():
        for earlier, later in pairwise(versions):
            if earlier.until is None or later.effective_from is None or earlier.until > later.effective_from:
                raise ValueError(f"{later.id}: two versions stand on the same day")
    return MappingProxyType(rules)


def _read(name: str) -> list[Rule]:
    text = (files("studio.rules") / "data" / name).read_text(encoding="utf-8")
    sheet = _Sheet.model_validate(yaml.safe_load(text))
    return [_rule(record, sheet) for record in sheet.rules]


def _rule(record: _Record, sheet: _Sheet) -> Rule:
    default = sheet.kind is Source.HOUSE
    return Rule(
        id=record.id, kind=sheet.kind, value=record.value, unit=record.unit, applies_to=record.applies_to,
        what=Words(record.zh, record.en), source=record.source, mark=record.mark, checked_on=record.checked_on or sheet.checked_on,
        overridable=default if record.overridable is None else record.overridable, effective_from=record.first_day, until=record.until,
        binding=record.binding,
    )  # fmt: skip
