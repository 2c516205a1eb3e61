"""Reading what came from outside: element by element, so that one odd element never costs the others, and counted, so that it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import structlog

Element = TypeVar("Element")
ODD = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError)
"""What reading a value of another shape than the documented one raises."""
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
log = structlog.get_logger("studio.channels")


@dataclass(frozen=True)
class Read(Generic[Element]):
    """What could be read of a list, in its order, and how many of its elements could not."""

    good: tuple[Element, ...] = ()
    odd: int = 0


def each(rows: object, parse: Callable[[Any], Element], *, of: str) -> Read[Element]:
    """Every element that can be parsed; `of` names the list in the log. No list at all is nothing, anything else in its place one odd element."""
    if not isinstance(rows, list):
        return Read(odd=0 if rows is None else 1)
    good: list[Element] = []
    odd = 0
    for row in rows:
        try:
            good.append(parse(row))
        except ODD as why:
            odd += 1
            log.warning("odd element", of=of, why=f"{type(why).__name__}: {why}"[:120])
    return Read(tuple(good), odd)


def whole(value: object) -> int:
    """A whole number, also one written as text in plain digits; TypeError or ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise TypeError(f"no whole number: {value!r:.40}")
    text = value.strip()
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20):
        raise ValueError(f"no whole number: {text!r:.40}")
    return int(text)


def whole_or_none(value: object) -> int | None:
    """The same, None for anything else."""
    try:
        return whole(value)
    except (TypeError, ValueError):
        return None


def moment(value: object) -> datetime:
    """A moment from unix seconds; ValueError where no calendar of ours has it."""
    seconds = whole(value)
    if not FIRST.timestamp() <= seconds < LAST.timestamp():
        raise ValueError(f"no moment: {seconds!r:.40}")
    return datetime.fromtimestamp(seconds, UTC)


def name(value: object) -> str:
    """An id or name as text, never empty; TypeError or ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"no id: {value!r:.40}")
    if value == "":
        raise ValueError("an empty id")
    return str(value)


def words(value: object) -> str:
    """A text that may be missing; anything that is no text is none."""
    return value if isinstance(value, str) else ""


def inside(value: object, *path: str) -> Any:
    """What lies at this path, None where there is no such thing."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
