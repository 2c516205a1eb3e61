"""The brand's library as it stands now, read from its rows; parsed once per state and shared, because it is frozen."""

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from sqlmodel import Session

from studio.errors import Problem
from studio.library.library import Library
from studio.library.parse import Leaf, parse
from studio.library.version import LibraryVersion, latest

KEPT = 8  # states; a process serves a few brands, and each changes seldom
Read = tuple[Library, tuple[Problem, ...]]
_parsed: OrderedDict[str, Read] = OrderedDict()
_one_at_a_time = Lock()


def library(session: Session) -> Library:
    """The library of the session's brand; every document knows its version. What can no longer be read is left out: see problems()."""
    return _read(session)[0]


def problems(session: Session) -> tuple[Problem, ...]:
    """What is wrong in the rows: none, unless a newer release of the studio became stricter than the one that took them in."""
    return _read(session)[1]


def _read(session: Session) -> Read:
    rows = standing(session)
    state = sha256("\n".join(f"{row.path}\t{row.version}\t{row.digest}" for row in rows).encode()).hexdigest()
    with _one_at_a_time:
        if state not in _parsed:
            _parsed[state] = parse(leaf_of(row) for row in rows)
        _parsed.move_to_end(state)
        while len(_parsed) > KEPT:
            _parsed.popitem(last=False)
        return _parsed[state]


def standing(session: Session) -> list[LibraryVersion]:
    """The last version of every document that was not removed, in the order of the paths."""
    return [row for row in latest(session) if not row.removed]


def leaf_of(row: LibraryVersion) -> Leaf:
    return Leaf(row.path, text=row.text, digest=row.digest, version=row.version)
