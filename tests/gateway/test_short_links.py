import pytest

from studio.database import act
from studio.engagement import link as links
from tests.gateway.conftest import NOON

TARGET = "https://shop.suwan.example/p/18?utm_source=wechat"


@pytest.fixture
def code(state):
    with act(state.engine, brand=2) as session:
        return links.make(session, TARGET, about="delivery:12", at=NOON, allowed_hosts=["shop.suwan.example"]).code


def clicks(state) -> links.Clicks:
    state.later.settled()
    with act(state.engine, brand=2) as session:
        return links.clicks(session, "delivery:12")


def test_a_reader_is_sent_on_and_counted_in_the_links_own_brand(browser, state, code):
    answer = browser.get(f"/s/{code}", headers={"user-agent": "MicroMessenger"})
    assert answer.status_code == 302
    assert answer.headers["location"] == TARGET
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    browser.get(f"/s/{code}", headers={"user-agent": "MicroMessenger"})
    browser.get(f"/s/{code}", headers={"user-agent": "Safari"})
    assert clicks(state) == links.Clicks(times=3, visitors=2)


def test_a_look_ahead_is_not_a_visit(browser, state, code):
    assert browser.head(f"/s/{code}").headers["location"] == TARGET
    assert clicks(state).times == 0


@pytest.mark.parametrize("code", ["none", "AAAAAAA", "%00", "' OR 1=1", "x" * 500])
def test_an_unknown_code_gets_a_friendly_page(browser, code):
    answer = browser.get(f"/s/{code}")
    assert answer.status_code == 404
    assert "这个链接打不开了" in answer.text
