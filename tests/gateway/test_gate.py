from datetime import timedelta

import pytest
from sqlalchemy import event
from starlette.websockets import WebSocketDisconnect

from studio.database import act
from studio.gateway.door import COOKIE
from studio.people import person as people
from studio.people import session as web_sessions
from tests.gateway.conftest import NOON


def told(answer) -> dict[str, str]:
    return dict(answer.json()["told"])


@pytest.mark.parametrize(
    ("path", "back"), [("/", ""), ("/review", "?next=/review"), ("/calendar?month=2026-11", "?next=/calendar%3Fmonth%3D2026-11")]
)
def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_and_back_afterwards(browser, path, back):
    answer = browser.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login{back}"


@pytest.mark.parametrize(
    "path", ["/_stcore/upload_file/a/b", "/_stcore/host-config", "/media/abc.png", "/component/x/y.js", "/app/static/x"]
)
def test_files_and_streams_are_refused_rather_than_redirected(browser, path):
    assert browser.get(path).status_code == 403


def test_posting_without_a_sign_in_is_refused(browser):
    assert browser.post("/review", content=b"x").status_code == 403


def test_the_websocket_is_refused_without_a_sign_in(browser):
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/_stcore/stream"):
        pass


def test_a_cookie_of_ones_own_making_opens_nothing(browser):
    browser.cookies.set(COOKIE, "x" * 43)
    assert browser.get("/").status_code == 303


def test_the_screens_are_told_who_it_is(signed_in):
    said = told(signed_in.get("/review"))
    assert said["x-studio-person"] == "lin"
    assert said["x-studio-session"] == web_sessions.hash_of(signed_in.cookies[COOKIE])
    assert said["x-studio-address"] == "10.0.0.7"


def test_nobody_can_say_who_he_is_by_himself(signed_in, browser):
    answer = signed_in.get("/review", headers={"x-studio-person": "admin", "X-Studio-Role": "admin", "x-studio-session": "forged"})
    assert [value for name, value in answer.json()["told"] if name == "x-studio-person"] == ["lin"]
    assert "x-studio-role" not in told(answer)
    with signed_in.websocket_connect("/_stcore/stream", headers={"x-studio-person": "admin"}) as line:
        line.send_text("在吗")
        assert line.receive_text() == "lin: 在吗"


def test_what_is_open_says_nothing_about_who_asks(signed_in):
    assert told(signed_in.get("/static/app.js", headers={"x-studio-person": "admin"})) == {}


def test_a_session_ends_by_itself_on_page_and_websocket(signed_in, clock):
    with signed_in.websocket_connect("/_stcore/stream") as line:
        line.send_text("在吗")
        assert line.receive_text() == "lin: 在吗"
        clock.advance(timedelta(hours=12))
        line.send_text("还在吗")
        with pytest.raises(WebSocketDisconnect) as ended:
            line.receive_text()
    assert ended.value.code == 4401
    assert signed_in.get("/").status_code == 303


def test_leaving_the_team_is_felt_within_seconds(signed_in, state, clock):
    assert signed_in.get("/").status_code == 200
    with act(state.engine) as session:
        people.by_handle(session, "lin").left_at = NOON
    clock.advance(timedelta(seconds=3))
    assert signed_in.get("/").status_code == 303


def test_one_page_with_many_files_asks_the_database_once(signed_in, state):
    asked: list[str] = []
    event.listen(state.engine, "begin", lambda _connection: asked.append("begin"))
    for number in range(30):
        assert signed_in.get(f"/media/{number}.png").status_code == 200
    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/login", "/", "/review", "/s/none", "/static/x.js"])
def test_every_answer_carries_the_security_headers(browser, path):
    headers = browser.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


def test_our_own_pages_run_no_script_at_all(browser):
    policy = browser.get("/login").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_pages_are_counted_by_area_and_never_by_address(browser, state):
    browser.get("/review?customer=secret")
    browser.get("/login")
    assert state.counts.registry.get_sample_value("studio_requests_total", {"area": "page", "status": "303"}) == 1
    assert state.counts.registry.get_sample_value("studio_requests_total", {"area": "login", "status": "200"}) == 1
