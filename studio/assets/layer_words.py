"""A layer's own text, filled from the record in a closed room: only the record's fields, a few filters, nothing that can grow."""

from dataclasses import fields
from functools import lru_cache

from jinja2 import ChainableUndefined, Template, TemplateError, meta
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from studio.assets.record import Record
from studio.errors import StudioError, problem

LENGTH_MAX = 2000
_FILTERS = ("default", "d", "first", "join", "last", "length", "lower", "replace", "trim", "upper")
FIELDS = frozenset(field.name for field in fields(Record))


class _Room(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: object, operator: str, left: object, right: object) -> object:
        raise SecurityError(f"{operator} is not for layers")


def _room() -> _Room:
    room = _Room(undefined=ChainableUndefined, autoescape=False)  # words on a picture, not a page
    room.filters = {name: room.filters[name] for name in _FILTERS}
    room.globals.clear()
    return room


_ROOM = _room()


def words(text: str, record: Record, *, where: str) -> str:
    """The layer's text with the record's values, whitespace trimmed; `where` names layout and layer in errors."""
    if "{" not in text:
        return text.strip()
    template = _template(text, where)
    try:
        filled = template.render({field: getattr(record, field) for field in FIELDS}).strip()
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise _wrong(where, str(error)) from None
    if len(filled) > LENGTH_MAX:
        raise _wrong(where, f"{len(filled)} > {LENGTH_MAX}")
    return "" if filled == "None" else filled


@lru_cache(maxsize=512)
def _template(text: str, where: str) -> Template:
    try:
        named = meta.find_undeclared_variables(_ROOM.parse(text))
        if unknown := sorted(named - FIELDS):
            raise _wrong(where, f"{', '.join(unknown)}；可用 (known): {', '.join(sorted(FIELDS))}")
        return _ROOM.from_string(text)
    except TemplateError as error:
        raise _wrong(where, str(error)) from None


def _wrong(where: str, why: str) -> StudioError:
    return StudioError(
        problem(
            f"版式里的文字写错了：{why}",
            f"a layer's text is wrong: {why}",
            where=where,
            field="text",
            mend=("改正版式文件里这一层的 text", "mend this layer's text in the layout file"),
        )
    )
