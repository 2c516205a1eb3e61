"""Editing one document in the browser: checked with everything around it, and never over somebody else's change."""

from datetime import datetime
from pathlib import PurePosixPath

from sqlmodel import Session

from studio import history
from studio.errors import Conflict, StudioError, problem
from studio.files import digest_of
from studio.library.current import leaf_of, problems, standing
from studio.library.parse import Leaf, parse
from studio.library.shelves import FOLDERS, is_text, shelf_of
from studio.library.version import MAY_EDIT, LibraryVersion, next_version, versions
from studio.people.person import Actor, Role, require


def save_document(session: Session, path: str, text: str, *, base_version: int, by: Actor, at: datetime) -> LibraryVersion:
    """Keep a new version of a text document. `base_version` is the one that was edited; 0 for a new document.

    Raises Conflict with both texts when somebody saved in between, StudioError with every problem the change would make in the library.
    """
    require(session, by, *may_edit(path))
    _is_a_document(path)
    last = next(iter(versions(session, path)), None)
    _nobody_was_faster(last, path, text, base_version)
    leaf = Leaf(path, text=text, digest=digest_of(_bytes(path, text)))
    if last and not last.removed and last.digest == leaf.digest:
        return last
    _still_a_library(session, path, leaf)
    row = next_version(leaf, last, by=by, at=at)
    session.add(row)
    session.flush()
    history.record(session, "library.saved", f"library:{path}", who=by.handle, at=at, version=row.version, digest=row.digest)
    return row


def remove_document(session: Session, path: str, *, base_version: int, by: Actor, at: datetime) -> LibraryVersion:
    """Take a document out of the library; its versions stay. Refused while another document names it."""
    require(session, by, *may_edit(path))
    last = next(iter(versions(session, path)), None)
    if last is None or last.removed:
        raise StudioError(
            problem("资料库里没有这份文档", "no such document in the library", where=path, mend=("刷新后再看", "reload and look again"))
        )
    _nobody_was_faster(last, path, "", base_version)
    _still_a_library(session, path, None)
    row = next_version(Leaf(path), last, by=by, at=at, removed=True)
    session.add(row)
    session.flush()
    history.record(session, "library.removed", f"library:{path}", who=by.handle, at=at, version=row.version)
    return row


def may_edit(path: str) -> tuple[Role, ...]:
    """Who may change this document: a brief is written by whoever writes posts, too."""
    return (*MAY_EDIT, Role.EDITOR) if str(path).startswith("content/briefs/") else MAY_EDIT


def _is_a_document(path: str) -> None:
    here = PurePosixPath(path)
    inside = path == "studio.toml" or (here.parts[:1] and here.parts[0] in FOLDERS)
    if not inside or ".." in here.parts or str(here) != path or not is_text(shelf_of(path)):
        mend = (
            "例如 personas/lin-an.yaml、content/templates/know-how/linen.md.j2",
            "such as personas/lin-an.yaml or content/templates/know-how/linen.md.j2",
        )
        raise StudioError(problem(f"「{path}」不是资料库里文档的位置", f"“{path}” is not a place for a document", where=path, mend=mend))


def _nobody_was_faster(last: LibraryVersion | None, path: str, text: str, base_version: int) -> None:
    now = 0 if last is None or (last.removed and base_version == 0) else last.version
    if now == base_version:
        return
    who = last.author if last else ""
    mend = ("对照两份文字，合并后再保存", "compare both texts, merge them, save again")
    said = problem(
        f"{who} 先改了这份文档（现在是版本 {now}）", f"{who} changed this document first (now at version {now})", where=path, mend=mend
    )
    raise Conflict(said, theirs=last.text if last else "", yours=text)


def _bytes(path: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        mend = ("删掉这个字符", "delete that character")
        raise StudioError(
            problem("有无法保存的字符", "a character that cannot be kept", where=path, line=text.count("\n", 0, error.start) + 1, mend=mend)
        ) from error


def _still_a_library(session: Session, path: str, leaf: Leaf | None) -> None:
    """Refuse what this change would break; what was broken before stays for whoever mends it."""
    around = [leaf_of(row) for row in standing(session) if row.path != path]
    _, found = parse([*around, leaf] if leaf else around)
    before = {(known.where, known.field, known.what) for known in problems(session)}
    fresh = [each for each in found if each.where == path or (each.where, each.field, each.what) not in before]
    if fresh:
        raise StudioError(*fresh)
