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
