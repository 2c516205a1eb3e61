"""What the sandbox keeps: things in memory, each change written through to one SQLite file before the answer leaves.

Synchronous writes are off on purpose: the file survives a killed process, which is what a restart needs, and a power cut only costs play data.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, ValuesView
from pathlib import Path
from typing import Any, Generic, TypeVar

from studio.errors import StudioError, problem
from studio.private import own_database

T = TypeVar("T")

_TABLES = """
CREATE TABLE IF NOT EXISTS thing (kind TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS bytes (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL);
"""
_PUT = "INSERT INTO thing (kind, key, json) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET json = excluded.json"


class Journal:
    """The file behind the shelves; `address` is a path, or `memory` to keep nothing."""

    def __init__(self, address: Path | str = "memory") -> None:
        self._file: sqlite3.Connection | None = None
        self._bytes: dict[str, bytes] = {}
        self._open: dict[tuple[str, str], Any] = {}
        self._urgent = False
        if str(address) != "memory":
            Path(address).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            own_database(Path(address))
            self._file = _opened(address)

    def read(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """Every thing of a kind, in the order in which they were first put."""
        if self._file is None:
            return []
        rows = self._file.execute("SELECT key, json FROM thing WHERE kind = ? ORDER BY rowid", (kind,))
        return [(key, json.loads(text)) for key, text in rows]

    def note(self, kind: str, key: str, thing: object | None, *, soon: bool) -> None:
        """Remember to write this thing (None: to drop it); `soon` may wait for the next write that matters."""
        if self._file is not None:
            self._open[kind, key] = thing
            self._urgent = self._urgent or not soon

    def flush(self, *, everything: bool = False) -> None:
        """Write what was noted, in one transaction, when anything of it matters."""
        if self._file is None or not self._open or not (self._urgent or everything):
            return
        changes, self._open, self._urgent = self._open, {}, False
        self._file.execute("BEGIN IMMEDIATE")
        for (kind, key), thing in changes.items():
            if thing is None:
                self._file.execute("DELETE FROM thing WHERE kind = ? AND key = ?", (kind, key))
            else:
                self._file.execute(_PUT, (kind, key, json.dumps(vars(thing), ensure_ascii=False)))
        self._file.execute("COMMIT")

    def keep(self, content: bytes) -> str:
        """Keep bytes by their digest; returns the sha256."""
        digest = hashlib.sha256(content).hexdigest()
        if self._file is None:
            self._bytes[digest] = content
        else:
            self._file.execute("INSERT OR IGNORE INTO bytes (sha256, bytes) VALUES (?, ?)", (digest, content))
        return digest

    def content(self, digest: str) -> bytes:
        """The bytes with this sha256; KeyError when they were never kept."""
        if self._file is None:
            return self._bytes[digest]
        row = self._file.execute("SELECT bytes FROM bytes WHERE sha256 = ?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest)
        return row[0]

    def forget_everything(self) -> None:
        self._open.clear()
        self._bytes.clear()
        if self._file is not None:
            self._file.executescript("DELETE FROM thing; DELETE FROM bytes;")

    def close(self) -> None:
        self.flush(everything=True)
        if self._file is not None:
            self._file.close()
            self._file = None


def _opened(address: Path | str) -> sqlite3.Connection:
    file = sqlite3.connect(address, isolation_level=None, check_same_thread=False)
    try:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = OFF")
        file.executescript(_TABLES)
    except sqlite3.DatabaseError as wrong:
        file.close()
        raise unreadable(str(wrong), where=str(address)) from wrong
    return file


class Shelf(Generic[T]):
    """All things of one dataclass by key, oldest first; fields must be plain JSON values, times are Unix seconds.

    Change a thing and `put` it again: only what is put survives a restart.
    """

    def __init__(self, journal: Journal, kind: type[T]) -> None:
        self._journal = journal
        self._kind = f"{kind.__module__.removeprefix('studio.sandbox.')}.{kind.__name__}"
        self._things: dict[str, T] = {key: _made(kind, fields) for key, fields in journal.read(self._kind)}

    def put(self, key: str, thing: T, *, soon: bool = False) -> T:
        self._things[key] = thing
        self._journal.note(self._kind, key, thing, soon=soon)
        return thing

    def drop(self, key: str) -> None:
        if self._things.pop(key, None) is not None:
            self._journal.note(self._kind, key, None, soon=False)

    def get(self, key: str) -> T | None:
        return self._things.get(key)

    def values(self) -> ValuesView[T]:
        return self._things.values()

    def __getitem__(self, key: str) -> T:
        return self._things[key]

    def __contains__(self, key: str) -> bool:
        return key in self._things

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)


def _made(kind: type[T], fields: dict[str, Any]) -> T:
    known = getattr(kind, "__dataclass_fields__", {})
    try:
        return kind(**{name: value for name, value in fields.items() if name in known})
    except TypeError as missing:
        raise unreadable(f"{kind.__name__}: {missing}") from missing


def unreadable(why: str, *, where: str = "") -> StudioError:
    """The file is not one of this sandbox; it is play data, so the mend is to let it go."""
    return StudioError(
        problem(
            f"沙盒的数据文件无法读取：{why}",
            f"the sandbox's file cannot be read: {why}",
            where=where,
            mend=(
                "删除该文件后重新启动；沙盒会重新建立演示账号",
                "delete the file and start again; the sandbox makes its demo accounts anew",
            ),
        )
    )
