"""The library in a running studio: every document as rows, one per version; taken in from a folder and given back byte for byte."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Text, UniqueConstraint, func
from sqlmodel import Field, Session, col, select

from studio import history
from studio.database import BrandRow, UTCDateTime
from studio.errors import StudioError, problem
from studio.files import Files, digest_of
from studio.library.load import leaves_of, workspace_files
from studio.library.parse import Leaf, parse
from studio.library.shelves import is_text, shelf_of
from studio.people.person import Actor, Role, require

MAY_EDIT = (Role.PLANNER, Role.ADMIN)


class LibraryVersion(BrandRow, table=True):
    """One version of one document. The path in the workspace is its identity; a removed document's last version says so."""

    __table_args__ = (UniqueConstraint("brand_id", "path", "version"),)
    kind: str = Field(index=True)  # persona, template … ; picture and file live in Files by their digest
    path: str = Field(index=True)  # posix, relative to the workspace
    version: int
    digest: str = ""  # sha-256 of the bytes
    text: str = Field(default="", sa_type=Text)  # the source, to the letter; empty for pictures and files
    removed: bool = False
    author: str
    at: datetime = Field(sa_type=UTCDateTime)


@dataclass(frozen=True)
class ImportReport:
    """Paths, in order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True)
class ExportReport:
    """Paths, in order. Strangers stand in the folder, but the studio never knew them: they were left alone."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    strangers: tuple[str, ...]


def import_folder(session: Session, folder: Path, *, files: Files, by: Actor, at: datetime) -> ImportReport:
    """Take a workspace folder in as it stands; a document that is gone from it is removed here too.

    Everything is checked first: when anything is wrong nothing is taken in, and the StudioError lists all of it.
    """
    require(session, by, *MAY_EDIT)
    leaves, unread = leaves_of(folder)
    _, problems = parse(leaves)
    if unread or problems:
        raise StudioError(*unread, *problems)
    for leaf in leaves:
        _keep_bytes(leaf, folder, files)
    return take_in(session, leaves, by=by, at=at)


def take_in(session: Session, leaves: Iterable[Leaf], *, by: Actor, at: datetime) -> ImportReport:
    """Make these leaves the whole library, as one act in the history; documents that did not change get no new version."""
    require(session, by, *MAY_EDIT)
    last = {row.path: row for row in latest(session)}
    standing = {path: row for path, row in last.items() if not row.removed}
    fresh = {leaf.path: leaf for leaf in leaves}
    report = ImportReport(
        added=tuple(sorted(fresh.keys() - standing.keys())),
        changed=tuple(sorted(path for path in fresh.keys() & standing.keys() if fresh[path].digest != standing[path].digest)),
        removed=tuple(sorted(standing.keys() - fresh.keys())),
        unchanged=tuple(sorted(path for path in fresh.keys() & standing.keys() if fresh[path].digest == standing[path].digest)),
    )
    for path in (*report.added, *report.changed):
        session.add(next_version(fresh[path], last.get(path), by=by, at=at))
    for path in report.removed:
        session.add(next_version(Leaf(path), last[path], by=by, at=at, removed=True))
    session.flush()
    if report.added or report.changed or report.removed:
        history.record(
            session, "library.imported", "library", who=by.handle, at=at,
            added=list(report.added), changed=list(report.changed), removed=list(report.removed),
        )  # fmt: skip
    return report


def next_version(leaf: Leaf, last: LibraryVersion | None, *, by: Actor, at: datetime, removed: bool = False) -> LibraryVersion:
    """The row that follows the last one of this path."""
    return LibraryVersion(
        kind=leaf.shelf.kind, path=leaf.path, version=last.version + 1 if last else 1, digest=leaf.digest, text=leaf.text, removed=removed,
        author=by.handle, at=at,
    )  # fmt: skip


def export_folder(session: Session, folder: Path, *, files: Files) -> ExportReport:
    """Write the library into a folder, byte for byte; what was removed in the studio is removed there, strangers stay."""
    rows = latest(session)
    standing = {row.path: row for row in rows if not row.removed}
    gone = {row.path for row in rows if row.removed}
    there = {file.relative_to(folder).as_posix(): file for file in workspace_files(folder)} if folder.is_dir() else {}
    same = {path for path, file in there.items() if path in standing and digest_of(file.read_bytes()) == standing[path].digest}
    for path in sorted(standing.keys() - same):
        _write(folder / path, content_of(standing[path], files))
    for path in sorted(gone & there.keys()):
        there[path].unlink()
    return ExportReport(
        written=tuple(sorted(standing.keys() - same)),
        removed=tuple(sorted(gone & there.keys())),
        unchanged=tuple(sorted(same)),
        strangers=tuple(sorted(there.keys() - standing.keys() - gone)),
    )


def latest(session: Session) -> list[LibraryVersion]:
    """The last version of every path, removed ones included, in the order of the paths."""
    last = select(func.max(LibraryVersion.id)).group_by(col(LibraryVersion.path))
    return list(session.exec(select(LibraryVersion).where(col(LibraryVersion.id).in_(last)).order_by(col(LibraryVersion.path))))


def versions(session: Session, path: str) -> list[LibraryVersion]:
    """Every version of one document, the newest first."""
    query = select(LibraryVersion).where(LibraryVersion.path == path)
    return list(session.exec(query.order_by(col(LibraryVersion.version).desc())))


def content_of(row: LibraryVersion, files: Files) -> bytes:
    return row.text.encode() if is_text(shelf_of(row.path)) else files.get(row.digest)


def _keep_bytes(leaf: Leaf, folder: Path, files: Files) -> None:
    if not is_text(leaf.shelf) and files.put((folder / leaf.path).read_bytes()) != leaf.digest:
        mend = ("等它写完再导入", "import again when it is finished")
        raise StudioError(problem("文件在导入时被改动", "the file changed while it was imported", where=leaf.path, mend=mend))


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.part")
        fresh.write_bytes(content)
        fresh.replace(file)
    except OSError as error:
        mend = ("检查磁盘空间和文件夹权限", "check disk space and the folder's rights")
        raise StudioError(problem(f"写不了：{error.strerror}", f"cannot write: {error.strerror}", where=str(file), mend=mend)) from error
