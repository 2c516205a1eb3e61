"""A real Chromium before a real web process: cookie, gate, websocket and sign-out as a person meets them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import launched
from tests.gateway.tiny_studio import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web process of its own on a free port; it stops when it is asked to."""
    command = [sys.executable, "-m", "tests.gateway.tiny_studio", str(tmp_path_factory.mktemp("home"))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()
        assert process.wait(timeout=10) in (0, -15)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("登录名").fill("lin")
    page.get_by_label("密码").fill(password)
    page.locator("form > .button").click()


def test_from_the_sign_in_page_to_the_screens_and_out_again(page: Page, address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{address}/")
    expect(page).to_have_url(f"{address}/login")
    sign_in(page)
    expect(page.get_by_text("你好，lin")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="在吗").click()
    expect(page.get_by_text("在的")).to_be_visible()
    held = {cookie["name"]: cookie for cookie in page.context.cookies()}["studio_sid"]
    assert held["httpOnly"]
    assert "studio_sid" not in page.evaluate("document.cookie")
    page.get_by_text("退出登录").click()
    expect(page).to_have_url(f"{address}/login")
    page.goto(f"{address}/")
    expect(page).to_have_url(f"{address}/login")
    assert complaints == [], "the policy forbids something that the screens need"


def test_a_tab_left_open_stops_answering_when_one_signs_out_in_another(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    with page.expect_websocket(timeout=20_000) as line:
        sign_in(page)
    expect(page.get_by_text("你好，lin")).to_be_visible(timeout=20_000)
    other = page.context.new_page()
    other.goto(f"{address}/logout")
    with line.value.expect_event("close"):
        page.get_by_role("button", name="在吗").click()
    expect(page.get_by_text("在的")).not_to_be_visible()
    page.reload()
    expect(page).to_have_url(f"{address}/login")


def test_a_wrong_password_and_the_other_language(page: Page, address: str) -> None:
    page.goto(f"{address}/review")
    sign_in(page, "wrong password")
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不对")
    expect(page.get_by_label("密码")).to_be_focused()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Sign-in name")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_screens_page_is_not_served_to_strangers_in_any_form(address: str) -> None:
    with httpx.Client(base_url=address) as stranger:
        assert stranger.get("/").headers["location"] == "/login"
        for path in (
            "/_stcore/health",
            "/_stcore/metrics",
            "/_stcore/agent/openapi.json",
            "/media/x",
            "/component/x",
            "/_stcore/upload_file/a/b",
        ):
            assert stranger.get(path).status_code == 403, path
        upgrade = {
            "connection": "Upgrade",
            "upgrade": "websocket",
            "sec-websocket-version": "13",
            "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
        }
        assert stranger.get("/_stcore/stream", headers=upgrade).status_code == 403
        assert stranger.get("/health").json()["database"]["answers"] is True
