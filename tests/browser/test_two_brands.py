"""Two brands in one web process, in a browser: who belongs to the second sees nothing of the first, whichever page is opened first."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from studio.brands.brand import Brand
from studio.clock import SharedClock
from studio.database import act, engine_for
from studio.gateway.listen import listen
from studio.people.password import hashed
from studio.people.person import Role, add, by_handle, give_role
from studio.people.process import Process
from studio.workspace.processes import running
from tests.browser.chromium import launched
from tests.browser.test_publish_parts import PASSWORD, PATIENCE_MS, _wait_for
from tests.ui.conftest import KEY, MORNING, ROOT, empty_home, furnished_home  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = ("today", "assets", "calendar", "write", "review", "publish", "engage", "personas", "settings")
OF_THE_FIRST = ("林岸", "岸上", "何运", "严宁", "moments-founder")


@pytest.fixture(scope="module")
def address(furnished_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: F811
    home = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(furnished_home, home)
    SharedClock(home / "clock.json").set(MORNING)
    engine = engine_for(f"sqlite:///{home / 'studio.db'}")
    with act(engine) as session:
        session.add(Brand(slug="qinghe", name="青禾", created_at=MORNING))
        session.flush()
        newcomer = add(session, "newcomer", "顾新", password_hash=hashed(PASSWORD), by=Process.SET_UP, at=MORNING)
        for role in Role:
            give_role(session, newcomer, role, brand=2, by=Process.SET_UP, at=MORNING)
        by_handle(session, "admin").password = hashed(PASSWORD)
    engine.dispose()
    with listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    extra = {"HOME": str(home), "KEY": KEY, "CLOCK_FILE": str(home / "clock.json"), "WORKSPACE": str(ROOT), "PORT": str(port)}
    with running(("web",), extra={f"STUDIO_{name}": value for name, value in extra.items()}):
        _wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"


def signed_in(browser: Browser, address: str, handle: str) -> Page:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("input[name=handle]", handle)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator(".topline h1")).to_have_text("今日", timeout=PATIENCE_MS)
    return page


def opened(page: Page, address: str, name: str) -> tuple[str, int]:
    """The words of a page when its script has ended, and how many pictures of the library are on it."""
    page.goto(f"{address}/{name}")
    expect(page.locator(".topline h1")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator('[data-test-script-state="notRunning"]')).to_have_count(1, timeout=PATIENCE_MS)
    return page.locator("body").inner_text(), page.locator('[data-testid="stMain"] img').count()


def test_the_second_brands_person_sees_nothing_of_the_first(address: str):
    with launched() as browser:
        newcomer, admin = signed_in(browser, address, "newcomer"), signed_in(browser, address, "admin")
        told = {name: opened(newcomer, address, name) for name in PAGES}
        assert {name: [word for word in OF_THE_FIRST if word in words] for name, (words, _) in told.items()} == {name: [] for name in PAGES}
        assert told["assets"][1] == 0
        words, pictures = opened(admin, address, "assets")
        assert "岸上" in words
        assert pictures > 0
        assert httpx.get(f"{address}/assets", trust_env=False).status_code == httpx.codes.SEE_OTHER
