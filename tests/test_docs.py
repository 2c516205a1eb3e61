"""The docs tell the truth: what they list exists, what exists is listed, and their links lead somewhere."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.tables import REFERENCE, cli_commands, written
from studio.assets.check import Point
from studio.channels.registry import CHANNELS
from studio.content.article.losses import known_losses
from studio.library.shelves import OTHER, PICTURE, SHELVES
from studio.publishing.delivery import State
from studio.review.compliance_words import exemptions, words
from studio.rules.records import all_rules
from studio.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RULE = re.compile(r"[a-z][a-z_]*(?:\.[a-z_]+)+")
LINK = re.compile(r"\]\(([^)\s]+)\)|<img [^>]*src=\"([^\"]+)\"")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HALF_WRITTEN = {"picture.": [point.value for point in Point], "voice.fact.": ["age", "decade", "city", "trade"]}


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.md")), ids=lambda path: path.name)
def test_the_tables_say_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == written(path.read_text(encoding="utf-8")), "run: make docs"


def test_every_setting_has_its_row() -> None:
    rows = set(re.findall(r"^\| `(STUDIO_\w+)` \|", page("settings"), re.MULTILINE))
    assert rows == {f"STUDIO_{name.upper()}" for name in Settings.model_fields}


def test_every_command_has_its_heading_and_says_what_it_does() -> None:
    headings = set(re.findall(r"^### `studio ([a-z -]+)`$", page("cli"), re.MULTILINE))
    assert headings == {name for name, _ in cli_commands()}
    assert all(each.help for _, each in cli_commands())


def test_every_channel_has_its_heading() -> None:
    assert headings_of(page("channels")) >= set(CHANNELS)


def test_every_kind_of_document_has_its_heading() -> None:
    assert headings_of(page("library")) >= {shelf.kind for shelf in (*SHELVES, PICTURE, OTHER)}


def test_every_rule_of_the_records_has_its_row() -> None:
    assert set(re.findall(r"^\| `([\w.]+)` \|", page("rules"), re.MULTILINE)) == set(all_rules())


def test_every_rule_that_a_check_can_name_has_its_row() -> None:
    listed = set(re.findall(r"^\| `([\w.]+)` \|", page("checks"), re.MULTILINE)) | set(all_rules())
    known = {one.id for one in (*words(), *known_losses(), *exemptions())}
    assert known | set(rules_named_in_code()) <= listed


def test_every_state_of_a_delivery_is_explained() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", page("errors"), re.MULTILINE)) >= {state.value for state in State}


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for path in PAGES for target in made(path.read_text(encoding="utf-8"))}
    assert {"run", "test"} <= named <= targets


def test_every_studio_command_that_the_docs_name_exists() -> None:
    commands = {name for name, _ in cli_commands()}
    firsts = {name.split()[0] for name in commands}
    for path in PAGES:
        for line in re.findall(r"(?:^|`)(?:\.venv/bin/)?studio ([a-z][a-z -]*)", path.read_text(encoding="utf-8"), re.MULTILINE):
            typed = line.split()
            assert " ".join(typed[:2]) in commands or typed[0] in commands & firsts, f"{path.name}: studio {line}"


def test_every_variable_that_the_docs_name_is_a_setting() -> None:
    known = {f"STUDIO_{name.upper()}" for name in Settings.model_fields}
    for path in PAGES:
        assert set(re.findall(r"STUDIO_[A-Z_]+", path.read_text(encoding="utf-8"))) <= known, path.name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in (one or other for one, other in LINK.findall(FENCE.sub("", text))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in anchors_of(there.read_text(encoding="utf-8")), f"{target}: no such heading"


def test_the_arrows_of_the_architecture_page_are_the_ones_in_force() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    drawn = next(
        block for block in FENCE.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")) if block.startswith("```\ncli")
    )
    assert " ".join(drawn.strip("`\n").split()) == " > ".join(contracts[0]["layers"])


def test_both_readmes_show_the_same_commands_and_as_many_pictures() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert "README.zh-CN.md" in english
    assert "README.md" in chinese
    assert made(english) == made(chinese)
    assert len(re.findall(r"\.png", english)) == len(re.findall(r"\.png", chinese)) > 0


def test_decisions_are_numbered_in_order_and_have_four_parts() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    for path in found:
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives"], path.name


def test_pictures_of_the_screens_stay_small() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "pictures" / "screens").glob("*.png")]
    assert sizes
    assert max(sizes) <= 250_000
    assert sum(sizes) <= 6_000_000


def made(text: str) -> set[str]:
    """Targets that a text tells to make."""
    return set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))


def headings_of(text: str) -> set[str]:
    return {line.strip("# `") for line in FENCE.sub("", text).splitlines() if line.startswith("#")}


def anchors_of(text: str) -> set[str]:
    """Headings as links name them: lower-case, hyphens for spaces, no punctuation."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings_of(text)}


def rules_named_in_code() -> Iterator[str]:
    """Every rule id that a finding or a problem is made with; ids put together at run time are spelt out in HALF_WRITTEN."""
    for path in (ROOT / "studio").rglob("*.py"):
        if path.relative_to(ROOT).parts[1] in {"sandbox", "ui", "migrations"}:
            continue
        for call in (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)):
            said = [keyword.value for keyword in call.keywords if keyword.arg == "rule"]
            if called(call) in {"Finding", "_finding", "_loss"}:
                said += call.args[:2]
            yield from (rule for each in said for rule in spelt(each))


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def spelt(said: ast.expr) -> Iterator[str]:
    if isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
        start = str(said.values[0].value)
        yield from (f"{start}{end}" for end in HALF_WRITTEN[start])
        return
    for node in ast.walk(said):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (RULE.fullmatch(node.value) or node.value == "approval"):
            yield node.value
