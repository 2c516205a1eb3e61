"""Faults on demand: for the next n calls of a path something goes wrong, before or after the call took effect."""

from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Literal, get_args

from studio.sandbox.call import Json
from studio.sandbox.journal import Journal, Shelf

Kind = Literal["delay", "reset", "http", "errcode"]


@dataclass
class Fault:
    """`path` is a pattern such as `/cgi-bin/draft/*`; `times` None means until cleared; `after_commit` lets the call take effect first.

    delay: wait `seconds` (machine time) and go on · reset: drop the connection without an answer · http: answer `status` · errcode: answer `errcode`.
    """

    key: str
    path: str
    kind: Kind
    times: int | None = 1
    after_commit: bool = False
    seconds: float = 0.0
    status: int = 502
    errcode: int = -1
    errmsg: str = "system error"
    side: str = ""
    account: str = ""


class Faults:
    def __init__(self, journal: Journal) -> None:
        self._shelf = Shelf(journal, Fault)
        self._made = max((int(key) for key in self._shelf), default=0)

    def add(self, wish: Json) -> Fault:
        """Set up a fault from the control plane's JSON; ValueError says which field is wrong."""
        known = set(Fault.__dataclass_fields__) - {"key"}
        if unknown := set(wish) - known:
            raise ValueError(f"unknown fields {sorted(unknown)}; known: {sorted(known)}")
        if wish.get("kind") not in get_args(Kind) or not isinstance(wish.get("path"), str):
            raise ValueError(f"a fault needs a path pattern and a kind of {get_args(Kind)}")
        self._made += 1
        return self._shelf.put(str(self._made), Fault(str(self._made), **wish))

    def take(self, *, side: str, path: str, account: str) -> list[Fault]:
        """The faults that strike this call; each is used up once."""
        if not len(self._shelf):
            return []
        struck = [f for f in self._shelf.values() if f.side in ("", side) and f.account in ("", account) and fnmatchcase(path, f.path)]
        stops = [f for f in struck if f.kind != "delay"][:1]  # one way to fail per call; delays add up
        chosen = [f for f in struck if f.kind == "delay"] + stops
        for fault in chosen:
            self._use(fault)
        return chosen

    def _use(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self._shelf.drop(fault.key)
        else:
            self._shelf.put(fault.key, fault)

    def standing(self) -> list[Json]:
        return [asdict(fault) for fault in self._shelf.values()]

    def clear(self) -> int:
        keys = list(self._shelf)
        for key in keys:
            self._shelf.drop(key)
        return len(keys)
