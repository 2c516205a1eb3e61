"""The processes of an engine: forked by the nursery, killed with SIGKILL, and started again."""

import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from random import Random
from signal import SIGKILL

from studio.chaos.engines import ENGINES, Destiny, named
from studio.chaos.nursery import Born, Died, Kill, Wish
from studio.publishing.kill_points import POINTS
from studio.settings import Settings

NURSERY = "from studio.chaos.nursery import main; main()"  # by its name, so that both sides know its messages as the same classes
BY_TIME = "at_random"
SHORTEST_S, LONGEST_S = 0.05, 0.8  # real seconds of a life that ends by time
PATIENCE_S = 3.0  # so long a process may take to reach its end
PASSINGS = 3  # it dies at the first, second or third passing


@dataclass
class Member:
    """A process and how it will end; `dies_at` on the machine's monotonic clock, None: nobody kills it. `pid` 0: not born yet."""

    destiny: Destiny
    dies_at: float | None
    pid: int = 0
    killed: bool = False


@dataclass
class Crew:
    """Keeps every place of the engine filled; while `deadly`, everybody who is born is going to be killed."""

    engine: str
    chance: Random
    line: Connection
    deadly: bool = True
    deaths: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)  # ended by themselves
    _members: dict[str, Member] = field(default_factory=dict)
    _born: int = 0

    @property
    def kills(self) -> int:
        return self.deaths.total()

    @property
    def names(self) -> list[str]:
        """The names of those who are alive, as they stand in claims."""
        return [named(member.destiny, member.pid).name for member in self._members.values() if member.pid]

    def tend(self) -> None:
        """Hear who was born and who died, kill whose time has come, ask for who is missing."""
        self._hear()
        for place, member in self._members.items():
            if member.dies_at is not None and time.monotonic() >= member.dies_at and not member.killed:
                member.killed = True
                self.line.send(Kill(place))
        for place, _ in ENGINES[self.engine].places:
            if place not in self._members:
                self._members[place] = member = self._destined(place)
                self.line.send(Wish(self.engine, place, member.destiny))

    def spare(self) -> None:
        """From now on nobody is killed: the condemned die now, and those who follow them live."""
        self.deadly = False
        for member in self._members.values():
            if member.dies_at is not None:
                member.dies_at = 0.0
        self.tend()

    def _hear(self) -> None:
        while self.line.poll(0):
            match self.line.recv():
                case Born(place, pid):
                    self._members[place].pid = pid
                case Died(place, code):
                    self._bury(self._members.pop(place), code)

    def _bury(self, member: Member, code: int) -> None:
        if code == -SIGKILL:
            point = "" if member.killed else member.destiny.kill_point.partition(":")[0]
            self.deaths[point or BY_TIME] += 1
        else:
            self.unexpected.append(f"{member.destiny.name}: {code}")

    def _destined(self, place: str) -> Member:
        now = time.monotonic()
        if not self.deadly:
            return Member(Destiny(place), None)
        self._born += 1
        if self._born % 3 == 0:
            return Member(Destiny(place, life_s=self.chance.uniform(SHORTEST_S, LONGEST_S)), now + PATIENCE_S)
        point = POINTS[(self._born - self._born // 3) % len(POINTS)]
        return Member(Destiny(place, f"{point}:{self.chance.randint(1, PASSINGS)}"), now + PATIENCE_S)


@contextmanager
def crew_of(engine: str, settings: Settings, chance: Random) -> Iterator[Crew]:
    """The crew while the block runs; nobody outlives it."""
    here, there = socket.socketpair()
    ours, command = Connection(here.detach()), [sys.executable, "-c", NURSERY, str(there.fileno())]
    with subprocess.Popen(command, pass_fds=[there.fileno()], start_new_session=True) as nursery:  # noqa: S603 - our own program
        there.close()
        ours.send(settings)
        try:
            yield Crew(engine, chance, ours)
        finally:
            ours.close()
            nursery.wait()
