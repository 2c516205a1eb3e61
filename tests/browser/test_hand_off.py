"""The hand-off as a person meets it: a link on a phone, copy, save, tick, post, say so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from studio.brands.account import ChannelAccount
from studio.gateway.state import state_for
from studio.posts.variant import PictureRef
from studio.publishing.delivery import State
from studio.publishing.handoff import link_for
from studio.publishing.hold import HoldScope, hold
from tests.browser.chromium import launched
from tests.channels.desk import picture
from tests.gateway.conftest import Sandglass
from tests.gateway.served import serving
from tests.handing_over import handed_over
from tests.house import KEY, House

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NOTE = (
    "补过三次的开衫，今天寄回去。\n\n她说别的开衫穿上，得先跟它客气两天。线是砖红的，和上回的墨绿并排，凑近了才看得出来。"
    "\n\n你家里有没有这样一件衣服？拍给我看看，能补的我们一起补。"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(params=[390, 1440])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    width = request.param
    context = chromium.new_context(
        locale="zh-CN", viewport={"width": width, "height": 844 if width == 390 else 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def web(house: House, tmp_path: Path) -> Iterator[str]:
    """The gateway on a free port."""
    settings = Sandglass(home=tmp_path, database_url=str(house.engine.url), key=KEY.decode(), glass=house.clock)
    with serving(state_for(settings, house.engine)) as address:
        yield address


def address_of(house: House, row, web: str) -> str:
    from studio.vault import Vault

    with house.act() as session:
        session.get(ChannelAccount, row.account_id).sandbox = True
        return link_for(session, row, vault=Vault(KEY), address=web, to=house.person("editor"))


def photographs(house: House) -> tuple[PictureRef, ...]:
    shots = (picture("cardigan", 900, 1200), picture("thread", 1200, 1200), picture("sleeve", 1600, 900))
    return tuple(PictureRef(digest=house.files.put(s.content), media_type=s.media_type, width=s.width, height=s.height) for s in shots)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_the_link_to_the_confirmation(page: Page, house: House, web: str, tmp_path: Path) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    row = handed_over(house, kind="xiaohongshu", title="补过三次的开衫", text=NOTE, refs=photographs(house))
    page.goto(address_of(house, row, web))
    expect(page.get_by_role("heading", name="请把这条发出去")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_role("button", name="已复制 · 还没有发出")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == NOTE
    with page.expect_download() as saved:
        page.get_by_role("link", name="第 2 张").click()
    assert Path(saved.value.path()).read_bytes() == picture("thread", 1200, 1200).content
    page.get_by_label("复制文字").check()
    page.reload()
    expect(page.get_by_label("复制文字")).to_be_checked()
    assert all(box["height"] >= 44 for box in (button.bounding_box() for button in page.locator("button, .checks label").all()) if box)
    house.clock.advance(timedelta(minutes=3))
    screenshot = tmp_path / "shot.png"
    page.screenshot(path=screenshot)
    page.get_by_label("截图（可不传）").set_input_files(screenshot)
    page.get_by_role("button", name="我已发出").click()
    expect(page.get_by_role("heading", name="已确认发出")).to_be_visible()
    expect(page.get_by_alt_text("发出后的截图")).to_be_visible()
    assert page.evaluate("document.querySelector('.proof').naturalWidth") > 0
    assert fits(page)
    assert house.delivery(row).is_ is State.DELIVERED
    assert complaints == []


def test_a_time_that_cannot_be_is_said_beside_the_field_and_what_was_typed_stays(page: Page, house: House, web: str) -> None:
    page.goto(address_of(house, handed_over(house), web))
    page.get_by_label("什么时候发出的").fill("2026-11-23T18:30")
    page.get_by_role("button", name="我已发出").click()
    expect(page.get_by_role("alert")).to_contain_text("在将来")
    expect(page.get_by_label("什么时候发出的")).to_have_value("2026-11-23T18:30")


def test_a_hold_that_comes_while_the_page_is_open_is_seen_at_the_next_look(page: Page, house: House, web: str) -> None:
    page.goto(address_of(house, handed_over(house), web))
    with house.act() as session:
        hold(session, HoldScope.BRAND, reason="客户投诉，先停一停", by=house.person("publisher"), at=house.now)
    page.reload()
    expect(page.get_by_role("heading", name="先不要发")).to_be_visible()
    expect(page.get_by_text("客户投诉")).to_be_visible()
    expect(page.get_by_role("button", name="我已发出")).not_to_be_visible()
    page.get_by_text("其实已经发出去了").click()
    expect(page.get_by_role("button", name="我已发出")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Please do not post this now")).to_be_visible()
