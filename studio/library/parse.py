"""From texts to a library: every document is read, and everything that is wrong is said at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ValidationError

from studio.errors import Problem, problem
from studio.library import agreements, references
from studio.library.kinds.workspace import Workspace
from studio.library.library import Library, Origin
from studio.library.marked import Marked, Path, Unreadable, front_matter, toml_text, yaml_text
from studio.library.placed import Placed, Shelves
from studio.library.plain_words import problems_of
from studio.library.shelves import Shelf, is_text, shelf_of


@dataclass(frozen=True)
class Leaf:
    """One file of a workspace: its text, or the digest of its bytes when it is a picture or a file that is only kept."""

    path: str
    text: str = ""
    digest: str = ""
    version: int = 0

    @property
    def shelf(self) -> Shelf:
        return shelf_of(self.path)


def parse(leaves: Iterable[Leaf]) -> tuple[Library, tuple[Problem, ...]]:
    """The library of all documents that are good, and every problem of those that are not, in the order of the files."""
    reading = _Reading()
    for leaf in sorted(leaves, key=lambda leaf: leaf.path):
        reading.take(leaf)
    if not reading.shelves.knows("workspace"):
        mend = ("用 studio init 新建一个工作区，或换到正确的文件夹", "make a workspace with studio init, or go to the right folder")
        reading.problems.append(problem("缺少 studio.toml", "studio.toml missing", where="studio.toml", mend=mend))
    reading.problems += references.dangling(reading.shelves)
    reading.problems += agreements.broken(reading.shelves)
    return reading.library(), tuple(sorted(reading.problems, key=lambda p: (p.where, p.line or 0)))


@dataclass
class _Reading:
    """What has been read so far."""

    shelves: Shelves = field(default_factory=Shelves)
    problems: list[Problem] = field(default_factory=list)
    workspace: Workspace | None = None

    def take(self, leaf: Leaf) -> None:
        shelf = leaf.shelf
        name = PurePosixPath(leaf.path).name
        if not is_text(shelf):
            self.shelves.put(
                shelf.kind,
                name if shelf.kind == "picture" else leaf.path,
                Placed(leaf.digest, leaf.path, Marked(None), version=leaf.version),
            )
            return
        if "\0" in leaf.text:
            self.problems.append(
                problem(
                    "文件里有空字符",
                    "the file holds a NUL character",
                    where=leaf.path,
                    mend=("用文本编辑器重新保存", "save it again as plain text"),
                )
            )
            self.shelves.doubt(shelf.kind)
        elif shelf.reads is None:
            self.shelves.put(shelf.kind, PurePosixPath(leaf.path).stem, Placed(leaf.text, leaf.path, Marked(None), version=leaf.version))
        else:
            self._read(leaf, shelf, shelf.reads)

    def _read(self, leaf: Leaf, shelf: Shelf, document: type[BaseModel]) -> None:
        try:
            marked = _marked(leaf)
        except Unreadable as error:
            self.problems.append(error.problem)
            self.shelves.expect(shelf, leaf.path)
            return
        data = marked.data
        if marked.body_line > 1 and isinstance(data, dict):
            data = {**data, "body": marked.body, "body_line": marked.body_line}
        try:
            whole = document.model_validate(data)
        except ValidationError as error:
            self.problems += problems_of(error, document, marked, leaf.path)
            self._keep_the_good_ones(leaf, shelf, document, marked)
            return
        if isinstance(whole, Workspace):
            self.workspace = whole
        for at, part in _parts(whole, shelf):
            self._put(leaf, shelf, part, marked, at)

    def _keep_the_good_ones(self, leaf: Leaf, shelf: Shelf, document: type[BaseModel], marked: Marked) -> None:
        """Of a document that keeps many, those without an error; the names of the others are known too, so nothing else seems dangling."""
        rows = marked.data.get(shelf.holds) if isinstance(marked.data, dict) and shelf.holds else None
        if not isinstance(rows, list):
            self.shelves.expect(shelf, leaf.path, marked.data)
            return
        for index, row in enumerate(rows):
            try:
                part = getattr(document.model_validate({shelf.holds: [row]}), shelf.holds)[0]
            except ValidationError:
                self.shelves.expect(shelf, leaf.path, row)
            else:
                self._put(leaf, shelf, part, marked, (shelf.holds, index))

    def _put(self, leaf: Leaf, shelf: Shelf, part: BaseModel, marked: Marked, at: Path) -> None:
        if shelf.kind == "workspace":
            self.shelves.put("workspace", "", Placed(part, leaf.path, marked, version=leaf.version))
            for index, account in enumerate(part.accounts if isinstance(part, Workspace) else ()):
                self._put_once("account", account.slug, Placed(account, leaf.path, marked, ("accounts", index), leaf.version))
            return
        self._put_once(shelf.kind, getattr(part, shelf.named_by), Placed(part, leaf.path, marked, at, leaf.version))

    def _put_once(self, kind: str, name: str, placed: Placed) -> None:
        first = self.shelves.get(kind, name)
        if first is None:
            self.shelves.put(kind, name, placed)
            return
        self.problems.append(
            problem(
                f"代号 {name} 用了两次，第一次在 {first.path}:{first.line()}", f"{name} is used twice, first in {first.path}:{first.line()}",
                where=placed.path, line=placed.line("slug"), field="slug", mend=("换一个代号", "choose another name"),
            )
        )  # fmt: skip

    def library(self) -> Library:
        kept = self.shelves.documents
        return Library(
            workspace=self.workspace,
            **{name: kept(kind) for name, kind in SHELF_NAMES.items()},  # pyright: ignore[reportArgumentType]
            origins={
                (kind, name): Origin(placed.path, placed.line(), placed.version)
                for kind, shelf in self.shelves.placed.items()
                for name, placed in shelf.items()
            },
        )


SHELF_NAMES: Mapping[str, str] = {
    "personas": "persona", "pillars": "pillar", "templates": "template", "briefs": "brief", "products": "product", "articles": "article",
    "themes": "theme", "cadences": "cadence", "festivals": "festival", "campaigns": "campaign", "layouts": "layout", "palettes": "palette",
    "fonts": "font", "photos": "photo", "pictures": "picture", "files": "file",
}  # fmt: skip


def _marked(leaf: Leaf) -> Marked:
    if leaf.path.endswith(".toml"):
        return toml_text(leaf.text, leaf.path)
    if leaf.path.endswith((".md", ".j2")):
        return front_matter(leaf.text, leaf.path)
    return yaml_text(leaf.text, leaf.path)


def _parts(whole: BaseModel, shelf: Shelf) -> list[tuple[Path, Any]]:
    if not shelf.holds:
        return [((), whole)]
    return [((shelf.holds, index), part) for index, part in enumerate(getattr(whole, shelf.holds))]
