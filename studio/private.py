"""Files and folders for the eyes of their owner: databases hold customers' words, and the home folder holds the key."""

import os
import stat
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077
WRITTEN_BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a database; new ones take over the rights of the database


def own_folder(folder: Path, *, shared: bool = False) -> None:
    """Make the folder, or close one of ours to others; a `shared` one, in which other things lie too, stays as it is."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not shared:
        tighten(folder)


def own_file(path: Path) -> None:
    """Make the file empty, or close one of ours to others: before anything is written into it."""
    with suppress(OSError):  # whoever writes says it better
        path.touch(mode=0o600)
    tighten(path)


def own_database(path: Path) -> None:
    """The same for a SQLite file and what lies beside it."""
    own_file(path)
    for ending in WRITTEN_BESIDE:
        tighten(Path(f"{path}{ending}"))


def tighten(path: Path) -> None:
    """Take others' rights away where the file is ours; what is not there, or somebody else's, is left alone."""
    with suppress(OSError):
        if too_open(path) and path.stat().st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)


def too_open(path: Path) -> bool:
    """Whether others may read, write or enter it."""
    try:
        return os.name == "posix" and bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False
