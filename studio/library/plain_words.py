"""What is wrong with a field, said in plain Chinese and English."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from studio.errors import Problem, problem
from studio.library.marked import Marked, Path

Said = tuple[str, str, tuple[str, str]]  # zh, en, mend


def problems_of(error: ValidationError, document: type[BaseModel], marked: Marked, where: str) -> list[Problem]:
    """One problem per field that is wrong, with its line."""
    found: dict[Path, Problem] = {}
    for detail in error.errors(include_url=False):
        if _follows_from_another(detail):
            continue
        said = detail.get("ctx", {}) if detail["type"] == "refused" else {}
        path = _present((*detail["loc"], *_dotted(said.get("field", ""))), marked.data, detail["type"])
        zh, en, mend = _said(detail, document, path)
        found.setdefault(path, problem(zh, en, where=where, line=marked.line(path), field=field_name(path), mend=mend))
    return list(found.values())


def field_name(path: Path) -> str:
    """("slots", 2, "at") → slots[2].at; counting as people do in YAML is left to the line number."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}"
    return name.lstrip(".")


def did_you_mean(word: str, choices: tuple[str, ...]) -> tuple[str, str]:
    """A mend naming the nearest choice, or all of them when they are few."""
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"是不是想写 {near[0]}？", f"did you mean {near[0]}?"
    if not choices:
        return "删掉它，或先建好它", "remove it, or create it first"
    some = ", ".join(choices[:14]) + (" …" if len(choices) > 14 else "")
    return f"可用的有：{some}", f"choose from: {some}"


def _follows_from_another(detail: ErrorDetails) -> bool:
    """A list is called too short after its wrong items were taken out; the items have said so already."""
    written = detail.get("input")
    return detail["type"] == "too_short" and isinstance(written, list) and len(written) >= detail.get("ctx", {}).get("min_length", 0)


def _dotted(name: str) -> Path:
    return tuple(name.split(".")) if name else ()


def _present(loc: Path, data: Any, kind: str) -> Path:
    """The part of pydantic's location that is really in the document; it names branches of unions and keys too."""
    path: Path = ()
    for part in loc:
        inside = (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int) and part < len(data))
        if not inside:
            return (*path, part) if kind in ("missing", "refused") else path
        data = data[part]  # pyright: ignore[reportArgumentType, reportCallIssue]
        path = (*path, part)
    return path


def _said(detail: ErrorDetails, document: type[BaseModel], path: Path) -> Said:
    kind, context, value = detail["type"], detail.get("ctx", {}), detail.get("input")
    if kind == "refused":
        return context["zh"], context["en"], context["mend"]
    if kind == "missing":
        return "缺少这个字段", "this field is missing", (f"补上 {path[-1]}", f"add {path[-1]}")
    if kind == "extra_forbidden":
        word = str(path[-1]) if path else ""
        return f"不认识的字段 {word}", f"unknown field {word}", did_you_mean(word, _fields_at(document, path[:-1]))
    if kind in ("enum", "literal_error"):
        choices = tuple(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
        return f"「{value}」不在可选值里", f"“{value}” is not one of the choices", did_you_mean(str(value), choices)
    for names, say in WORDS:
        if kind in names:
            return say(context, value)
    return f"不合要求：{detail['msg']}", detail["msg"], ("改正这个值", "correct this value")


def _number(context: dict[str, Any], value: object) -> Said:
    for name, zh, en in (
        ("ge", "不能小于", "at least"),
        ("gt", "要大于", "greater than"),
        ("le", "不能大于", "at most"),
        ("lt", "要小于", "less than"),
    ):
        if name in context:
            return (
                f"{value} {zh} {context[name]}",
                f"{value}: must be {en} {context[name]}",
                ("改成范围内的数", "use a number within the range"),
            )
    return f"「{value}」不是数字", f"“{value}” is not a number", ("写成不带引号的数字", "write a number without quotes")


def _text(_context: dict[str, Any], value: object) -> Said:
    return f"这里要写文字，现在是 {_kind_of(value)}", f"text expected, this is {_kind_of(value)}", ("加上引号", "put it in quotes")


def _length(context: dict[str, Any], value: object) -> Said:
    if "min_length" in context:
        return "不能是空的", "must not be empty", ("写上内容", "fill it in")
    longest = context.get("max_length")
    return f"太长，最多 {longest}", f"too long, at most {longest}", (f"缩短到 {longest} 以内", f"shorten it to {longest}")


WORDS: tuple[tuple[tuple[str, ...], Callable[[dict[str, Any], Any], Said]], ...] = (
    (("string_type",), _text),
    (("string_too_short", "string_too_long", "too_short", "too_long"), _length),
    (
        ("string_pattern_mismatch",),
        lambda _c, v: (
            f"「{v}」的写法不对",
            f"“{v}” is not written as it should be",
            ("代号只用小写字母、数字和短横线，例如 linen-shirt", "use lower-case letters, digits and hyphens, such as linen-shirt"),
        ),
    ),
    (
        ("int_type", "int_parsing", "int_from_float", "float_type", "float_parsing", "decimal_type", "decimal_parsing", "greater_than",
         "greater_than_equal", "less_than", "less_than_equal"),
        _number,
    ),
    (("bool_type", "bool_parsing"), lambda _c, v: (f"「{v}」不是 true 或 false", f"“{v}” is neither true nor false", ("写 true 或 false", "write true or false"))),
    (
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        lambda _c, v: (f"「{v}」不是日期", f"“{v}” is not a date", ("写成 2026-11-21", "write it as 2026-11-21")),
    ),
    (("time_type", "time_parsing"), lambda _c, v: (f"「{v}」不是时间", f"“{v}” is not a time", ("写成 07:40", "write it as 07:40"))),
    (
        ("tuple_type", "list_type"),
        lambda _c, v: (f"这里要写列表，现在是 {_kind_of(v)}", f"a list expected, this is {_kind_of(v)}", ("每项一行，以「- 」开头", "one item per line, beginning with `- `")),
    ),
    (
        ("model_type", "model_attributes_type", "dict_type"),
        lambda _c, v: (f"这里要写字段，现在是 {_kind_of(v)}", f"fields expected, this is {_kind_of(v)}", ("写成「字段: 值」", "write `field: value`")),
    ),
)  # fmt: skip


def _kind_of(value: object) -> str:
    words = {
        "str": "文字 text",
        "int": "数字 number",
        "float": "数字 number",
        "bool": "true/false",
        "list": "列表 list",
        "dict": "字段 fields",
        "NoneType": "空 empty",
        "date": "日期 date",
    }
    return words.get(type(value).__name__, type(value).__name__)


def _fields_at(document: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The fields that the document's type knows at a path."""
    model: type[BaseModel] | None = document
    for part in path:
        if isinstance(part, str) and model is not None:
            field = model.model_fields.get(part)
            model = _model_in(field.annotation) if field else None
    return tuple(model.model_fields) if model else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
