"""Nothing typed is lost, and nobody writes in another post than the one that the address names: the writing desk in a browser, wide and on a phone."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route, expect

from studio.library.kinds import ChannelKind
from studio.posts.post import archive, post
from tests.browser.chromium import launched
from tests.browser.studio import DRAFTS, PATIENCE_MS, Served, WritingDesk, browser_of, served, sign_in
from tests.browser.test_publish_parts import Slow
from tests.ui.conftest import empty_home  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ARTICLE = ChannelKind.OFFICIAL_ACCOUNT
WIND = "今天的风是软的。"


@pytest.fixture(scope="module")
def studio(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: F811
    with served(empty_home, tmp_path_factory.mktemp("desk")) as studio:
        yield studio


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module", params=[1440, 390])
def browser(request: pytest.FixtureRequest, chromium: Browser, studio: Served) -> Iterator[BrowserContext]:
    """An editor's browser, wide or a phone's."""
    context = browser_of(chromium, studio, width=request.param)
    yield context
    context.close()


@pytest.fixture
def tab(browser: BrowserContext, studio: Served) -> Iterator[Callable[[], WritingDesk]]:
    """Opens tabs of one browser; a tab that is left with unsaved words may go."""
    opened: list[Page] = []

    def another() -> WritingDesk:
        page = browser.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        opened.append(page)
        return WritingDesk(studio, page)

    yield another
    for page in opened:
        page.close()


@pytest.fixture
def desk(tab: Callable[[], WritingDesk]) -> WritingDesk:
    return tab()


def test_words_are_kept_while_they_are_typed_and_the_page_is_not_drawn_again_for_it(desk: WritingDesk, studio: Served):
    sent: list[object] = []
    desk.page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(len(frame))))
    key = studio.post("风")
    desk.open(key)
    before = len(sent)
    desk.type(WIND)
    assert desk.copies(key) == 1
    desk.expect_state("kept")
    assert len(sent) == before
    desk.expect_kept(key, WIND)
    assert desk.copies(key) == 0


def test_a_reload_in_the_middle_of_a_word_asks_first_and_loses_nothing(desk: WritingDesk, studio: Served):
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: asked.append(dialog.type))
    key = studio.post("风")
    desk.open(key).nothing_gets_through()
    desk.type("打了一半")
    desk.expect_state("offline")
    desk.everything_gets_through()
    desk.page.reload()
    desk.ready(key).expect_kept(key, "打了一半")
    assert asked == ["beforeunload"]
    desk.page.reload()
    expect(desk.ready(key).text).to_have_value("打了一半")
    assert asked == ["beforeunload"]


def test_a_killed_studio_takes_no_word_with_it_and_typing_goes_on(desk: WritingDesk, studio: Served):
    key = studio.post("风")
    desk.open(key).type("还在，")
    studio.kill()
    desk.type("服务没了也")
    desk.expect_state("offline")
    expect(desk.editor.locator(".state")).to_have_text("没连上，文字在本机，会再试")
    desk.type("接着写。")
    studio.start()
    desk.expect_kept(key, "还在，服务没了也接着写。")


def test_a_tab_that_was_closed_while_the_studio_was_down_is_taken_up_by_the_next(tab: Callable[[], WritingDesk], studio: Served):
    key = studio.post("风")
    first = tab().open(key)
    first.nothing_gets_through()
    first.type("没存上就关了")
    first.expect_state("offline")
    first.page.close()
    second = tab().open(key)
    second.expect_kept(key, "没存上就关了")
    assert second.copies(key) == 0


def test_a_page_that_crashed_is_taken_up_by_the_next(tab: Callable[[], WritingDesk], studio: Served):
    key = studio.post("风")
    first = tab().open(key)
    first.nothing_gets_through()
    first.type("崩溃前的字")
    first.expect_state("offline")
    with pytest.raises(Error):
        first.page.goto("chrome://crash", timeout=5000)
    tab().open(key).expect_kept(key, "崩溃前的字")


def test_choosing_another_post_takes_the_words_to_their_own_and_the_address_along(desk: WritingDesk, studio: Served):
    one, other = studio.post("头一条的念头"), studio.post("第二条的念头")
    desk.open(one).type("给头一条的")
    desk.page.locator(".st-key-picker [data-baseweb=select], .st-key-picker [role=combobox]").first.click()
    desk.page.get_by_role("option", name=re.compile("第二条的念头")).first.click()
    desk.page.wait_for_url(re.compile(f"post={other}\\b"))
    expect(desk.ready(other).text).to_have_value("")
    desk.type("给第二条的")
    desk.expect_kept(other, "给第二条的")
    assert studio.kept(one).typed.text == "给头一条的"


def test_another_channel_of_the_same_post_keeps_its_own_words(desk: WritingDesk, studio: Served):
    key = studio.post("风", ChannelKind.MOMENTS, ARTICLE)
    desk.open(key).type("朋友圈里说的")
    desk.page.get_by_role("radio", name="公众号").or_(desk.page.get_by_role("button", name="公众号", exact=True)).first.click()
    desk.page.wait_for_url(re.compile("channel=official_account"))
    desk.ready(key, "official_account")
    expect(desk.box("title")).to_be_editable()
    for name, words in (
        ("title", "标题"),
        ("summary", "摘要"),
        ("author", "林岸"),
        ("source_url", "https://example.com/a"),
        ("text", "正文"),
    ):
        desk.box(name).fill(words)
    desk.expect_kept(key, "正文", ARTICLE)
    kept = studio.kept(key, ARTICLE).typed
    assert (kept.title, kept.summary, kept.author, kept.source_url) == ("标题", "摘要", "林岸", "https://example.com/a")
    assert studio.kept(key).typed.text == "朋友圈里说的"


def test_another_page_and_back_shows_the_same_post_with_its_words(desk: WritingDesk, studio: Served):
    key, _newer = studio.post("风"), studio.post("后来的")
    desk.open(key).type("去看一眼素材")
    _menu(desk.page, "素材")
    expect(desk.page.locator(".topline h1")).to_have_text("素材")
    _menu(desk.page, "创作")
    desk.ready(key).expect_kept(key, "去看一眼素材")
    assert f"post={key}" in desk.page.url


@pytest.mark.parametrize("act", ["save", "hand_in"])
def test_a_button_pressed_right_after_the_last_key_has_that_key(desk: WritingDesk, studio: Served, act: str):
    key = studio.post("风")
    studio.post("后来的")
    desk.open(key).type(WIND)
    desk.press(act)
    desk.told("已存为新版" if act == "save" else "还没有可以送审的内容或投放安排")
    assert studio.version(key).body[ChannelKind.MOMENTS].text == WIND
    assert f"post={key}" in desk.page.url
    expect(desk.text).to_have_value(WIND)
    desk.page.reload()
    expect(desk.ready(key).text).to_have_value(WIND)
    assert f"post={key}" in desk.page.url


def test_the_keyboard_saves_with_every_word(desk: WritingDesk, studio: Served):
    key = studio.post("风")
    desk.open(key).type(WIND)
    desk.page.keyboard.press("Control+s")
    desk.told("已存为新版")
    desk.type("又一句。")
    desk.page.keyboard.press("Control+Enter")
    desk.told("还没有可以送审的内容或投放安排")
    assert (studio.version(key).number, studio.version(key).body[ChannelKind.MOMENTS].text) == (2, f"{WIND}又一句。")


def test_what_was_refused_stays_in_sight_while_the_page_draws_itself_anew_and_goes_with_the_next_act(desk: WritingDesk, studio: Served):
    key, refused = studio.post("风"), "还没有可以送审的内容或投放安排"
    desk.open(key).type(WIND)
    desk.press("hand_in")
    desk.told(refused)
    desk.type("又一句。")
    desk.told("1 个渠道有没存成新版的字")  # drawn anew, because words were kept
    desk.told(refused)
    desk.press("save")
    desk.told("已存为新版")
    expect(desk.page.get_by_text(refused)).to_have_count(0)


def test_a_version_that_was_saved_meanwhile_does_not_swallow_the_next_press(tab: Callable[[], WritingDesk], studio: Served):
    key = studio.post("风")
    first = tab().open(key)
    first.type(WIND)
    first.expect_kept(key, WIND)
    second = tab().open(key)
    second.press("save")
    second.told("已存为新版")
    first.type("又一句。")
    first.page.keyboard.press("Control+s")
    first.until(lambda: studio.version(key).number == 2, "the press was lost")
    assert studio.version(key).body[ChannelKind.MOMENTS].text == f"{WIND}又一句。"


def test_an_act_that_cannot_have_the_words_does_not_happen_and_says_so(desk: WritingDesk, studio: Served):
    key = studio.post("风", text="旧的")
    desk.open(key).nothing_gets_through()
    desk.type("新的")
    desk.press("save")
    desk.expect_state("held")
    assert studio.version(key) is None
    desk.everything_gets_through()
    desk.expect_kept(key, "旧的新的")
    desk.press("save")
    desk.told("已存为新版")
    assert studio.version(key).body[ChannelKind.MOMENTS].text == "旧的新的"


def test_an_answer_that_was_lost_makes_no_conflict_of_ones_own_words(desk: WritingDesk, studio: Served):
    lost: list[Route] = []

    def lose(route: Route) -> None:
        if route.request.method != "PUT" or lost:
            return route.continue_()
        lost.append(route)
        route.fetch()
        return route.abort()

    key = studio.post("风")
    desk.open(key).page.route(DRAFTS, lose)
    desk.type("先写的，")
    desk.until(lambda: studio.kept(key).typed.text == "先写的，", "the words arrived")
    desk.type("接着写的。")
    desk.expect_kept(key, "先写的，接着写的。")
    assert lost
    expect(desk.page.locator(".clash")).to_be_hidden()


@pytest.mark.parametrize(("choice", "stays"), [("用我的", "原来的，我接着写"), ("用那边的", "同事写的")])
def test_two_who_write_at_once_both_see_both_texts(desk: WritingDesk, studio: Served, choice: str, stays: str):
    key = studio.post("风", text="原来的，")
    desk.open(key)
    studio.typed_elsewhere(key, "同事写的")
    desk.type("我接着写")
    clash = desk.page.locator(".clash")
    expect(clash).to_contain_text("何运")
    expect(clash).to_contain_text("同事写的")
    expect(desk.text).to_have_value("原来的，我接着写")
    assert studio.kept(key).typed.text == "同事写的"
    desk.press("save")
    assert studio.version(key) is None
    clash.get_by_role("button", name=choice).click()
    desk.expect_kept(key, stays)
    if choice == "用那边的":  # a choice can be taken back
        desk.page.keyboard.press("Control+z")
        desk.expect_kept(key, "原来的，我接着写")


def test_a_second_tab_follows_what_is_typed_in_the_first(tab: Callable[[], WritingDesk], studio: Served):
    key = studio.post("风")
    one, two = tab().open(key), tab().open(key)
    one.type("在这边写")
    expect(two.text).to_have_value("在这边写")
    two.type("，在那边接着写")
    two.expect_kept(key, "在这边写，在那边接着写")
    expect(one.text).to_have_value("在这边写，在那边接着写")


def test_a_page_that_is_drawn_again_from_older_words_leaves_the_newer_ones_and_the_caret_alone(desk: WritingDesk, studio: Served):
    slow = Slow(desk.page)
    key = studio.post("风", text="一二三四")
    desk.open(key)
    desk.text.focus()
    for where in ("Control+End", "ArrowLeft", "ArrowLeft"):
        desk.page.keyboard.press(where)
    with slow.redraw():
        desk.page.keyboard.type("中")
        desk.expect_kept(key, "一二中三四")
        slow.let_the_server_finish()  # drawn of these words, and not shown yet
        desk.page.keyboard.type("间")
        desk.expect_kept(key, "一二中间三四")
    desk.told("1 个渠道有没存成新版的字")
    desk.page.keyboard.type("的")
    desk.expect_kept(key, "一二中间的三四")


def test_what_is_typed_can_be_undone_after_it_was_kept(desk: WritingDesk, studio: Served):
    key = studio.post("风")
    desk.open(key).type("先写的")
    desk.expect_kept(key, "先写的")
    desk.text.press("Control+a")
    desk.page.keyboard.press("Delete")
    desk.expect_kept(key, "")
    desk.page.keyboard.press("Control+z")
    desk.expect_kept(key, "先写的")


def test_an_input_method_is_left_alone_until_its_word_is_chosen(desk: WritingDesk, studio: Served):
    sent: list[str] = []
    desk.page.on("request", lambda request: sent.append(_words_in(request)) if request.method == "PUT" else None)
    key = studio.post("风")
    desk.open(key).type("我说：")
    line = desk.page.context.new_cdp_session(desk.page)
    for syllable in ("n", "ni", "ni h", "ni hao"):
        line.send("Input.imeSetComposition", {"text": syllable, "selectionStart": len(syllable), "selectionEnd": len(syllable)})
    desk.page.wait_for_timeout(1600)  # long enough for what must not happen
    assert not any("ni" in words for words in sent)
    line.send("Input.insertText", {"text": "你好"})
    desk.expect_kept(key, "我说：你好")
    assert sent[-1] == "我说：你好"


def test_who_was_signed_out_elsewhere_loses_nothing_and_goes_on_after_signing_in(tab: Callable[[], WritingDesk], studio: Served):
    key = studio.post("风")
    desk, other = tab().open(key), tab()
    other.page.goto(f"{studio.address}/logout")
    desk.type("登录过期时写的")
    desk.expect_state("signed_out")
    assert desk.copies(key) == 1
    sign_in(other.page, studio)
    desk.until(lambda: studio.kept(key).typed.text == "登录过期时写的", "kept after signing in")


def test_what_was_put_away_meanwhile_is_said_with_what_to_do(desk: WritingDesk, studio: Served):
    key = studio.post("风")
    desk.open(key)
    planner = studio.person("planner")
    with studio.act() as session:
        archive(session, post(session, key), by=planner, at=studio.now)
    desk.type("还想改")
    desk.expect_state("refused")
    expect(desk.editor.locator(".state")).to_contain_text("收起来了")
    assert desk.copies(key) == 1


def test_who_may_not_write_reads(chromium: Browser, studio: Served):
    key = studio.post("风", text=WIND)
    context = browser_of(chromium, studio, "reviewer")
    page = context.new_page()
    page.goto(f"{studio.address}/write?post={key}&channel=moments")
    expect(page.locator(".editor")).to_have_attribute("data-open", "read")
    expect(page.locator("[name=text]")).to_have_value(WIND)
    expect(page.locator("[name=text]")).not_to_be_editable()
    context.close()


def test_counters_count_as_the_platform_does_and_everything_fits_the_screen(desk: WritingDesk, studio: Served):
    key = studio.post("风")
    desk.open(key).type("好a🙂")
    counter = desk.editor.locator(".is-text .count")
    expect(counter).to_have_text("3 / 2,000 字8 / 4,000 字节")
    desk.text.fill("好" * 1400)
    expect(counter.locator(".over")).to_have_text("4,200 / 4,000 字节")
    assert desk.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if desk.page.viewport_size["width"] == 390:
        assert desk.text.evaluate("(box) => getComputedStyle(box).fontSize") == "16px"
        for button in ("hand_in", "save"):
            assert desk.page.locator(f".st-key-{button} button").bounding_box()["height"] >= 44
        for name in ("link_url", "link_title"):
            assert desk.box(name).bounding_box()["height"] >= 44


def _menu(page: Page, name: str) -> None:
    """Through the menu, whether a narrow screen has folded it away or not."""
    page.get_by_test_id("stSidebarNavLink").filter(has_text=name).dispatch_event("click")


def _words_in(request: Request) -> str:
    return json.loads(request.post_data or "{}")["typed"]["text"]
