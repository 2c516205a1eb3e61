"""Loading a workspace: a folder with personas/ content/ calendars/ assets/ and studio.toml."""

from collections.abc import Iterator
from pathlib import Path

from studio.errors import Problem, StudioError, problem
from studio.files import digest_of
from studio.library.library import Library
from studio.library.parse import Leaf, parse
from studio.library.shelves import FOLDERS, is_text, meant_for, overlooked, shelf_of

BIGGEST = 50_000_000  # bytes of one file
BIGGEST_TEXT = 1_000_000


def load(folder: Path) -> Library:
    """The library of a workspace; raises one StudioError with everything that is wrong in it."""
    library, problems = read(folder)
    if problems:
        raise StudioError(*problems)
    return library


def read(folder: Path) -> tuple[Library, tuple[Problem, ...]]:
    """The good documents of a workspace, and every problem of the others with file, line and field."""
    leaves, unread = leaves_of(folder)
    library, problems = parse(leaves)
    return library, (*unread, *problems)


def leaves_of(folder: Path) -> tuple[list[Leaf], list[Problem]]:
    """Every file of a workspace as it stands on disk, and those that cannot be taken in."""
    if not folder.is_dir():
        mend = ("检查路径，或用 studio init 新建工作区", "check the path, or make a workspace with studio init")
        return [], [problem("找不到工作区文件夹", "no such workspace folder", where=str(folder), mend=mend)]
    leaves: list[Leaf] = []
    problems: list[Problem] = []
    for file in workspace_files(folder):
        taken = _leaf(file, file.relative_to(folder).as_posix())
        if isinstance(taken, Leaf):
            leaves.append(taken)
        else:
            problems.append(taken)
    return leaves, problems


def workspace_files(folder: Path) -> Iterator[Path]:
    """The files that belong to a workspace, in order; hidden ones and Python's caches are not looked at."""
    if (folder / "studio.toml").exists():
        yield folder / "studio.toml"
    for top in FOLDERS:
        for file in sorted((folder / top).rglob("*")):
            inside = file.relative_to(folder).parts
            if (file.is_file() or file.is_symlink()) and not any(part.startswith(".") or part == "__pycache__" for part in inside):
                yield file


def _leaf(file: Path, path: str) -> Leaf | Problem:
    if file.is_symlink():
        return problem("不收符号链接", "symbolic links are not taken in", where=path, mend=("放真正的文件", "put the file itself here"))
    if overlooked(path):
        better = meant_for(path)
        return problem(
            "放在这里、叫这个名字，不会被读到",
            "of this name, in this place, it would be overlooked",
            where=path,
            mend=(f"应为 {better}", f"it should be {better}"),
        )
    text_wanted = is_text(shelf_of(path))
    limit = BIGGEST_TEXT if text_wanted else BIGGEST
    if file.stat().st_size > limit:
        return problem(
            f"文件超过 {limit // 1_000_000} MB",
            f"larger than {limit // 1_000_000} MB",
            where=path,
            mend=("压缩或拆开", "shrink or split it"),
        )
    try:
        content = file.read_bytes()
    except OSError as error:
        return problem(
            f"读不了：{error.strerror}", f"cannot be read: {error.strerror}", where=path, mend=("检查文件权限", "check the file's rights")
        )
    try:
        return Leaf(path, text=content.decode() if text_wanted else "", digest=digest_of(content))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return problem("不是 UTF-8 文字", "not UTF-8 text", where=path, line=line, mend=("用 UTF-8 编码重新保存", "save it again as UTF-8"))
