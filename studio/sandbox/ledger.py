"""The ledger: one row per effect that truly happened, so that it can be compared one to one with what somebody believes was sent.

The log beside it holds what was refused and which rules acted, with their marks; it is kept in memory only.
"""

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from studio.sandbox.call import Call, Json, Mark
from studio.sandbox.journal import Journal, Shelf

LOG_LINES = 5_000


@dataclass
class Entry:
    """An effect: `remote` holds the platform's ids, `pictures` the sha256 of the bytes received, in the order they are shown."""

    id: int
    at: float
    platform: str
    account: str
    effect: str
    remote: Json
    text: str = ""
    title: str = ""
    pictures: list[str] = field(default_factory=list)
    payload_sha256: str = ""
    rid: str = ""


@dataclass(frozen=True)
class Line:
    """A refusal, or a rule that acted while the call succeeded (errcode 0)."""

    id: int
    at: float
    platform: str
    account: str
    path: str
    errcode: int
    errmsg: str
    rule: str
    mark: str
    rid: str


class Ledger:
    def __init__(self, journal: Journal) -> None:
        self._shelf = Shelf(journal, Entry)
        self._lines: deque[Line] = deque(maxlen=LOG_LINES)
        self._line_ids = 0

    def add(
        self,
        *,
        at: float,
        platform: str,
        account: str,
        effect: str,
        remote: Json,
        text: str = "",
        title: str = "",
        pictures: Iterable[str] = (),
        payload: bytes = b"",
        payload_sha256: str = "",
        rid: str = "",
    ) -> Entry:
        """Record an effect; `payload` is what asked for it, kept as its sha256 (or give that)."""
        number = len(self._shelf) + 1
        digest = hashlib.sha256(payload).hexdigest() if payload else payload_sha256
        entry = Entry(number, at, platform, account, effect, remote, text, title, list(pictures), digest, rid)
        return self._shelf.put(str(number), entry)

    def rows(self, *, since_id: int = 0, account: str = "", effect: str = "") -> list[Json]:
        chosen = (e for e in self._shelf.values() if e.id > since_id and account in ("", e.account) and effect in ("", e.effect))
        return [asdict(entry) for entry in chosen]

    def log(self, call: Call, *, errcode: int, errmsg: str, rule: str, mark: Mark) -> None:
        self._line_ids += 1
        line = Line(self._line_ids, call.at, call.side, call.account, call.path, errcode, errmsg, rule, mark, call.rid)
        self._lines.append(line)

    def lines(self, *, since_id: int = 0) -> list[Json]:
        return [asdict(line) for line in self._lines if line.id > since_id]
