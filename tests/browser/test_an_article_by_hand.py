"""An article written by hand, from an empty draft to its approval: cover and pictures from the phone, on a wide screen and on a phone, in Chinese."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from studio.library.kinds import ChannelKind
from tests.browser.chromium import launched
from tests.browser.studio import PATIENCE_MS, Served, WritingDesk, browser_of, served
from tests.pictures import phone_photo
from tests.ui.conftest import empty_home  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ARTICLE = ChannelKind.OFFICIAL_ACCOUNT
TEXT = "傍晚潮水退得很远，石头一块一块露出来。\n\n## 先看，再走\n\n沿着水线走二十分钟，风从背后来，走得比平时慢。"


@pytest.fixture(scope="module")
def studio(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: F811
    with served(empty_home, tmp_path_factory.mktemp("article")) as studio:
        yield studio


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with launched() as browser:
        yield browser


@pytest.fixture(params=[1440, 390])
def person(request: pytest.FixtureRequest, chromium: Browser, studio: Served) -> Iterator[Callable[[str], Page]]:
    """Opens a page for somebody of the team, each in a browser of their own, wide or a phone's."""
    opened: list[BrowserContext] = []

    def somebody(handle: str) -> Page:
        opened.append(browser_of(chromium, studio, handle, width=request.param))
        return opened[-1].new_page()

    yield somebody
    for each in opened:
        each.close()


def test_an_article_by_hand_gets_its_pictures_from_the_phone_and_is_handed_in_and_approved(person: Callable[[str], Page], studio: Served):
    key = studio.post("退潮", ARTICLE)
    desk = WritingDesk(studio, person("editor")).open(key, "official_account")
    for name, words in (("title", "退潮以后"), ("summary", "沿着水线走二十分钟。"), ("text", TEXT)):
        desk.box(name).fill(words)
    desk.expect_kept(key, TEXT, ARTICLE)

    taken_in(desk.page, f"cover_{key}", "选封面", "潮水.jpg")
    desk.until(lambda: studio.kept(key, ARTICLE).variant.cover is not None, "the photo became the cover")
    own = studio.kept(key, ARTICLE).variant.cover
    expect(desk.page.get_by_role("button", name="用这张图")).to_have_count(0)  # the choice has closed by itself
    desk.page.locator(f".st-key-draw_cover_{key} button").click()
    desk.until(lambda: studio.kept(key, ARTICLE).variant.cover != own, "a cover was drawn from the headline")

    taken_in(desk.page, f"body_{key}", "正文配图", "石头.jpg")
    desk.until(lambda: ".jpg" in studio.kept(key, ARTICLE).typed.text, "the picture is named in the text")
    expect(desk.text).to_have_value(re.compile(r"\.jpg"))

    goes_out(desk.page)
    desk.press("hand_in")
    desk.told("已送审")
    version = studio.version(key)
    assert version
    article = version.body[ARTICLE]
    assert article.cover
    assert len(article.pictures) == 1
    assert "<img" in article.html
    for each in (article.cover, *article.pictures):
        assert b"GPS" not in studio.files.get(each.digest)[:4096]
    assert article.pictures[0].height > article.pictures[0].width  # turned upright

    reviewer = person("reviewer")
    reviewer.goto(f"{studio.address}/review")
    expect(reviewer.get_by_text("退潮").first).to_be_visible()
    reviewer.locator(".st-key-approve_only button").click()
    expect(reviewer.get_by_text("已批准").first).to_be_visible()


def taken_in(page: Page, place: str, label: str, name: str) -> None:
    """A photo of one's own, from the phone, taken in and used with a few clicks."""
    page.get_by_role("button", name=label, exact=True).click()
    page.locator(f".st-key-{place}_acts input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": phone_photo()}
    )
    page.locator(f".st-key-{place}_acts").get_by_text("自己拍的或公司自有").click()
    page.locator(f".st-key-{place}_take button").click()


def goes_out(page: Page) -> None:
    """The first account that fits, at the time that the form proposes."""
    page.get_by_role("button", name="加一个去处").click()
    page.locator(".st-key-place_account [role=combobox], .st-key-place_account [data-baseweb=select]").first.click()
    page.get_by_role("option").first.click()
    page.locator(".st-key-place_add button").click()
    expect(page.locator("[class*=st-key-row_place_]")).to_have_count(1)
