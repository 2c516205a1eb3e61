"""A small process tree: start the parts, restart what dies, stop all of them together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger("studio.run")
PATIENCE_S = 8.0  # for a part to stop by itself
STEADY_S = 20.0  # a part that lived this long may be restarted at once


@dataclass
class Part:
    """One process: `studio <name>`. `deaths` counts how often it died soon after its start."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = field(default=0)

    def start(self, extra: dict[str, str]) -> None:
        command = [sys.executable, "-m", "studio.cli.main", self.name]
        self.process = subprocess.Popen(command, env=_environment() | extra, start_new_session=True)  # noqa: S603 - our own program
        self.started = time.monotonic()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class ProcessTree:
    """The parts in the order in which they start; they stop in the other order."""

    def __init__(self, names: Sequence[str], *, extra: dict[str, str] | None = None) -> None:
        self.parts = [Part(name) for name in names]
        self._extra = extra or {}
        self._stopping = threading.Event()

    def start(self) -> None:
        for part in self.parts:
            part.start(self._extra)

    def watch(self) -> None:
        """Restart what dies until `stop` is called; a part that keeps dying waits longer each time."""
        while not self._stopping.wait(0.5):
            for part in self.parts:
                if part.process is not None and part.process.poll() is not None and not self._stopping.is_set():
                    self._restart(part)

    def _restart(self, part: Part) -> None:
        code = part.process.returncode if part.process else 0
        part.deaths = 0 if time.monotonic() - part.started > STEADY_S else part.deaths + 1
        wait = min(30.0, 0.5 * 2**part.deaths)
        log.warning("part died, restarting", part=part.name, code=code, wait_s=wait)
        if not self._stopping.wait(wait):
            part.start(self._extra)

    def died(self) -> list[str]:
        """Parts that are not running."""
        return [part.name for part in self.parts if part.process is not None and part.process.poll() is not None]

    def stop(self) -> None:
        self._stopping.set()
        for part in reversed(self.parts):
            part.stop()


@contextmanager
def running(names: Sequence[str], *, extra: dict[str, str] | None = None) -> Iterator[ProcessTree]:
    """The tree while the block runs."""
    tree = ProcessTree(names, extra=extra)
    tree.start()
    try:
        yield tree
    finally:
        tree.stop()


def _environment() -> dict[str, str]:
    """What children inherit; handed on whole, read by nobody here."""
    return dict(os.environ)  # noqa: TID251 - passed on, not read
