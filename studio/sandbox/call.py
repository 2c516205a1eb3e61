"""One call of a platform as it arrives, and what may be answered to it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from studio.sandbox.world import World

Mark = Literal["D", "S", "P", "R", "C"]
"""Where a rule comes from: D official text, S an SDK, P a recorded answer, R recalled, C the sandbox's own choice."""

Json = dict[str, Any]

_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*)\\u([0-9a-fA-F]{4})")


class Refusal(Exception):
    """The platform says no: an errcode and its words, the rule behind it with its mark, and fields the answer carries beside them."""

    def __init__(self, errcode: int, errmsg: str, *, rule: str = "", mark: Mark = "D", extra: Json | None = None) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg
        self.rule = rule
        self.mark: Mark = mark
        self.extra = extra or {}


@dataclass(frozen=True)
class Upload:
    """One file part of a multipart body."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Bytes:
    """An answer that is not JSON: a file, a page."""

    content: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Call:
    """A call as received; `account` (appid or corpid) is filled in when the access token is known."""

    side: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes
    ip: str
    at: float
    rid: str
    files: Mapping[str, Upload] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    agent: str = ""
    notes: list[tuple[str, Mark]] = field(default_factory=list)

    @cached_property
    def body(self) -> Json:
        r"""The JSON object of the body with `\uXXXX` escapes kept as six literal characters, as the platforms do [P U1]."""
        if not self.raw.strip():
            raise Refusal(44002, "empty post data")
        try:
            parsed = json.loads(literal_escapes(self.raw))
        except ValueError as wrong:
            raise Refusal(47001, "data format error") from wrong
        if not isinstance(parsed, dict):
            raise Refusal(47001, "data format error")
        return parsed

    @property
    def escaped(self) -> bool:
        r"""Whether the raw bytes carry `\uXXXX` escapes."""
        return b"\\u" in self.raw and _ESCAPE.search(self.raw) is not None

    def text(self, name: str, default: str = "") -> str:
        """A field of the body that must be text; 47001 when it is anything else."""
        value = self.body.get(name, default)
        if not isinstance(value, str):
            raise Refusal(47001, f"data format error: {name} must be a string", mark="R")
        return value

    def number(self, name: str, default: int = 0) -> int:
        """A field of the body that must be a whole number; digits in a string are accepted."""
        value = self.body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).lstrip("-").isdigit():
            raise Refusal(47001, f"data format error: {name} must be a number", mark="R")
        return int(value)

    def note(self, words: str, mark: Mark) -> None:
        """Say in the log which rule acted although the call succeeds (a picture was filtered, a follower was skipped)."""
        self.notes.append((words, mark))


def literal_escapes(raw: bytes) -> bytes:
    r"""The same JSON with every `\uXXXX` turned into six literal characters."""
    return _ESCAPE.sub(rb"\1\\\\u\2", raw) if b"\\u" in raw else raw


Act = Callable[["World", Call], "Json | Bytes"]


@dataclass(frozen=True)
class Endpoint:
    """One path of a platform: what answers it, by which method, whether it wants an access token, and which lists it returns empty on error."""

    act: Act
    method: Literal["GET", "POST", "ANY"] = "POST"
    token: bool = True
    empty: tuple[str, ...] = ()


def get(act: Act, *, token: bool = True, empty: tuple[str, ...] = ()) -> Endpoint:
    return Endpoint(act, "GET", token=token, empty=empty)


def post(act: Act, *, token: bool = True, empty: tuple[str, ...] = ()) -> Endpoint:
    return Endpoint(act, "POST", token=token, empty=empty)
