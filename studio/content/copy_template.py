"""Copy from a template: filled from persona, product, offer, festival and brand, the same words for the same slot every time."""

import re
import traceback
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from jinja2 import Template, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError

from studio.content.template_sandbox import BUDGET, LENGTH, CopyRoom, Steps, TooMuch
from studio.errors import Problem, StudioError, problem
from studio.library.kinds import CopyTemplate, Festival, Persona, Product
from studio.library.kinds.workspace import BrandSheet

PARTS = ("title", "headline", "body")
NAMES = frozenset({"persona", "product", "offer", "festival", "brand", "date", "vary", "range"})
_room = CopyRoom()


@dataclass(frozen=True)
class BrandWords:
    """What copy may say of the brand, where no brand sheet is at hand."""

    name: str
    story: str = ""
    founded: str = ""


@dataclass(frozen=True)
class CopyValues:
    """What a template sees. `offer` is the offer in words; `use` counts how often this persona used the template before.

    `vary` walks through its choices use by use, from a start that differs per template and place: an option comes back only after all the others.
    The first `vary` of title, headline and body start alike, so that lists of one length stay in step: a headline belongs to its text.
    """

    persona: Persona
    brand: BrandSheet | BrandWords
    date: date  # the day it is for, in the brand's zone
    product: Product | None = None
    offer: str = ""
    festival: Festival | None = None
    use: int = 0


@dataclass(frozen=True)
class Copy:
    """Copy for one channel: `title` where the channel has one, `headline` for the picture, `text` for the body."""

    title: str
    headline: str
    text: str


def fill(template: CopyTemplate, values: CopyValues) -> Copy:
    """Fill a template; raises StudioError naming template, line and field for a missing value, a syntax error or a forbidden reach."""
    if template.needs_product and values.product is None:
        raise StudioError(_missing(template, "body", None, "product"))
    said = {part: _say(template, part, values) for part in PARTS}
    return Copy(title=_one_line(said["title"]), headline=_one_line(said["headline"]), text=_tidy(said["body"]))


def problems(template: CopyTemplate) -> list[Problem]:
    """What is wrong with a template before any value is known: syntax, names that copy does not have, and reaching for Python's own."""
    found = []
    for part in PARTS:
        try:
            tree = _room.parse_copy(getattr(template, part))
        except TemplateSyntaxError as error:
            found.append(_syntax(template, part, error))
            continue
        own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
        found += [_unknown(template, part, None, name) for name in sorted(meta.find_undeclared_variables(tree) - NAMES - own)]
        found += [
            _forbidden(template, part, template.body_line + reached.lineno - 1 if part == "body" else None, reached.attr)
            for reached in tree.find_all(nodes.Getattr) if reached.attr.startswith("_")
        ]  # fmt: skip
    return found


def _say(template: CopyTemplate, part: str, values: CopyValues) -> str:
    try:
        return _rendered(_compiled(getattr(template, part)), _seen(template, values))
    except TemplateSyntaxError as error:
        raise StudioError(_syntax(template, part, error)) from error
    except UndefinedError as error:
        field, line = _field(error), _line(template, part, error)
        known = "." in field or field in NAMES
        raise StudioError(_missing(template, part, line, field) if known else _unknown(template, part, line, field)) from error
    except TooMuch as error:
        raise StudioError(_too_much(template, part, _line(template, part, error), error)) from error
    except SecurityError as error:
        raise StudioError(_forbidden(template, part, _line(template, part, error), str(error.message))) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise StudioError(_broken(template, part, _line(template, part, error), error)) from error


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    return _room.from_string(_room.parse_copy(source))


def _rendered(template: Template, seen: dict[str, Any]) -> str:
    text, length = [], 0
    for piece in template.generate(seen):
        length += len(piece)
        if length > LENGTH:
            raise TooMuch(f"longer than {LENGTH} characters")
        text.append(piece)
    return "".join(text)


