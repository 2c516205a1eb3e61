"""The parent of everybody who is going to be killed: it has imported everything and holds no thread or connection, so a child is there in milliseconds."""

import gc
import os
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from signal import SIGKILL
from typing import NoReturn

from studio.chaos.engines import ENGINES, Destiny, named
from studio.settings import Settings

LISTEN_S = 0.005


@dataclass(frozen=True)
class Wish:
    """Let somebody be born in this place of the engine."""

    engine: str
    place: str
    destiny: Destiny


@dataclass(frozen=True)
class Kill:
    """Let whoever is in this place die now. Only their parent may do it: nobody else knows for sure whose number it is by then."""

    place: str


@dataclass(frozen=True)
class Born:
    place: str
    pid: int


@dataclass(frozen=True)
class Died:
    """`code` is the exit code; minus nine is what we want to see."""

    place: str
    code: int


def raise_children(line: Connection, settings: Settings) -> None:
    """Fork a child for every wish and tell of every birth and death, until the line is closed; then nobody is left alive."""
    gc.freeze()  # what is loaded stays shared with the children
    alive: dict[int, str] = {}
    try:
        while True:
            if line.poll(LISTEN_S):
                match line.recv():
                    case Kill(place):
                        _kill(pid for pid, where in alive.items() if where == place)
                    case Wish() as wish:
                        pid = os.fork() or _live(line, settings, wish)
                        alive[pid] = wish.place
                        line.send(Born(wish.place, pid))
            for pid in list(alive):
                gone, status = os.waitpid(pid, os.WNOHANG)
                if gone:
                    line.send(Died(alive.pop(pid), os.waitstatus_to_exitcode(status)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        _kill(alive)


def _kill(pids: Iterable[int]) -> None:
    for pid in pids:
        os.kill(pid, SIGKILL)


def _live(line: Connection, settings: Settings, wish: Wish) -> NoReturn:
    """The child: never comes back."""
    line.close()
    try:
        ENGINES[wish.engine].places[wish.place].run(settings, named(wish.destiny, os.getpid()))
    except BaseException:  # noqa: BLE001 - whatever it was, a child must not go on as its parent
        traceback.print_exc()
    os._exit(70)


def main() -> None:
    line = Connection(int(sys.argv[1]))
    raise_children(line, line.recv())
