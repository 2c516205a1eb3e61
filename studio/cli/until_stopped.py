"""Running something in this process until it is asked to stop: Ctrl-C, or what stops a service."""

import signal
import threading
from typing import Protocol


class Runs(Protocol):
    """Something that works in the background between `start` and `stop`; `stop` finishes what is being done."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def run_until_stopped(part: Runs) -> None:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    part.start()
    stop.wait()
    part.stop()
