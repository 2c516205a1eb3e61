"""The one reader of the time.

The edge (a page, a command, the publisher's tick, a request to the sandbox) asks once and hands `now` down.
For demos and tests the time can be set: a small JSON file, named by the setting `clock_file`, holds an offset
that every process which reads the same file shares. Time then still flows at its own pace, from where it was set.
"""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time, always aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SharedClock:
    """A clock that several processes share through a file, and that can be set and moved on.

    The file holds `{"offset_s": float}`: seconds to add to the machine's time. A missing file means no offset.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._read())

    def set(self, moment: datetime) -> None:
        """Set the time for every process that reads this file; `moment` must be aware."""
        self._write(moment.timestamp() - time.time())

    def advance(self, by: timedelta) -> None:
        self._write(self._read() + by.total_seconds())

    def setting(self) -> tuple[int, int] | None:
        """Something that is another whenever somebody set the clock."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino  # two settings within one tick of the disk's clock are two files

    def _read(self) -> float:
        stamp = self.setting()
        if stamp is None:
            return 0.0
        if stamp != self._stamp:
            self._offset = float(json.loads(self.path.read_text(encoding="utf-8"))["offset_s"])
            self._stamp = stamp
        return self._offset

    def _write(self, offset_s: float) -> None:
        fresh = self.path.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_text(json.dumps({"offset_s": offset_s}), encoding="utf-8")
        fresh.replace(self.path)  # whole or not at all: a reader never sees half a file
        self._stamp = None


class FixedClock:
    """A clock that stands where it was set, for tests."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, by: timedelta) -> None:
        self.moment += by


def clock_from(path: Path | None) -> Clock:
    """The clock a process should read: shared when a clock file is configured, else the machine's."""
    return SharedClock(path) if path else SystemClock()
