"""Pages of long lists: an opaque cursor, a limit with its bounds, and the window of time a list is asked for."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from studio.sandbox.call import Call, Json, Refusal

T = TypeVar("T")
DAY_S = 86_400


def page(call: Call, things: Sequence[T], *, most: int, default: int, required: bool = False) -> tuple[list[T], str]:
    """The asked-for page and the cursor of the next one, empty at the end; a limit above the maximum is lowered to it, one below 1 is 40058."""
    if required and "limit" not in call.body:
        raise Refusal(40058, "invalid Request Parameter: limit is required", rule="limit is required", mark="D")
    limit = call.number("limit", default)
    if limit < 1:
        raise Refusal(40058, f"invalid Request Parameter: limit should be 1 to {most}")
    start = _opened(call.text("cursor"))
    end = start + min(limit, most)
    return list(things[start:end]), (_sealed(end) if end < len(things) else "")


def window(call: Call, *, days: int, names: tuple[str, str] = ("start_time", "end_time")) -> tuple[int, int]:
    """Begin and end in Unix seconds; 40058 when they are missing, reversed or further apart than `days`."""
    for name in names:
        if name not in call.body:
            raise Refusal(40058, f"invalid Request Parameter: {name} is required")
    begin, end = call.number(names[0]), call.number(names[1])
    if begin > end or end - begin > days * DAY_S:
        raise Refusal(40058, f"invalid Request Parameter: {names[0]} to {names[1]} should be at most {days} days")
    return begin, end


def strings(body: Json, name: str, *, most: int) -> list[str]:
    """A list of strings in a body, empty when absent; 40058 when it is something else or too long."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refusal(40058, f"invalid Request Parameter: {name} should be a list of strings")
    if len(value) > most:
        raise Refusal(40058, f"invalid Request Parameter: {name} has {len(value)} entries, at most {most}")
    return value


def numbers(body: Json, name: str, *, most: int) -> list[int]:
    """A list of whole numbers in a body, empty when absent; 40058 when it is something else or too long."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in value):
        raise Refusal(40058, f"invalid Request Parameter: {name} should be a list of numbers")
    if len(value) > most:
        raise Refusal(40058, f"invalid Request Parameter: {name} has {len(value)} entries, at most {most}")
    return value


def part(body: Json, name: str) -> Json:
    """An object inside a body, empty when absent; 40058 when it is something else."""
    value = body.get(name) or {}
    if not isinstance(value, dict):
        raise Refusal(40058, f"invalid Request Parameter: {name} should be an object")
    return value


def _sealed(offset: int) -> str:
    return base64.urlsafe_b64encode(f"next:{offset}".encode()).decode()


def _opened(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, offset = base64.urlsafe_b64decode(cursor).decode().partition(":")
        if word == "next":
            return int(offset)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    raise Refusal(40058, "invalid Request Parameter: cursor", mark="C")
