"""What WeChat will drop of an article, told before it does: by place in the text, with what to do; and the budget of 20,000 characters."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from studio.content.article.keep import DROPPED_WITH_CONTENT, TAGS
from studio.errors import Words
from studio.rules.finding import Finding, Weight
from studio.rules.lookup import lookup
from studio.rules.rule import Mark

UPLOADED = 160  # characters of the address that takes the place of file:DIGEST
NEARLY = 0.9
_CODE = re.compile(r"^( *)(`{3,}|~{3,})[^\n]*\n.*?(?:^ *\2[`~]*[ \t]*$|\Z)|(`+)(?!`).+?(?<!`)\3(?!`)", re.DOTALL | re.MULTILINE)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)\b(?=[^<>]*>)")
_PICTURE = re.compile(
    r"!\[[^\]\n]*\]\(\s*<?(?!(?:https?:)?//|data:)([^)\s>]+)|<img\b[^>]*?\ssrc\s*=\s*[\"']?(?!(?:https?:)?//|data:|file:)([^\"'\s>]+)"
)
_NOTE = re.compile(r"\[\^([^\]\s]+)\](?!:)")


@dataclass(frozen=True)
class Loss:
    """A kind of thing that is dropped; group 1 (or the next one filled) of the pattern is what is shown."""

    id: str
    pattern: re.Pattern[str]
    weight: Weight
    what: Words
    proposal: Words
    source: str
    mark: Mark


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    weight: Weight
    mark: Mark
    source: str
    pattern: str
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
        Loss(one.id, re.compile(one.pattern), one.weight, Words(one.zh, one.en), Words(one.mend_zh, one.mend_en), one.source, one.mark)
        for one in _Sheet.model_validate(yaml.safe_load(text)).losses
    )


def losses(body: str, find: Callable[[str], str | None]) -> list[Finding]:
    """What of this Markdown will not arrive, in the order of the text; code is not looked into."""
    plain = _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), body)
    found = [*_known(plain), *_other_tags(plain), *_missing_pictures(plain, find), *_missing_notes(plain)]
    return sorted(found, key=lambda finding: finding.span or (0, 0))


def over_budget(html: str, pictures: int, on: date) -> list[Finding]:
    """Too long for a draft, tags counted, with each picture's address as long as it will be once uploaded."""
    most, heaviest = lookup("oa.draft.content", on), lookup("oa.draft.content_bytes", on)
    size = len(html) + pictures * max(0, UPLOADED - len("file:") - 64)
    weight = len(html.encode()) + (size - len(html))
    if size >= most.count or weight >= heaviest.count:
        return [
            _budget(Weight.BLOCK, f"正文连标签约 {size:,} 字符（{weight:,} 字节），要少于 {most.count:,} 字符", f"about {size:,} characters with tags; it must be fewer than {most.count:,}", most.source)
        ]  # fmt: skip
    if size >= most.count * NEARLY:
        return [_budget(Weight.WARN, f"正文连标签约 {size:,} 字符，接近上限 {most.count:,}", f"about {size:,} characters with tags, close to {most.count:,}", most.source)]  # fmt: skip
    return []


def _budget(weight: Weight, zh: str, en: str, source: str) -> Finding:
    proposal = Words("分成两篇，或换一个更简的主题、少用代码块", "make it two articles, or use a plainer theme and less code")
    return Finding(rule="oa.draft.content", weight=weight, field="article", what=Words(zh, en), proposal=proposal, source=source)


def _known(text: str) -> Iterator[Finding]:
    for loss in known_losses():
        for found in loss.pattern.finditer(text):
            group = next((number for number, words in enumerate(found.groups(), 1) if words), 0)
            yield _loss(text, loss.id, loss.weight, found.span(group), loss.what, loss.proposal, loss.source)


def _other_tags(text: str) -> Iterator[Finding]:
    """Tags that are on no list: their words stay, the tag goes."""
    for found in _TAG.finditer(text):
        tag = found[1].lower()
        if tag in TAGS or tag in DROPPED_WITH_CONTENT or tag in {"input", "link", "meta"} or text[found.start() + 1] == "/":
            continue
        what = Words(f"<{tag}> 会被去掉，只留里面的文字", f"<{tag}> goes, its words stay")
        yield _loss(
            text,
            "oa.html.tag",
            Weight.WARN,
            found.span(),
            what,
            Words("用 <section> 或 <span>", "use <section> or <span>"),
            "mdnice#58、doocs/md#907",
        )


def _missing_pictures(text: str, find: Callable[[str], str | None]) -> Iterator[Finding]:
    for found in _PICTURE.finditer(text):
        group = 1 if found[1] else 2
        if find(found[group]) is None:
            what = Words(f"找不到图片 {found[group]}", f"picture {found[group]} not found")
            yield _loss(text, "article.picture_missing", Weight.BLOCK, found.span(group), what, Words("上传到素材库，或改文件名", "upload it, or mend the name"), "")  # fmt: skip


def _missing_notes(text: str) -> Iterator[Finding]:
    for found in _NOTE.finditer(text):
        if not re.search(rf"^\[\^{re.escape(found[1])}\]:", text, re.MULTILINE):
            what = Words(f"脚注 {found[0]} 没有内容", f"footnote {found[0]} has no text")
            proposal = Words(f"另起一行写 {found[0]}: 内容", f"add a line {found[0]}: …")
            yield _loss(text, "article.note_missing", Weight.WARN, found.span(), what, proposal, "")


def _loss(text: str, rule: str, weight: Weight, span: tuple[int, int], what: Words, proposal: Words, source: str) -> Finding:  # noqa: PLR0917
    line = text.count("\n", 0, span[0]) + 1
    return Finding(
        rule=rule, weight=weight, field="article", span=span, hit=text[slice(*span)], proposal=proposal, source=source,
        what=Words(f"第 {line} 行：{what.zh}", f"line {line}: {what.en}"),
    )  # fmt: skip
