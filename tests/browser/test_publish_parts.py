"""Whoever runs publishing, in a browser: what was missed, what is in doubt, what is on hold; each settled by what the page itself says."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from sqlalchemy import Engine
from sqlmodel import col, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from studio.brands.account import account
from studio.clock import SharedClock
from studio.database import act
from studio.files import Files
from studio.gateway.listen import listen
from studio.library.kinds import ChannelKind
from studio.people.password import hashed
from studio.people.person import by_handle
from studio.posts.placement import place
from studio.posts.post import start, write
from studio.posts.variant import Variant
from studio.publishing.delivery import Attempt, Delivery, State
from studio.publishing.hold import Hold
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import submit
from studio.workspace.processes import running
from tests.browser.chromium import launched
from tests.house import LIFE
from tests.ui.conftest import KEY, MORNING, ROOT, _empty

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PASSWORD = "shore-linen-quiet-42"
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Standing:
    """A studio whose pages are served; `unknown` is its delivery in that state."""

    address: str
    engine: Engine
    unknown: int

    def act(self):
        return act(self.engine, brand=1)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    home = tmp_path_factory.mktemp("publishing") / "home"
    engine = _empty(home)
    SharedClock(home / "clock.json").set(MORNING)
    unknown = _in_doubt(engine)
    with listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    extra = {"HOME": str(home), "KEY": KEY, "CLOCK_FILE": str(home / "clock.json"), "WORKSPACE": str(ROOT), "PORT": str(port)}
    with running(("web",), extra={f"STUDIO_{name}": value for name, value in extra.items()}):
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield Standing(address, engine, unknown)
    engine.dispose()


class Slow:
    """A browser that is slow to redraw, when it is told to be: it clicks on what it showed before."""

    def __init__(self, page: Page) -> None:
        self._page, self._held, self._to, self._is_slow = page, [], None, False
        page.route_web_socket(re.compile("/_stcore/stream"), self._between)

    @contextmanager
    def redraw(self) -> Iterator[None]:
        self._is_slow = True
        yield
        self._is_slow = False
        for message in self._held:
            self._to.send(message)
        self._held.clear()

    def let_the_server_finish(self) -> None:
        """Its answer is complete, and not one word of it was drawn."""
        begun = time.monotonic()
        while not any(ForwardMsg.FromString(message).WhichOneof("type") == "script_finished" for message in self._held):
            assert time.monotonic() - begun < PATIENCE_MS / 1000, "no answer"
            self._page.wait_for_timeout(20)

    def _between(self, browser: WebSocketRoute) -> None:
        self._to = browser
        browser.connect_to_server().on_message(lambda message: self._held.append(message) if self._is_slow else browser.send(message))


@pytest.fixture(scope="module")
def page(standing: Standing) -> Iterator[Page]:
    """Whoever publishes, signed in."""
    with launched() as browser:
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page = context.new_page()
        page.slow = Slow(page)
        page.goto(f"{standing.address}/login")
        page.fill("input[name=handle]", "publisher")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        expect(page.locator(".topline h1")).to_have_text("今日")
        yield page
        context.close()


def test_ticks_of_every_page_count_and_what_was_unticked_stays(page: Page, standing: Standing):
    keys = _missed(standing, 12)
    page.goto(f"{standing.address}/publish")
    page.get_by_role("radio", name="补发 12").click()
    expect(page.get_by_role("heading", name="12 条过点没发")).to_be_visible()
    _all(page).click()
    page.get_by_label("Next page").click()
    for box in (_row(page, keys[1]), _row(page, keys[0])):  # the oldest are first, these two are the newest
        expect(box).to_be_checked()
    _label(_row(page, keys[0])).click()
    page.get_by_label("Previous page").click()
    expect(_row(page, keys[5])).to_be_checked()
    expect(_all(page).locator("input")).not_to_be_checked()
    page.get_by_role("button", name="11 条排到空档").click()
    expect(page.get_by_text("11 条已送去审核，批准后会发。")).to_be_visible()
    assert _state(standing, keys[0]) is State.MISSED
    assert {_state(standing, key) for key in keys[1:]} == {State.CANCELLED}


def test_clicks_on_what_the_browser_has_not_redrawn_yet_all_count(page: Page, standing: Standing):
    keys = _missed(standing, 4)
    page.goto(f"{standing.address}/publish?part=catch_up")
    _label(_row(page, keys[0])).click()
    expect(page.get_by_role("button", name="1 条排到空档")).to_be_visible()
    with page.slow.redraw():
        _all(page).click()
        page.slow.let_the_server_finish()
        _label(_row(page, keys[0])).click()  # still shown ticked: this one not
        _label(_row(page, keys[1])).click()  # still shown empty: this one too
        page.get_by_role("button", name="排到空档").click()
    expect(page.get_by_text("3 条已送去审核，批准后会发。")).to_be_visible()
    expect(_row(page, keys[0])).not_to_be_checked()
    assert [_state(standing, key) for key in keys] == [State.MISSED, State.CANCELLED, State.CANCELLED, State.CANCELLED]


def test_who_ticks_all_and_presses_at_once_has_done_both(page: Page, standing: Standing):
    keys = _missed(standing, 3)
    page.goto(f"{standing.address}/publish?part=catch_up")
    expect(page.get_by_role("heading", name="3 条过点没发")).to_be_visible()
    page.get_by_role("button", name="排到空档").click()
    expect(page.get_by_text("先在下面勾选")).to_be_visible()
    _all(page).click()
    page.get_by_role("button", name="排到空档").click()
    expect(page.get_by_text("没有过点没发的内容")).to_be_visible()
    assert {_state(standing, key) for key in keys} == {State.CANCELLED}


def test_what_is_in_doubt_is_settled_with_what_was_seen(page: Page, standing: Standing):
    page.goto(f"{standing.address}/publish?delivery={standing.unknown}")
    expect(page.get_by_text("请平台「建朋友圈任务」")).to_be_visible()
    page.get_by_text("已经发出去了").click()
    page.get_by_label("你看到了什么").fill("客户朋友圈记录里 8:40 有这条")
    page.get_by_label("你看到了什么").press("Tab")
    page.get_by_role("button", name="记为已发出").click()
    expect(page.get_by_text("没有待核实的")).to_be_visible()
    assert _state(standing, standing.unknown) is State.DELIVERED


def test_a_hold_is_set_seen_elsewhere_and_resumed(page: Page, standing: Standing):
    page.goto(f"{standing.address}/publish?part=holds")
    page.get_by_role("radio", name="整个品牌").click()
    expect(page.get_by_role("button", name="暂停整个品牌")).to_be_visible()
    page.get_by_label("理由").fill("客户投诉，先停一停")
    page.get_by_label("理由").press("Tab")
    page.get_by_role("button", name="暂停整个品牌").click()
    expect(page.locator(".st-key-held_banner")).to_contain_text("客户投诉，先停一停")
    page.goto(f"{standing.address}/personas")
    expect(page.locator(".st-key-held_banner")).to_contain_text("路远")
    page.get_by_role("button", name="去看看").click()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(".st-key-held_banner")).to_have_count(0)
    with standing.act() as session:
        assert session.exec(select(Hold).where(col(Hold.lifted_at).is_(None))).first() is None


def test_whatever_stands_in_a_post_is_shown_as_it_stands(page: Page, standing: Standing):
    words = "# *安*[看](https://anshang.example)![](/b)$c$<b>"
    (key,) = _missed(standing, 1, words)
    page.goto(f"{standing.address}/publish?part=catch_up")
    label = _label(_row(page, key))
    expect(label).to_have_text(f"{words}0".replace("://", ":\u2060//"))
    expect(label.locator("a, img, h1, em, b, .katex")).to_have_count(0)


def _all(page: Page) -> Locator:
    return _box(page, "all").locator("xpath=ancestor::label")


def _row(page: Page, key: int) -> Locator:
    return _box(page, str(key))


def _box(page: Page, name: str) -> Locator:
    """The box by its own name: for a moment of a redraw a row still holds the box of the row before it, and a box stands beside its successor."""
    box = page.locator(f"[class*='st-key-catch_up_{name}_'] input")
    expect(box).to_have_count(1)
    return box


def _label(box: Locator) -> Locator:
    return box.locator("xpath=ancestor::label")


def _in_doubt(engine: Engine) -> int:
    """One of which nobody knows whether it went out."""
    with act(engine) as session:
        by_handle(session, "publisher").password = hashed(PASSWORD)
    (key,) = _left(engine, State.UNKNOWN, 1)
    with act(engine, brand=1) as session:
        began = MORNING - timedelta(minutes=20)
        session.add(Attempt(delivery_id=key, step="create", intent_at=began, by="publisher-1", outcome="unknown"))
    return key


def _missed(standing: Standing, n: int, words: str = "早上把窗推开，风是软的。") -> list[int]:
    """So many that nobody sent in time, the newest first, and none besides."""
    with standing.act() as session:
        for row in session.exec(select(Delivery).where(Delivery.state == State.MISSED.value)):
            row.state = State.CANCELLED.value
    return _left(standing.engine, State.MISSED, n, words)


def _left(engine: Engine, state: State, n: int, words: str = "早上把窗推开，风是软的。") -> list[int]:
    """Deliveries as the publisher would leave them."""
    before, keys = MORNING - timedelta(hours=23), []
    for number in range(n):
        with act(engine, brand=1) as session:
            editor, reviewer, where = by_handle(session, "editor"), by_handle(session, "reviewer"), account(session, "moments-founder")
            known, text = {row.key for row in session.exec(select(Delivery))}, f"{words}{number}"
            post = start(session, text, persona="lin-an", pillar=LIFE.slug, by=editor, at=before)
            write(session, post, {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text=text)}, pillar=LIFE, by=editor, at=before)
            placed, files = place(session, post, where, due_at=MORNING - timedelta(minutes=20), by=editor, at=before), _files(engine)
            handed = submit(session, post, files=files, by=editor, at=before)
            seen = page_now(session, handed, files=files, at=before).seen
            approve_and_schedule(session, handed, seen=seen, files=files, by=reviewer, at=before)
            (row,) = (row for row in session.exec(select(Delivery)) if row.key not in known)
            row.state, row.due_at = state.value, MORNING - timedelta(minutes=20 + 90 * number)
            placed.due_at = row.due_at
            keys.append(row.key)
    return keys


def _files(engine: Engine) -> Files:
    return Files(Path(str(engine.url.database)).parent / "files")


def _state(standing: Standing, key: int) -> State:
    with standing.act() as session:
        return session.get(Delivery, key).is_


def _wait_for(address: str) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < 90:
        try:
            if httpx.get(f"{address}/health", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not start")
