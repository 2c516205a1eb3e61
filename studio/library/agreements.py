"""What several documents must agree on: names of files, licences of pictures, shares that add up, templates that can be read."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from jinja2 import Environment, TemplateSyntaxError

from studio.errors import Problem, problem
from studio.library.kinds.cadence import Cadence
from studio.library.kinds.persona import Stage
from studio.library.placed import Placed, Shelves
from studio.library.shelves import SHELVES

_reader = Environment(autoescape=False)  # noqa: S701 - it only reads the syntax; nothing is filled in here


def broken(shelves: Shelves) -> Iterator[Problem]:
    """Every agreement that does not hold."""
    yield from _file_names(shelves)
    yield from _template_folders(shelves)
    yield from _licences(shelves)
    yield from _shares(shelves)
    yield from _palettes(shelves)
    yield from _faces(shelves)
    yield from _slots(shelves)
    yield from _template_syntax(shelves)


def _file_names(shelves: Shelves) -> Iterator[Problem]:
    """personas/lin-an.yaml holds the persona lin-an: a name that differs would be two names for one thing."""
    for shelf in SHELVES:
        ending = PurePosixPath(shelf.place).name
        if shelf.holds or not ending.startswith("*") or shelf.reads is None:
            continue
        for name, placed in shelves.all(shelf.kind).items():
            file = PurePosixPath(placed.path).name
            if file != name + ending[1:]:
                yield problem(
                    f"文件名和 {shelf.named_by} 不一致：{name}", f"the file is not called after its {shelf.named_by}, {name}", where=placed.path,
                    line=placed.line(shelf.named_by), field=shelf.named_by, mend=(f"文件改名为 {name}{ending[1:]}", f"rename the file to {name}{ending[1:]}"),
                )  # fmt: skip


def _template_folders(shelves: Shelves) -> Iterator[Problem]:
    for placed in shelves.all("template").values():
        folder = PurePosixPath(placed.path).parent.name
        if folder != placed.document.pillar:
            yield problem(
                f"模板放在 {folder}/ 下，却写着支柱 {placed.document.pillar}", f"the template stands in {folder}/ but names pillar {placed.document.pillar}",
                where=placed.path, line=placed.line("pillar"), field="pillar", mend=(f"移到 {placed.document.pillar}/ 下", f"move it to {placed.document.pillar}/"),
            )  # fmt: skip


def _licences(shelves: Shelves) -> Iterator[Problem]:
    for name, placed in shelves.all("picture").items():
        if not shelves.knows("photo", name):
            record = f"{placed.path}.licence.yaml"
            mend = (f"新建 {record}，写明来源、作者和授权", f"write {record} with source, author and licence")
            yield problem(f"照片 {name} 没有授权记录", f"photo {name} has no licence record", where=placed.path, mend=mend)


def _shares(shelves: Shelves) -> Iterator[Problem]:
    """The shares of a stage add up to 100, or say nothing."""
    if shelves.expected.get("pillar") or "pillar" in shelves.doubtful:
        return
    pillars = shelves.all("pillar")
    for stage in Stage:
        total = sum(placed.document.share.get(stage, 0) for placed in pillars.values())
        if total and abs(total - 100) > 0.01:
            yield problem(
                f"{stage.value} 阶段的占比合计 {total:g}，应为 100", f"the shares of {stage.value} add up to {total:g}, not 100",
                where=next(iter(pillars.values())).path, field=f"share.{stage.value}", mend=("调整各支柱的 share", "adjust the pillars' shares"),
            )  # fmt: skip


def _palettes(shelves: Shelves) -> Iterator[Problem]:
    coloured = {category for placed in shelves.all("palette").values() for category in placed.document.categories}
    if not coloured or "palette" in shelves.doubtful or shelves.expected.get("palette"):
        return
    for placed in shelves.all("product").values():
        if placed.document.category not in coloured:
            yield problem(
                f"品类 {placed.document.category} 没有配色", f"no palette for the category {placed.document.category}", where=placed.path,
                line=placed.line("category"), field="category", mend=("在 assets/palettes.yaml 里给它一套配色", "give it one in assets/palettes.yaml"),
            )  # fmt: skip


def _faces(shelves: Shelves) -> Iterator[Problem]:
    """A face that no package ships stands in the workspace."""
    for placed in shelves.all("font").values():
        face = placed.document
        if not face.package and face.file not in shelves.all("file"):
            mend = ("把字体文件放进工作区，或写上带它的 package", "put the font into the workspace, or name the package that ships it")
            yield problem(
                f"没有字体文件 {face.file}",
                f"there is no font file {face.file}",
                where=placed.path,
                line=placed.line("file"),
                field=f"{face.slug}.file",
                mend=mend,
            )


def _slots(shelves: Shelves) -> Iterator[Problem]:
    for placed in shelves.all("cadence").values():
        cadence: Cadence = placed.document
        seen: set[tuple[str, str, str]] = set()
        for index, slot in enumerate(cadence.slots):
            account = shelves.get("account", slot.account)
            if account and account.document.persona not in (None, cadence.persona):
                yield _slot_problem(
                    placed,
                    index,
                    f"账号 {slot.account} 属于人设 {account.document.persona}",
                    f"account {slot.account} belongs to {account.document.persona}",
                )
            keys = {(slot.account, day.value, slot.at.isoformat()) for day in slot.days}
            if keys & seen:
                yield _slot_problem(placed, index, "同一账号同一时刻有两个档期", "two slots of one account at the same minute")
            seen |= keys


def _slot_problem(placed: Placed, index: int, zh: str, en: str) -> Problem:
    mend = ("改账号、日子或时刻", "change the account, the days or the time")
    return problem(zh, en, where=placed.path, line=placed.line("slots", index), field=f"slots[{index}]", mend=mend)


def _template_syntax(shelves: Shelves) -> Iterator[Problem]:
    for placed in shelves.all("template").values():
        template = placed.document
        for name, text, first in (
            ("title", template.title, placed.line("title") or 1),
            ("headline", template.headline, placed.line("headline") or 1),
            ("body", template.body, template.body_line),
        ):
            try:
                _reader.parse(text)
            except TemplateSyntaxError as error:
                mend = ("检查 {{ }} 和 {% %} 是否成对", "check that {{ }} and {% %} are closed")
                yield problem(
                    f"模板写法有误：{error.message}",
                    f"broken template: {error.message}",
                    where=placed.path,
                    line=first + error.lineno - 1,
                    field=name,
                    mend=mend,
                )
