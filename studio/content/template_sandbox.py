"""The room that copy templates run in: they read a few named things, and can neither reach Python nor run without end.

Whatever a value offers is on a short list per type; loops share one budget of steps; text cannot grow past a bound in between.
"""

from collections.abc import Collection, Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.runtime import Context, LoopContext, StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context
from pydantic import BaseModel

STEPS = 1_000  # turns of all loops of one text together
LENGTH = 20_000  # characters of a text, and of anything made on the way to it
BUDGET = "the_steps_left"

MAY_ASK: tuple[tuple[type, frozenset[str]], ...] = (
    (str, frozenset({"lower", "upper", "title", "strip", "lstrip", "rstrip", "startswith", "endswith", "removeprefix", "removesuffix"})),
    (date, frozenset({"year", "month", "day", "weekday", "isoweekday", "isoformat", "strftime"})),
    (LoopContext, frozenset({"index", "index0", "first", "last", "length", "revindex", "previtem", "nextitem"})),
    (dict, frozenset({"get", "items", "keys", "values"})),
)
FILTERS = frozenset({
    "abs", "capitalize", "count", "d", "default", "first", "float", "int", "last", "length", "list", "lower", "max", "min", "reverse",
    "round", "sort", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
})  # fmt: skip
REFUSED_TAGS = (nodes.Macro, nodes.CallBlock, nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block, nodes.FilterBlock)


class TooMuch(SecurityError):
    """A template that loops or grows past its bounds."""


class Missing(StrictUndefined):
    """A value that was not given. Asking whether it is there is fine (`{% if product %}`); using it is an error."""

    __slots__ = ()

    def __bool__(self) -> bool:
        if self._undefined_name in OPTIONAL or self._undefined_name in _names_of(self._undefined_obj):
            return False
        return super().__bool__()


OPTIONAL = frozenset({"product", "offer", "festival"})


class Bounded(CodeGenerator):
    """`~` joins through the environment, which measures what comes out."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class CopyRoom(ImmutableSandboxedEnvironment):
    """Jinja2 for copy: strict, small, bounded."""

    code_generator_class = Bounded
    intercepted_binops = frozenset({"+", "*", "%", "**"})

    def __init__(self) -> None:
        super().__init__(undefined=Missing, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False, finalize=spoken)
        self.filters = {name: self.filters[name] for name in FILTERS} | {"join": self._join, "counted": counted}
        self.globals = {"range": short_range}

    def parse_copy(self, source: str) -> nodes.Template:
        """The template's tree with every loop counted; raises TemplateSyntaxError for what copy does not need."""
        tree = self.parse(source)
        for node in tree.find_all(REFUSED_TAGS):
            raise TemplateSyntaxError(f"'{type(node).__name__.lower()}' is not for copy templates", node.lineno)
        for loop in tree.find_all(nodes.For):
            if loop.recursive:
                raise TemplateSyntaxError("a loop may not call itself", loop.lineno)
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
        return tree

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if not super().is_safe_attribute(obj, attr, value):
            return False
        return attr in _names_of(obj) or any(isinstance(obj, kind) and attr in names for kind, names in MAY_ASK)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An empty field of a document counts as not given: copy never has a hole where a word should be."""
        value = super().getattr(obj, attribute)
        if attribute in _names_of(obj) and value in ("", None, ()):
            return self.undefined(obj=obj, name=attribute)
        return value

    def wrap_str_format(self, value: Any) -> None:
        """`'{:>9999999}'.format(x)` would grow without bound, so str.format is no more reachable than any other method."""

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or (operator in "*%" and not (_number(left) and _number(right))):
            raise TooMuch(f"'{operator}' is only for small numbers")
        return self._measured(super().call_binop(context, operator, left, right))

    def joined(self, parts: Iterable[Any]) -> str:
        return self._join(parts)

    def _join(self, values: Iterable[Any], separator: str = "") -> str:
        parts = [str(spoken(value)) for value in values]
        if sum(map(len, parts)) + len(separator) * len(parts) > LENGTH:
            raise TooMuch(f"longer than {LENGTH} characters")
        return separator.join(parts)

    @staticmethod
    def _measured(value: Any) -> Any:
        if isinstance(value, str | list | tuple) and len(value) > LENGTH:
            raise TooMuch(f"longer than {LENGTH} characters")
        return value


def spoken(value: Any) -> Any:
    """A value as copy says it: a document by its name, 299 not 299.00, a list with 、, a day as 11月21日."""
    if isinstance(value, BaseModel):
        return getattr(value, "name", None) or value.__class__.__name__
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return f"{value.month}月{value.day}日"
    if isinstance(value, tuple | list):
        return "、".join(str(spoken(part)) for part in value)
    if not isinstance(value, str | int | float | Undefined):
        raise SecurityError(f"{type(value).__name__} is nothing that copy can say")
    return value


def _names_of(value: Any) -> Collection[str]:
    """The fields that a document, or a plain record, shows to templates."""
    if isinstance(value, BaseModel):
        return type(value).model_fields
    if isinstance(value, type) or not is_dataclass(value):
        return ()
    return {field.name for field in fields(value)}


class Steps:
    """What is left of the budget of one text."""

    def __init__(self) -> None:
        self.left = STEPS

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMuch(f"more than {STEPS} turns of its loops")


@pass_context
def counted(context: Context, values: Any) -> list[Any]:
    """The turns of a loop, taken from the text's budget; a list, so that `loop.last` and `loop.length` work."""
    steps: Steps = context[BUDGET]
    turns = []
    for value in values:  # a missing value says here which one it is
        steps.take()
        turns.append(value)
    return turns


def short_range(*limits: int) -> range:
    numbers = range(*limits)
    if len(numbers) > STEPS:
        raise TooMuch(f"range of more than {STEPS}")
    return numbers


def _number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and abs(value) < 10**12
