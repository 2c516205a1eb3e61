"""The words of the screens: both languages say the same, with the same blanks."""

import ast
import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from studio.rules.lookup import in_force
from studio.ui.components.markup import licence_words
from studio.ui.words import say_in, sentences

UI = Path(__file__).parents[2] / "studio" / "ui"


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(sentences()))
def test_a_sentence_has_the_same_blanks_in_both_languages(key: str):
    zh, en = sentences()[key]
    assert zh.strip()
    assert en.strip()
    assert blanks(zh) == blanks(en)
    assert not re.search(r"[\u4e00-\u9fff]", en), "an English sentence with Chinese in it"


def test_every_word_that_a_page_says_is_written():
    """Literal keys in the code; those put together from a state are tried by the pages' own tests."""
    said = {
        node.args[0].value
        for file in UI.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "say"
        and isinstance(node.args[0], ast.Constant)
    }
    assert said
    assert said <= set(sentences())


def test_numbers_are_grouped_and_english_plurals_agree():
    assert say_in("en", "parts.characters", n=12000) == "12,000 characters"
    assert say_in("en", "calendar.posts", n=1) == "1 post"
    assert say_in("en", "calendar.posts", n=2) == "2 posts"
    assert say_in("zh", "calendar.posts", n=2) == "2 条"


def test_every_unit_of_a_rule_has_words():
    units = {f"units.{rule.unit.replace(' ', '_')}" for rule in in_force(date(2026, 11, 23))}
    assert units <= set(sentences())


def test_a_licence_is_said_in_words_and_a_contract_as_it_was_written():
    assert licence_words("Own-Work") == "自有作品"
    assert licence_words("CC0-1.0") == "CC0 公有领域"
    assert licence_words("合同 ANS-2026-014") == "合同 ANS-2026-014"
    assert say_in("en", "licences.own-work") == "own work"
