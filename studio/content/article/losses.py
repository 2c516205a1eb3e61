"""What WeChat will drop of an article, told before it does: by place in the text, with what to do; and the budget of 20,000 characters.

The kinds are read from the tree of the article as it is made, never from its text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from studio.content.article.source import Places
from studio.errors import Words
from studio.rules.article_length import article_length
from studio.rules.finding import Finding, Weight
from studio.rules.lookup import lookup
from studio.rules.rule import Mark

NEARLY = 0.9
Told = tuple[str, str, int, str]  # the kind, the words, their line from 0, and what stands for {hit} in the sentence


@dataclass(frozen=True)
class Loss:
    """A kind of thing that is dropped, or goes out other than it was meant; `once` when the same words are told once only."""

    id: str
    weight: Weight
    what: Words
    proposal: Words
    source: str
    mark: Mark
    once: bool


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    weight: Weight
    mark: Mark
    source: str
    once: bool = False
    zh: str
    en: str
    mend_zh: str
    mend_en: str


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    checked_on: date
    losses: tuple[_Record, ...]


@cache
def known_losses() -> tuple[Loss, ...]:
    text = (files("studio.content.article") / "losses.yaml").read_text(encoding="utf-8")
    return tuple(
        Loss(one.id, one.weight, Words(one.zh, one.en), Words(one.mend_zh, one.mend_en), one.source, one.mark, one.once)
        for one in _Sheet.model_validate(yaml.safe_load(text)).losses
    )


@cache
def _by_id() -> dict[str, Loss]:
    return {loss.id: loss for loss in known_losses()}


def losses(body: str, told: Iterable[Told]) -> list[Finding]:
    """What was told of this text, in the order of the text."""
    places = Places(body)
    found, seen = [], set[tuple[str, str]]()
    for kind, hit, line, said in sorted(told, key=lambda one: one[2]):
        loss = _by_id()[kind]
        if loss.once and (kind, said) in seen:
            continue
        seen.add((kind, said))
        found.append(_finding(loss, places.span(hit, line), said, places))
    return sorted(found, key=lambda finding: finding.span or (0, 0))


def _finding(loss: Loss, span: tuple[int, int] | None, said: str, places: Places) -> Finding:
    line = places.line(span) if span else 1
    return Finding(
        rule=loss.id, weight=loss.weight, field="article", span=span, hit=places.body[slice(*span)] if span else "", proposal=loss.proposal, source=loss.source,
        what=Words(f"第 {line} 行：{loss.what.zh.replace('{hit}', said)}", f"line {line}: {loss.what.en.replace('{hit}', said)}"),
    )  # fmt: skip


def over_budget(html: str, on: date) -> list[Finding]:
    """Too long for a draft, tags counted, with each picture's address as long as it will be once uploaded."""
    most, heaviest = lookup("oa.draft.content", on), lookup("oa.draft.content_bytes", on)
    length = article_length(html)
    if length.characters >= most.count or length.bytes >= heaviest.count:
        return [
            _budget(Weight.BLOCK, f"正文连标签约 {length.characters:,} 字符（{length.bytes:,} 字节），要少于 {most.count:,} 字符", f"about {length.characters:,} characters with tags; it must be fewer than {most.count:,}", most.source)
        ]  # fmt: skip
    if length.characters >= most.count * NEARLY:
        return [_budget(Weight.WARN, f"正文连标签约 {length.characters:,} 字符，接近上限 {most.count:,}", f"about {length.characters:,} characters with tags, close to {most.count:,}", most.source)]  # fmt: skip
    return []


def _budget(weight: Weight, zh: str, en: str, source: str) -> Finding:
    proposal = Words("分成两篇，或换一个更简的主题、少用代码块", "make it two articles, or use a plainer theme and less code")
    return Finding(rule="oa.draft.content", weight=weight, field="article", what=Words(zh, en), proposal=proposal, source=source)