def _seen(template: CopyTemplate, values: CopyValues) -> dict[str, Any]:
    """The names a template sees; what was not given is left out, so that using it is an error."""
    seen: dict[str, Any] = {"persona": values.persona, "brand": values.brand, "date": values.date, BUDGET: Steps()}
    given = {"product": values.product, "offer": values.offer, "festival": values.festival}
    seen |= {name: value for name, value in given.items() if value}
    turn = 0

    def vary(*choices: Any) -> Any:
        """One of the choices: the next one at each use, the same one for the same use."""
        nonlocal turn
        turn += 1
        several = choices[0] if len(choices) == 1 and isinstance(choices[0], list | tuple) else choices
        if not several:
            raise ValueError("vary needs at least one choice")
        start = int(sha256(f"{values.persona.slug}|{template.slug}|{turn}".encode()).hexdigest(), 16)
        return several[(start + values.use) % len(several)]

    return seen | {"vary": vary}


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text.strip())


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def _line(template: CopyTemplate, part: str, error: Exception) -> int | None:
    """The line of the file; unknown for title and headline, whose place in the front matter is not kept."""
    if part != "body":
        return None
    if isinstance(error, TemplateSyntaxError):
        return template.body_line + error.lineno - 1
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return template.body_line + lines[-1] - 1 if lines and lines[-1] else None


def _field(error: UndefinedError) -> str:
    """`product`, or `product.occasion`, out of Jinja's sentence."""
    names = re.findall(r"'([\w.]+)(?: object)?'", str(error.message))
    if "has no attribute" in str(error.message) and len(names) == 2:
        owner = names[0].rpartition(".")[2].lower()
        return f"{'brand' if owner.startswith('brand') else owner}.{names[1]}"
    return names[-1] if names else ""


def _where(template: CopyTemplate, part: str) -> str:
    where = f"content/templates/{template.pillar}/{template.slug}.md.j2"
    return where if part == "body" else f"{where} ({part})"


def _missing(template: CopyTemplate, part: str, line: int | None, field: str) -> Problem:
    return problem(
        f"模板缺少取值 {field}", f"the template has no value for {field}", where=_where(template, part), line=line, field=field, rule="copy.missing_value",
        mend=(f"补上 {field},或在模板里用 {{% if {field} %}} … {{% endif %}} 包住这一句", f"give {field}, or wrap the sentence in {{% if {field} %}} … {{% endif %}}"),
    )  # fmt: skip


def _unknown(template: CopyTemplate, part: str, line: int | None, name: str) -> Problem:
    known = ", ".join(sorted(NAMES))
    return problem(
        f"模板用了没有的名字 {name}", f"the template uses an unknown name {name}", where=_where(template, part), line=line, field=name, rule="copy.unknown_name",
        mend=(f"只能用：{known}", f"use one of: {known}"),
    )  # fmt: skip


def _syntax(template: CopyTemplate, part: str, error: TemplateSyntaxError) -> Problem:
    return problem(
        f"模板语法有误：{error.message}", f"template syntax: {error.message}", where=_where(template, part), line=_line(template, part, error),
        field=part, rule="copy.syntax", mend=("检查这一行的花括号和标签是否成对", "check that braces and tags on this line are closed"),
    )  # fmt: skip


def _forbidden(template: CopyTemplate, part: str, line: int | None, what: str) -> Problem:
    return problem(
        f"模板不可以这样取值：{what}", f"a template may not reach that far: {what}", where=_where(template, part), line=line,
        field=part, rule="copy.forbidden",
        mend=("模板只能读 persona、product、offer、festival、brand、date 的字段", "a template may only read the fields of persona, product, offer, festival, brand and date"),
    )  # fmt: skip


def _too_much(template: CopyTemplate, part: str, line: int | None, error: TooMuch) -> Problem:
    return problem(
        f"模板生成的内容过大：{error.message}", f"the template makes too much: {error.message}", where=_where(template, part), line=line, field=part,
        rule="copy.too_much", mend=("减少循环次数或缩短文字", "loop less, or write less"),
    )  # fmt: skip


def _broken(template: CopyTemplate, part: str, line: int | None, error: Exception) -> Problem:
    return problem(
        f"模板无法填写：{error}", f"the template cannot be filled: {error}", where=_where(template, part), line=line, field=part, rule="copy.broken",
        mend=("检查这一行里的取值和过滤器", "check the values and filters on this line"),
    )  # fmt: skip
