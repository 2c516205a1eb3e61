"""Whoever runs publishing, in a browser: what was missed, what is in doubt, what is on hold; each settled by what the page itself says."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import col, select

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
from studio.publishing.schedule import approve_and_schedule
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
    """A studio whose pages are served; `missed` and `unknown` are its deliveries in those states."""

    address: str
    engine: Engine
    missed: tuple[int, ...]
    unknown: int

    def act(self):
        return act(self.engine, brand=1)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    home = tmp_path_factory.mktemp("publishing") / "home"
    engine = _empty(home)
    SharedClock(home / "clock.json").set(MORNING)
    missed, unknown = _left_behind(engine)
    with listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    extra = {"HOME": str(home), "KEY": KEY, "CLOCK_FILE": str(home / "clock.json"), "WORKSPACE": str(ROOT), "PORT": str(port)}
    with running(("web",), extra={f"STUDIO_{name}": value for name, value in extra.items()}):
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield Standing(address, engine, missed, unknown)
    engine.dispose()


@pytest.fixture(scope="module")
def page(standing: Standing) -> Iterator[Page]:
    """Whoever publishes, signed in."""
    with launched() as browser:
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page = context.new_page()
        page.goto(f"{standing.address}/login")
        page.fill("input[name=handle]", "publisher")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        expect(page.locator(".topline h1")).to_have_text("今日")
        yield page
        context.close()


def test_what_was_missed_is_handed_in_for_its_free_slots(page: Page, standing: Standing):
    page.goto(f"{standing.address}/publish")
    page.get_by_role("radio", name="补发 2").click()
    expect(page.get_by_role("heading", name="2 条过点没发")).to_be_visible()
    page.locator(".st-key-catch_up_all_0 label").click()
    for text in ("栀子花开在巷口第三家。", "补过三次的开衫，今天寄回去。"):
        expect(page.get_by_role("checkbox", name=text)).to_be_checked()
    expect(page.locator('[data-testid="stApp"]')).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_role("button", name="2 条排到空档").click()
    expect(page.get_by_text("2 条已送去审核，批准后会发。")).to_be_visible()
    expect(page.get_by_text("没有过点没发的内容")).to_be_visible()
    assert {_state(standing, key) for key in standing.missed} == {State.CANCELLED}


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


def _left_behind(engine: Engine) -> tuple[tuple[int, ...], int]:
    """Two that nobody sent in time, and one of which nobody knows."""
    with act(engine) as session:
        by_handle(session, "publisher").password = hashed(PASSWORD)
    with act(engine, brand=1) as session:
        keys = []
        for number, text in enumerate(("早上把窗推开，风是软的。", "栀子花开在巷口第三家。", "补过三次的开衫，今天寄回去。")):
            editor, reviewer, where = by_handle(session, "editor"), by_handle(session, "reviewer"), account(session, "moments-founder")
            before = MORNING - timedelta(hours=11)
            post = start(session, text, persona="lin-an", pillar=LIFE.slug, by=editor, at=before)
            write(session, post, {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text=text)}, pillar=LIFE, by=editor, at=before)
            place(session, post, where, due_at=MORNING - timedelta(minutes=20 + 90 * number), by=editor, at=before)
            handed = submit(session, post, findings={}, by=editor, at=before)
            kept = [row.key for row in session.exec(select(Delivery))]
            approve_and_schedule(session, handed, files=_files(engine), by=reviewer, at=before)
            keys += [row.key for row in session.exec(select(Delivery)) if row.key not in kept]
        for key, state in zip(keys, (State.UNKNOWN, State.MISSED, State.MISSED), strict=True):
            row = session.get(Delivery, key)
            row.state = state.value
            session.add(row)
        session.add(
            Attempt(delivery_id=keys[0], step="create", intent_at=MORNING - timedelta(minutes=20), by="publisher-1", outcome="unknown")
        )
    return (keys[1], keys[2]), keys[0]


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
