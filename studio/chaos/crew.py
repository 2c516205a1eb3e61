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

from studio.chaos.engines import ENGINES, Destiny, Part, named
from studio.chaos.nursery import Born, Died, Kill, Wish
from studio.settings import Settings

NURSERY = "from studio.chaos.nursery import main; main()"  # by its name, so that both sides know its messages as the same classes
BY_TIME = "at_random"
SOONEST_S, LATEST_S = 0.8, 8.0  # so long a process may take to reach its point: more on a machine where many do not get there
PASSINGS = 3  # it dies at the first, second or third passing
LOOKS, LOOKS_SHARE = "after_look", 0.25  # can only be reached while something is in doubt


@dataclass
class Member:
    """A process and how it will end. `patience_s` is how long after its birth it is killed, None: never; `born` on the machine's monotonic clock."""

    destiny: Destiny
    patience_s: float | None
    pid: int = 0
    born: float = 0.0
    killed: bool = False

    @property
    def overdue(self) -> bool:
        return self.patience_s is not None and self.pid > 0 and time.monotonic() - self.born >= self.patience_s


@dataclass
class Crew:
    """Keeps every place of the engine filled; while `deadly`, everybody who is born is going to be killed."""

    engine: str
    chance: Random
    line: Connection
    deadly: bool = True
    deaths: Counter[str] = field(default_factory=Counter)  # by point
    dead: Counter[str] = field(default_factory=Counter)  # by kind of process
    unexpected: list[str] = field(default_factory=list)  # ended by themselves
    _members: dict[str, Member] = field(default_factory=dict)
    _born: int = 0
    _sent: Counter[str] = field(default_factory=Counter)  # to die at a point
    _patience_s: float = 3.0

    @property
    def kills(self) -> int:
        return self.deaths.total()

    @property
    def everywhere(self) -> bool:
        """Whether somebody died at every named point."""
        return all(self.deaths[point] for part in ENGINES[self.engine].parts.values() for point in part.points)

    @property
    def names(self) -> list[str]:
        """The names of those who are alive, as they stand in claims."""
        return [named(member.destiny, member.pid).name for member in self._members.values() if member.pid]

    def tend(self, *, doubts: bool = False) -> None:
        """Hear who was born and who died, kill whose time has come, ask for who is missing; `doubts`: something is there to look into."""
        self._hear()
        for place, member in self._members.items():
            if member.overdue and not member.killed:
                member.killed = True
                self.line.send(Kill(place))
        for place, part in ENGINES[self.engine].places.items():
            if place not in self._members:
                self._members[place] = member = self._destined(place, part, doubts=doubts)
                self.line.send(Wish(self.engine, place, member.destiny))

    def spare(self) -> None:
        """From now on nobody is killed: the condemned die now, and those who follow them live."""
        self.deadly = False
        for member in self._members.values():
            if member.patience_s is not None:
                member.patience_s = 0.0
        self.tend()

    def _hear(self) -> None:
        while self.line.poll(0):
            match self.line.recv():
                case Born(place, pid):
                    self._members[place].pid, self._members[place].born = pid, time.monotonic()
                case Died(place, code):
                    self._bury(self._members.pop(place), code)

    def _bury(self, member: Member, code: int) -> None:
        if code == -SIGKILL:
            point = "" if member.killed else member.destiny.kill_point.partition(":")[0]
            self.deaths[point or BY_TIME] += 1
            self.dead[member.destiny.name.partition("-")[0]] += 1
            if member.destiny.kill_point:
                self._patience_s = max(SOONEST_S, self._patience_s * 0.9) if point else min(LATEST_S, self._patience_s * 1.15)
        else:
            self.unexpected.append(f"{member.destiny.name}: {code}")

    def _destined(self, place: str, part: Part, *, doubts: bool) -> Member:
        if not self.deadly:
            return Member(Destiny(place), None)
        self._born += 1
        if not part.points or self._born % 4 == 0:
            return Member(Destiny(place, life_s=self.chance.uniform(*part.lives_s)), part.lives_s[1] + LATEST_S)
        point, passing = self._point(part, doubts=doubts)
        return Member(Destiny(place, f"{point}:{passing}"), self._patience_s)

    def _point(self, part: Part, *, doubts: bool) -> tuple[str, int]:
        """A point to die at, and at which passing: first the points where nobody died yet."""
        if doubts and LOOKS in part.points and (self.chance.random() < LOOKS_SHARE or not self.deaths[LOOKS]):
            return LOOKS, 1
        point = min((point for point in part.points if point != LOOKS), key=lambda point: (self._sent[point], self.chance.random()))
        self._sent[point] += 1
        return point, self.chance.randint(1, PASSINGS) if self.deaths[point] else 1


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
