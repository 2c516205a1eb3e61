"""Writes the tables of docs/reference from the code that they are about: `python -m docs.tables`; a test says when they are out of date."""

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import EnumType
from inspect import getsource
from pathlib import Path
from typing import Any, get_args

import typer
import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from studio.assets.check import POINT_WORDS
from studio.channels.handoff.kinds import KINDS
from studio.cli.main import command
from studio.content.article.losses import known_losses
from studio.library.shelves import SHELVES, Shelf
from studio.review.compliance_words import exemptions, words
from studio.rules.records import all_rules
from studio.rules.rule import Rule, Source
from studio.settings import Settings

REFERENCE = Path(__file__).parent / "reference"
PLACE = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
MARKS = {"O": "official", "S": "secondary", "K": "unconfirmed", "H": "house"}


@dataclass(frozen=True)
class Table:
    """Rows of Markdown below their heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        lines = [self.heads, ("---",) * len(self.heads), *self.rows]
        return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def settings() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        rows.append((f"`STUDIO_{name.upper()}`", default, field.description or ""))
    return str(Table(("Variable", "Default", "What it is"), tuple(rows)))


def commands() -> str:
    return "\n".join(_command(name, each) for name, each in cli_commands())


def cli_commands() -> list[tuple[str, Any]]:
    """Every command by the words one types, such as `plan make`."""
    root: Any = typer.main.get_command(command())
    found = []
    for name, each in root.commands.items():
        below = getattr(each, "commands", None)
        found += [(f"{name} {verb}", one) for verb, one in below.items()] if below else [(name, each)]
    return found


def _command(name: str, each: Any) -> str:
    rows = [(_typed(param), _says(param)) for param in each.params if param.name != "help"]
    text = f"### `studio {name}`\n\n{each.help}\n"
    return f"{text}\n{Table(('Argument or option', 'What it is'), tuple(rows))}" if rows else text


def _typed(param: Any) -> str:
    if param.param_type_name == "argument":
        word = param.name.upper()
        return f"`{word}`" if param.required else f"`[{word}]`"
    return " ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))


def _says(param: Any) -> str:
    annotation = param.type_descriptor.annotation
    choices = next((one for one in (annotation, *get_args(annotation)) if isinstance(one, EnumType)), ())
    default = f"default `{param.default}`" if param.default and str(param.default) != "." and param.default is not True else ""
    said = (param.help or "", " · ".join(f"`{choice.value}`" for choice in choices), default, "required" if param.required else "")
    return "; ".join(part for part in said if part)


def kinds() -> str:
    """Every kind of library document with its place and its fields; what a field means is the remark beside it in the code."""
    return "\n".join(_kind(shelf) for shelf in SHELVES)


def _kind(shelf: Shelf) -> str:
    text = f"### {shelf.kind}\n\n`{shelf.place}`"
    if shelf.reads is None:
        return f"{text}\n\nKept and used as it stands.\n"
    documents = [(shelf.reads, ""), *_parts(shelf.reads)]
    lines = [f"{text}: {_about(shelf.reads)}\n"]
    for document, where in documents:
        lines.append(f"{f'`{where}`:' if where else ''}\n\n{_fields(document)}" if where else _fields(document))
    return "\n".join(lines)


def _about(document: type[BaseModel]) -> str:
    said = sys.modules[document.__module__].__doc__ or ""
    return said.partition(": ")[2].strip() or said


def _parts(document: type[BaseModel], above: str = "") -> list[tuple[type[BaseModel], str]]:
    found: list[tuple[type[BaseModel], str]] = []
    for name, field in document.model_fields.items():
        for inner in _models(field.annotation):
            found += [(inner, f"{above}{name}"), *_parts(inner, f"{above}{name}.")]
    return found


def _models(annotation: Any) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _fields(document: type[BaseModel]) -> str:
    remarks = _remarks(document)
    filled = {"body_line"} if "body_line" in document.model_fields else set()
    rows = [
        (f"`{name}`", _type(field.annotation), _default(field), remarks.get(name, ""))
        for name, field in document.model_fields.items()
        if name not in filled
    ]
    return str(Table(("Field", "Type", "Default", "What it is"), tuple(rows)))


def _remarks(document: type[BaseModel]) -> dict[str, str]:
    found = (re.match(r"    (\w+): .*?  # (.*)$", line) for line in getsource(document).splitlines())
    return {match[1]: match[2] for match in found if match}


def _type(annotation: Any) -> str:
    if isinstance(annotation, EnumType):
        remarks = dict(re.findall(r'^    \w+ = "(\w+)"  # ([^:;\n]+)', getsource(annotation), re.MULTILINE))
        return " · ".join(f"`{one.value}` {remarks.get(one.value, '')}".strip() for one in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    named = str(getattr(annotation, "__name__", annotation))
    inner = [one for one in get_args(annotation) if one not in (type(None), ...)]
    if named.startswith("Literal"):
        return " · ".join(f"`{one}`" for one in inner)
    if named in {"tuple", "dict"}:
        return f"{'list' if named == 'tuple' else 'map'} of {' → '.join(dict.fromkeys(_type(one) for one in inner))}"
    if inner:
        return _type(inner[0])
    return {"str": "text", "int": "number", "float": "number", "Decimal": "number", "bool": "true or false"}.get(named, named)


def _default(field: Any) -> str:
    if field.default is PydanticUndefined:
        return "" if field.default_factory else "required"
    plain = getattr(field.default, "value", field.default)
    return "" if plain in (None, "", ()) or isinstance(plain, BaseModel) else f"`{plain}`"


def rules(kind: Source) -> Callable[[], str]:
    def table() -> str:
        rows = tuple(_rule(rule) for versions in all_rules().values() for rule in versions if rule.kind is kind)
        return str(Table(("Rule", "Value", "For", "What it says", "Source", "Certainty", "In force", "A brand may change it"), rows))

    return table


def _rule(rule: Rule) -> tuple[str, ...]:
    since = f"from {rule.effective_from}" if rule.effective_from else ""
    until = f"before {rule.until}" if rule.until else ""
    value = ", ".join(map(str, rule.value)) if isinstance(rule.value, list) else str(rule.value)
    return (
        f"`{rule.id}`", f"{value} {rule.unit}", rule.applies_to, f"{rule.what.zh} ({rule.what.en})", rule.source, MARKS[rule.mark.value],
        f"{since} {until}".strip() or "always", "yes" if rule.overridable else "",
    )  # fmt: skip


def word_checks() -> str:
    rows = tuple(
        (
            f"`{word.id}`",
            word.weight.value,
            f"{word.what.zh} ({word.what.en})",
            f"{word.proposal.zh} ({word.proposal.en})",
            word.evidence,
            word.source,
        )
        for word in words()
    )
    return str(Table(("Rule", "Weight", "What it notices", "Proposal", "Evidence that lets it stand", "Source"), rows))


def exemption_list() -> str:
    rows = tuple((f"`{one.id}`", f"{one.what.zh} ({one.what.en})", one.outcome.value, one.evidence) for one in exemptions())
    return str(Table(("Exemption", "When", "Then", "Evidence"), rows))


def article_checks() -> str:
    rows = tuple(
        (f"`{loss.id}`", loss.weight.value, f"{loss.what.zh} ({loss.what.en})", f"{loss.proposal.zh} ({loss.proposal.en})", loss.source)
        for loss in known_losses()
    )
    return str(Table(("Rule", "Weight", "What is lost", "Proposal", "Source"), rows))


def picture_points() -> str:
    return str(Table(("Rule", "Point"), tuple((f"`picture.{point.value}`", str(said)) for point, said in POINT_WORDS.items())))


def handoff_kinds() -> str:
    rows = tuple(
        (f"`{slug}`", kind.name.zh, f"{kind.place.zh} ({kind.place.en})", "; ".join(map(str, kind.mind)), ", ".join(kind.metrics))
        for slug, kind in KINDS.items()
    )
    return str(Table(("`kind`", "Name", "What the person does", "What to mind", "Figures a person may bring in"), rows))


def errcodes() -> str:
    rows = yaml.safe_load((Path(__file__).parents[1] / "studio/channels/errcodes.yaml").read_text(encoding="utf-8"))
    told = (
        (
            ", ".join(map(str, row["codes"])),
            row["where"],
            f"{row['zh']} ({row['en']})",
            f"{row['mend'][0]} ({row['mend'][1]})",
            row["blame"].replace("_", " "),
        )
        for row in rows
    )
    return str(Table(("errcode", "Where", "What it means", "Mend", "Whose move"), tuple(told)))


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings, "commands": commands, "kinds": kinds, "platform-rules": rules(Source.PLATFORM), "law-rules": rules(Source.LAW),
    "house-rules": rules(Source.HOUSE), "word-checks": word_checks, "exemptions": exemption_list, "article-checks": article_checks,
    "picture-points": picture_points, "handoff-kinds": handoff_kinds, "errcodes": errcodes,
}  # fmt: skip


def written(page: str) -> str:
    """The page with its tables as the code has them now."""
    return PLACE.sub(lambda place: f"{place[1]}\n{TABLES[place['name']]()}\n{place[3]}", page)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> None:
    for page in sorted(REFERENCE.glob("*.md")):
        page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
