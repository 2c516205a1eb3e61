"""A theme: the CSS of an article, made so plain that it can stand in style attributes.

Variables are resolved while inlining; calc() is worked out, pseudo-elements become elements, what cannot be kept is named.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from studio.content.article.code import PLAIN, known_style
from studio.errors import Words
from studio.rules.finding import Finding, Weight

BASE = """
.article{overflow-wrap:break-word}
img{display:block;max-width:100%;height:auto;margin:0 auto}
.scroll{display:-webkit-box;overflow-x:auto}
.lines{white-space:nowrap}
.table{overflow:auto}
.short{white-space:nowrap}
"""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PSEUDO = re.compile(r"^(?P<owner>[\w.-]+)::?(?P<place>before|after)$")
_CALC = re.compile(r"calc\(\s*(-?[\d.]+)(px|em|rem|%)?\s*([-+*/])\s*(-?[\d.]+)(px|em|rem|%)?\s*\)")
_CONTENT = re.compile(r"content\s*:\s*(['\"])(.*?)\1\s*;?")
_CODE_STYLE = re.compile(r"--code-style\s*:\s*([\w-]+)")


@dataclass(frozen=True)
class Pseudo:
    """An element that a theme asks to stand before or after others: `owner` is h2, .quote or li.item."""

    tag: str
    class_: str
    place: str  # before | after
    words: str
    own_class: str


@dataclass(frozen=True)
class Theme:
    css: str
    code_style: str  # a Pygments style
    pseudos: tuple[Pseudo, ...]
    findings: tuple[Finding, ...]  # what of the theme WeChat would not keep


@lru_cache(maxsize=32)
def theme_from(css: str) -> Theme:
    """Read a theme; it never fails, but names what it leaves out."""
    source = _COMMENT.sub("", css)
    findings: list[Finding] = []
    source = _without_at_rules(source, findings)
    pseudos: list[Pseudo] = []
    rules = [BASE]
    for selectors, declarations in _RULE.findall(source):
        said = _plain(declarations, findings)
        rules += [_rule(one.strip(), said, pseudos, findings) for one in selectors.split(",")]
    found = _CODE_STYLE.search(source)
    style = found[1] if found and known_style(found[1]) else PLAIN
    return Theme("\n".join(rules), style, tuple(pseudos), tuple(findings))


def _rule(selector: str, said: str, pseudos: list[Pseudo], findings: list[Finding]) -> str:
    pseudo = _PSEUDO.match(selector)
    content = _CONTENT.search(said)
    if pseudo is None:
        if "::" in selector or re.search(r":(?:hover|active|focus|visited|before|after)", selector):
            findings.append(_left_out(selector, "这种选择器无法写进行内样式", "this selector cannot become an inline style"))
            return ""
        return f"{selector}{{{said}}}"
    if content is None:
        findings.append(_left_out(selector, "伪元素没有 content", "a pseudo-element without content"))
        return ""
    tag, _, class_ = pseudo["owner"].partition(".")
    own = f"pseudo{len(pseudos)}"
    pseudos.append(Pseudo(tag, class_, pseudo["place"], content[2], own))
    return f".{own}{{{_CONTENT.sub('', said)}}}"


def _plain(declarations: str, findings: list[Finding]) -> str:
    said = _CALC.sub(_worked_out, declarations.strip())
    kept = []
    for one in said.split(";"):
        name = one.partition(":")[0].strip()
        if (
            "calc(" in one
            or "url(" in one
            or name in {"position", "top", "left", "right", "bottom", "z-index", "transform", "filter", "animation", "transition"}
        ):
            findings.append(_left_out(one.strip(), "微信会丢掉", "WeChat drops it"))
        elif name:
            kept.append(one.strip())
    return ";".join(kept)


def _worked_out(found: re.Match[str]) -> str:
    """A calc() of two numbers of one unit; others stay and are named."""
    left, unit, sign, right, other = found.groups()
    if sign in "+-" and unit != other:
        return found[0]
    a, b = float(left), float(right)
    if sign == "/" and b == 0:
        return found[0]
    value = {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else 0}[sign]
    return f"{value:g}{unit or other or ''}"


def _without_at_rules(css: str, findings: list[Finding]) -> str:
    out, at = [], 0
    while (start := css.find("@", at)) >= 0:
        out.append(css[at:start])
        end = _end_of(css, start)
        findings.append(_left_out(css[start:end].partition("{")[0].strip(), "微信不认 @ 规则", "WeChat keeps no @ rules"))
        at = end
    return "".join([*out, css[at:]])


def _end_of(css: str, start: int) -> int:
    depth = 0
    for at in range(start, len(css)):
        if css[at] == ";" and depth == 0:
            return at + 1
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if css[at] == "}" and depth == 0:
            return at + 1
    return len(css)


def _left_out(hit: str, zh: str, en: str) -> Finding:
    return Finding(
        rule="oa.html.theme", weight=Weight.WARN, field="theme", hit=hit, what=Words(f"主题里的 {hit}：{zh}", f"{hit} in the theme: {en}"),
        proposal=Words("从主题里去掉", "take it out of the theme"), source="公众号编辑器说明",
    )  # fmt: skip
