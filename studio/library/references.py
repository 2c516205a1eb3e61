"""Where one document names another: what is named must exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studio.errors import Problem, problem
from studio.library.marked import Path
from studio.library.placed import Placed, Shelves
from studio.library.plain_words import did_you_mean, field_name


@dataclass(frozen=True)
class Reference:
    """`field` of a document of kind `of` names a document of kind `to`; `[]` walks through a list."""

    of: str
    field: str
    to: str


REFERENCES = (
    Reference("account", "persona", "persona"),
    Reference("persona", "portrait", "picture"),
    Reference("template", "pillar", "pillar"),
    Reference("template", "personas[]", "persona"),
    Reference("template", "picture", "layout"),
    Reference("brief", "product", "product"),
    Reference("product", "photos[]", "picture"),
    Reference("article", "cover", "picture"),
    Reference("article", "pillar", "pillar"),
    Reference("article", "theme", "theme"),
    Reference("cadence", "persona", "persona"),
    Reference("cadence", "slots[].account", "account"),
    Reference("cadence", "slots[].pillars[]", "pillar"),
    Reference("campaign", "festival", "festival"),
    Reference("campaign", "personas[]", "persona"),
    Reference("campaign", "products[]", "product"),
    Reference("layout", "pillars[]", "pillar"),
    Reference("photo", "file", "picture"),
)
CALLED = {
    "persona": ("人设", "persona"), "picture": ("照片", "photo"), "pillar": ("内容支柱", "pillar"), "layout": ("版式", "layout"),
    "product": ("商品", "product"), "theme": ("文章主题", "article theme"), "account": ("渠道账号", "channel account"),
    "festival": ("节点", "festival"),
}  # fmt: skip


def dangling(shelves: Shelves) -> Iterator[Problem]:
    """Every name that leads nowhere, except into a document that could not be read itself."""
    for reference in REFERENCES:
        for placed in shelves.all(reference.of).values():
            for path, name in _values(placed.document, reference.field):
                if name and not shelves.knows(reference.to, name):
                    yield _nowhere(placed, path, name, reference.to, shelves)


def _values(document: Any, field: str) -> list[tuple[Path, Any]]:
    found: list[tuple[Path, Any]] = [((), document)]
    for part in field.split("."):
        name = part.removesuffix("[]")
        found = [((*path, name), getattr(value, name)) for path, value in found]
        if part.endswith("[]"):
            found = [((*path, index), item) for path, items in found for index, item in enumerate(items)]
    return found


def _nowhere(placed: Placed, path: Path, name: str, kind: str, shelves: Shelves) -> Problem:
    zh, en = CALLED[kind]
    return problem(
        f"没有叫 {name} 的{zh}", f"there is no {en} {name}", where=placed.path, line=placed.line(*path), field=field_name((*placed.at, *path)),
        mend=did_you_mean(name, shelves.names(kind)),
    )  # fmt: skip
