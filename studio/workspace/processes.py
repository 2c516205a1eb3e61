"""A small process tree: start the parts, restart what dies, stop all of them together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import structlog

log = structlog.get_logger("studio.run")
PATIENCE_S = 8.0  # for a part to stop by itself
LOOK_S = 0.25  # between looks at who died
STEADY_S = 20.0  # a part that lived this long may be restarted at once
WATCH_S = 1.0  # between looks of a part at whether its parent lives


@dataclass
class Part:
    """One process: `studio <name>` unless another command is given. `deaths` counts how often it died soon after its start."""

    name: str
    command: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float | None = None  # when a dead one is started again, by the machine's monotonic clock

    def start(self, extra: dict[str, str]) -> None:
        command = self.command or (sys.executable, "-m", "studio.cli.main", self.name)
        env = _environment() | extra | {"STUDIO_PARENT": str(os.getpid())}
        self.process = subprocess.Popen(command, env=env, start_new_session=True)  # noqa: S603 - our own program
        self.started, self.again_at = time.monotonic(), None

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is None or not self.lives:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class ProcessTree:
    """The parts in the order in which they start; they stop in the other order."""

    def __init__(self, names: Sequence[str | Part], *, extra: dict[str, str] | None = None) -> None:
        self.parts = [Part(name) if isinstance(name, str) else name for name in names]
        self._extra = extra or {}
        self._stopping = threading.Event()
        self._starting = threading.Lock()  # nothing is started once it is being stopped

    def start(self) -> None:
        for part in self.parts:
            part.start(self._extra)

    def watch(self) -> None:
        """Restart what dies until `stop` is called; a part that keeps dying waits longer each time, and keeps no other waiting."""
        while not self._stopping.wait(LOOK_S):
            for part in self.parts:
                if part.process is not None and part.process.poll() is not None:
                    self._restart(part)

    def _restart(self, part: Part) -> None:
        now = time.monotonic()
        if part.again_at is None:
            part.deaths = 0 if now - part.started > STEADY_S else part.deaths + 1
            part.again_at = now + (wait := min(30.0, 0.5 * 2**part.deaths))
            log.warning("part died, restarting", part=part.name, code=part.process.returncode if part.process else 0, wait_s=wait)
        if now >= part.again_at:
            with self._starting:
                if not self._stopping.is_set():
                    part.start(self._extra)

    def died(self) -> list[str]:
        """Parts that are not running."""
        return [part.name for part in self.parts if part.process is not None and part.process.poll() is not None]

    def stop(self) -> None:
        with self._starting:
            self._stopping.set()
        for part in reversed(self.parts):
            part.stop()


@contextmanager
def running(names: Sequence[str | Part], *, extra: dict[str, str] | None = None) -> Iterator[ProcessTree]:
    """The tree while the block runs; one part that cannot be started leaves no other behind."""
    tree = ProcessTree(names, extra=extra)
    try:
        tree.start()
        yield tree
    finally:
        tree.stop()


def end_with(parent: int) -> None:
    """Stop this process when `parent` is gone, however it went: a part without its supervisor would go on sending with nobody to stop it.

    It is asked to stop like at Ctrl-C, so that what is being sent is finished; who does not stop in time is ended.
    """
    ours = os.getppid() == parent

    def watch() -> None:
        while os.getppid() == parent if ours else _lives(parent):
            time.sleep(WATCH_S)
        with suppress(OSError):  # the log may have gone with the parent
            log.warning("parent gone, stopping", parent=parent)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE_S)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _environment() -> dict[str, str]:
    """What children inherit; handed on whole, read by nobody here."""
    return dict(os.environ)  # noqa: TID251 - passed on, not read
