"""Documents with the place where they stand, so that a problem found later still has its file and line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from studio.library.marked import Marked, Path
from studio.library.shelves import Shelf


@dataclass(frozen=True)
class Placed:
    """A document, its file, and where in that file it begins."""

    document: Any
    path: str
    marked: Marked
    at: Path = ()
    version: int = 0

    def line(self, *path: str | int) -> int | None:
        """The line of a field of this document; of the document itself when no field is named."""
        return self.marked.line((*self.at, *path))


@dataclass
class Shelves:
    """What was read, by kind and name, and which further names exist in documents that could not be read."""

    placed: dict[str, dict[str, Placed]] = field(default_factory=dict)
    expected: dict[str, set[str]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def put(self, kind: str, name: str, placed: Placed) -> None:
        self.placed.setdefault(kind, {})[name] = placed

    def get(self, kind: str, name: str) -> Placed | None:
        return self.placed.get(kind, {}).get(name)

    def all(self, kind: str) -> Mapping[str, Placed]:
        return self.placed.get(kind, {})

    def documents(self, kind: str) -> dict[str, Any]:
        return {name: placed.document for name, placed in self.all(kind).items()}

    def doubt(self, kind: str) -> None:
        """Some names of this kind cannot be known: nothing that refers to it is called dangling."""
        self.doubtful.add(kind)

    def expect(self, shelf: Shelf, path: str, data: object = None) -> None:
        """A document is there, though it could not be read: note the names it would have had."""
        rows = data if isinstance(data, dict) else {}
        name = rows.get(shelf.named_by) if shelf.named_by else ""
        if shelf.kind == "workspace":
            self.doubt("workspace")
            self.doubt("account")
        elif shelf.holds and not isinstance(name, str):
            self.doubt(shelf.kind)
        else:
            stem = PurePosixPath(path).name.removesuffix(PurePosixPath(shelf.place).name.lstrip("*"))
            self.expected.setdefault(shelf.kind, set()).update({stem, name} if isinstance(name, str) else {stem})

    def knows(self, kind: str, name: str | None = None) -> bool:
        """Whether something of this name may exist; without a name, whether anything of the kind does."""
        if kind in self.doubtful:
            return True
        if name is None:
            return bool(self.all(kind))
        return name in self.all(kind) or name in self.expected.get(kind, ())

    def names(self, kind: str) -> tuple[str, ...]:
        return tuple(self.all(kind))
