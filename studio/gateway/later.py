"""Writing that no reader waits for: a visit of a short link, and that somebody was seen. It is done after the answer, when the database has room for it."""

import threading
from collections.abc import Callable
from queue import Full, Queue

import structlog
from sqlalchemy.exc import DBAPIError

from studio.errors import StudioError

MOST = 20_000  # acts in line; what does not fit is not counted, and said
AGAIN_S = 0.2  # until a database that was busy is tried again
TRIES = 40  # each of which waits its turn for as long as any writer does
log = structlog.get_logger("studio.gateway")


class Later:
    """One thread that does one act after the other, beside the threads that answer; it is begun with the first act."""

    def __init__(self) -> None:
        self._line: Queue[tuple[str, Callable[[], object]]] = Queue(MOST)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def do(self, name: str, act: Callable[[], object]) -> None:
        """Put an act in line; never waits."""
        try:
            self._line.put_nowait((name, act))
        except Full:
            log.warning("too much is waiting to be written", what=name)
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="later", daemon=True)
                self._thread.start()

    def settled(self) -> None:
        """Wait until everything that is in line was done."""
        self._line.join()

    def stop(self, *, within_s: float) -> None:
        """Do what is still in line, as far as there is time for it."""
        self._stopping.set()
        with self._line.all_tasks_done:
            self._line.all_tasks_done.wait_for(lambda: not self._line.unfinished_tasks, timeout=within_s)

    def _run(self) -> None:
        while True:
            name, act = self._line.get()
            try:
                self._patiently(name, act)
            finally:
                self._line.task_done()

    def _patiently(self, name: str, act: Callable[[], object]) -> None:
        for _ in range(TRIES):
            try:
                act()
            except DBAPIError:
                self._stopping.wait(AGAIN_S)
            except StudioError as error:
                log.warning("not written", what=name, why=str(error).splitlines()[0])
                return
            else:
                return
        log.warning("not written", what=name, why="the database was busy for too long")
