"""Every page opens, in both languages, full and empty, and says who, where and when."""

import pytest

from tests.ui.conftest import Studio

PAGES = ("today", "calendar_", "write", "assets", "review", "publish", "engage", "personas", "settings")


def said(screen) -> str:
    """Everything on the page as text."""
    parts = [element.body for element in screen.get("html")] + [
        element.value for kind in ("markdown", "caption") for element in screen.get(kind)
    ]
    return "\n".join(str(part) for part in parts)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_opens_in_both_languages(studio: Studio, page: str, language: str):
    screen = studio.screen(page, language=language)
    assert not screen.exception
    top = said(screen)
    assert "岸上" in top
    assert ("北京时间" if language == "zh" else "Beijing time") in top
    assert ("沙盒" if language == "zh" else "Sandbox") in top


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_nothing_on_it_says_what_to_do(empty_studio: Studio, page: str):
    screen = empty_studio.screen(page)
    assert not screen.exception
    if page not in ("assets", "personas", "settings"):  # these have the library to show
        assert 'class="empty"' in said(screen)


PARTS = {
    "settings_part": ("settings", "team", "accounts", "rules", "library", "history"), "publish_part": ("publish", "board", "catch_up", "unknown", "holds", "soon"),
    "calendar_view": ("calendar_", "month", "list"), "assets_view": ("assets", "gallery", "make"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("switch", "page", "part"), [(switch, page, part) for switch, (page, *parts) in PARTS.items() for part in parts])
def test_every_part_of_a_page_opens_in_both_languages(studio: Studio, switch: str, page: str, part: str, language: str):
    """A word that is missing, or a table of words that is read as something else, is an exception."""
    screen = studio.screen(page, language=language, chosen={switch: part})
    assert not screen.exception
    assert screen.session_state[switch] == part


def test_every_switch_of_a_page_is_tried_above(studio: Studio):
    """A switch that shows another part of its page: its key ends in `_part` or `_view`."""
    found = {each.key for page in PAGES for each in studio.screen(page).button_group}
    assert {key for key in found if key.endswith(("_part", "_view"))} == set(PARTS)
