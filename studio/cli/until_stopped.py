"""Running something in this process until it is asked to stop: Ctrl-C, or what stops a service."""

import signal
import threading
from collections.abc import Callable
from typing import Protocol


class Runs(Protocol):
    """Something that works in the background between `start` and `stop`; `stop` finishes what is being done."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def run_until_stopped(part: Runs) -> None:
    stop = threading.Event()
    when_asked_to_stop(stop.set)
    part.start()
    stop.wait()
    part.stop()


def when_asked_to_stop(do: Callable[[], None]) -> None:
    """Call `do` at Ctrl-C, when a service is stopped, and when the terminal is closed or an ssh line ends."""
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:  # SIGHUP is not everywhere
            signal.signal(number, lambda *_: do())
