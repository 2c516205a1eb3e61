"""The world of the sandbox: its time, its shelves, its ledger, and what is going to happen in it."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar, runtime_checkable

from studio.clock import BEIJING, Clock
from studio.sandbox.agenda import Agenda
from studio.sandbox.callback import Outbox
from studio.sandbox.faults import Faults
from studio.sandbox.journal import Journal, Shelf
from studio.sandbox.ledger import Ledger
from studio.sandbox.side import Side
from studio.sandbox.tokens import Tokens

T = TypeVar("T")
DEFAULT_SEED = "siyu"


@runtime_checkable
class _Settable(Protocol):
    def advance(self, by: timedelta) -> None: ...


@dataclass
class Facts:
    """What the world itself remembers: its seed, its own time offset, whether the first people moved in, the last number of each series."""

    seed: str
    offset_s: float
    begun: bool
    series: dict[str, int]
    tuning: dict[str, Any]


class World:
    """Everything that lives in one sandbox; used from one thread only."""

    def __init__(self, journal: Journal, clock: Clock, sides: Iterable[Side]) -> None:
        self.journal = journal
        self.clock = clock
        self.sides: dict[str, Side] = {side.name: side for side in sides}
        self._wake_up()

    def _wake_up(self, facts: Facts | None = None) -> None:
        self._shelves: dict[type[Any], Shelf[Any]] = {}
        self._derived: dict[str, Any] = {}
        shelf = self.shelf(Facts)
        self.facts = facts or shelf.get("facts") or Facts(DEFAULT_SEED, 0.0, begun=False, series={}, tuning={})
        self.ledger = Ledger(self.journal)
        self.tokens = Tokens(self.journal)
        self.agenda = Agenda(self.journal)
        self.faults = Faults(self.journal)
        self.outbox = Outbox(self.journal)
        if not self.facts.begun:
            self.facts.begun = True
            for side in self.sides.values():
                side.begin(self)
        self._remember()
        self.journal.flush(everything=True)

    def start_over(self, *, seed: str = "") -> None:
        """Forget everything and let the first people move in again."""
        self.journal.forget_everything()
        self._wake_up(Facts(seed or self.facts.seed, self.facts.offset_s, begun=False, series={}, tuning=self.facts.tuning))

    def shelf(self, kind: type[T]) -> Shelf[T]:
        """The shelf of all things of this dataclass."""
        found = self._shelves.get(kind)
        if found is None:
            found = self._shelves[kind] = Shelf(self.journal, kind)
        return found

    def cache(self, name: str, make: Callable[[], T]) -> T:
        """Something derived from the shelves that is too slow to derive each time; forgotten at every start."""
        if name not in self._derived:
            self._derived[name] = make()
        return self._derived[name]

    # time
    def now(self) -> datetime:
        return self.clock.now() + timedelta(seconds=self.facts.offset_s)

    def at(self) -> float:
        """Now, in Unix seconds."""
        return self.now().timestamp()

    def advance(self, by: timedelta) -> None:
        """Move time on: the shared clock when it can be set, else the sandbox's own offset."""
        if isinstance(self.clock, _Settable):
            self.clock.advance(by)
        else:
            self.facts.offset_s += by.total_seconds()
            self._remember()
        self.live()

    def plan(self, at: float, side: str, what: str, **args: Any) -> None:
        """Let the happening `what` of a side take place at this moment (Unix seconds)."""
        self.agenda.add(at, side, what, **args)

    def live(self) -> None:
        """Let everything happen that is due, in the order of its time."""
        now = self.at()
        while (due := self.agenda.next_due(now)) is not None:
            self.sides[due.side].happenings[due.what](self, due.at, **due.args)

    # small things every side needs
    def number(self, series: str, *, first: int = 1) -> int:
        """The next number of a named series; never the same twice, also after a restart."""
        self.facts.series[series] = self.facts.series.get(series, first - 1) + 1
        self._remember()
        return self.facts.series[series]

    def chance(self, *about: object) -> random.Random:
        """A source of chance that depends on the seed and on what it is about only: same seed, same fate."""
        return self.chance_of(self.facts.seed, *about)

    @staticmethod
    def chance_of(seed: str, *about: object) -> random.Random:
        return random.Random("|".join([seed, *map(str, about)]))  # noqa: S311 - play, not secrets

    def tuning(self, name: str, default: float) -> float:
        """A number of the simulation that the control plane may change (`POST /_sandbox/world {"tuning": {...}}`)."""
        return float(self.facts.tuning.get(name, default))

    def tune(self, values: dict[str, Any]) -> None:
        self.facts.tuning.update(values)
        self._remember()

    def tell(self, side: str, account: str, event: dict[str, Any], *, at: float) -> None:
        """Send an event to the callback address of an account, if it has one."""
        if self.sides[side].receiver(self, account) is not None:
            self.outbox.add(side, account, event, at=at)

    def _remember(self) -> None:
        self.shelf(Facts).put("facts", self.facts)


def beijing(at: float) -> datetime:
    """A Unix time as Beijing time, in which the platforms count days and months."""
    return datetime.fromtimestamp(at, UTC).astimezone(BEIJING)


def day_of(at: float) -> str:
    """The Beijing day, `YYYY-MM-DD`."""
    return beijing(at).strftime("%Y-%m-%d")


def month_of(at: float) -> str:
    """The Beijing month, `YYYY-MM`."""
    return beijing(at).strftime("%Y-%m")
