"""What tests and demos steer the sandbox with, and what they must not be able to break."""

import time
from datetime import timedelta

import httpx
import pytest

from studio.clock import FixedClock, SharedClock, SystemClock
from studio.sandbox.app import build
from studio.sandbox.journal import Journal
from studio.sandbox.serve import running
from tests.sandbox.running import NOON, SERVICE, Account, Sandbox, picture

COUNT = "/cgi-bin/draft/count"


def test_the_first_world_has_three_accounts_and_says_that_it_is_a_sandbox(sandbox: Sandbox):
    assert sandbox.control("health")["sandbox"] is True
    profiles = sandbox.control("world")["profiles"]["official_account"]
    assert [(p["kind"], p["verified"], p["followers"]) for p in profiles] == [
        ("service", True, 1200),
        ("subscription", True, 800),
        ("subscription", False, 150),
    ]


def test_another_account_can_be_opened_and_altered(sandbox: Sandbox):
    sandbox.control(
        "world", {"side": "official_account", "appid": "wxnew", "secret": "s3", "name": "新号", "kind": "service", "followers": 7}
    )
    account = sandbox.http.get("/cgi-bin/token", params={"grant_type": "client_credential", "appid": "wxnew", "secret": "s3"}).json()
    followers = sandbox.http.get("/cgi-bin/user/get", params={"access_token": account["access_token"]}).json()
    assert followers["total"] == 7
    wrong = sandbox.http.post("/_sandbox/world", json={"side": "official_account", "appid": "wxnew", "colour": "red"})
    assert wrong.status_code == 400
    assert "colour" in wrong.json()["error"]


async def _from_outside() -> httpx.Response:
    app = build(state=Journal(), clock=FixedClock(NOON))
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        return await client.get("/_sandbox/ledger")


def test_the_control_plane_answers_to_this_machine_only():
    import asyncio

    assert asyncio.run(_from_outside()).status_code == 403


def test_a_delay_lets_the_call_take_effect(service: Account):
    service.sandbox.control("faults", [{"path": COUNT, "kind": "delay", "seconds": 0.15}])
    begin = time.monotonic()
    assert service.get(COUNT) == {"total_count": 0}
    assert time.monotonic() - begin >= 0.15


def test_an_errcode_comes_as_often_as_asked(service: Account):
    service.sandbox.control("faults", [{"path": "/cgi-bin/draft/*", "kind": "errcode", "errcode": -1, "times": 2}])
    assert [service.get(COUNT).get("errcode", 0) for _ in range(3)] == [-1, -1, 0]
    marks = [(line["errcode"], line["mark"]) for line in service.sandbox.control("log")]
    assert (-1, "C") in marks


def test_a_bad_gateway_after_commit_left_its_effect(service: Account):
    article = service.article()
    service.sandbox.control("faults", [{"path": "/cgi-bin/draft/add", "kind": "http", "status": 503, "after_commit": True}])
    answer = service.sandbox.http.post("/cgi-bin/draft/add", params={"access_token": service.token}, json={"articles": [article]})
    assert answer.status_code == 503
    assert service.get(COUNT) == {"total_count": 1}


def test_a_reset_before_commit_drops_the_connection_and_others_stay(service: Account):
    service.sandbox.control("faults", [{"path": COUNT, "kind": "reset", "times": 1, "account": SERVICE}])
    with pytest.raises(httpx.TransportError):
        service.get(COUNT)
    assert service.get(COUNT) == {"total_count": 0}


def test_faults_can_be_listed_and_cleared(service: Account):
    service.sandbox.control("faults", [{"path": COUNT, "kind": "errcode", "times": None}])
    assert service.get(COUNT)["errcode"] == service.get(COUNT)["errcode"] == -1
    assert len(service.sandbox.control("faults")) == 1
    assert service.sandbox.control("faults", method="DELETE") == {"cleared": 1}
    assert service.get(COUNT) == {"total_count": 0}


@pytest.mark.parametrize("fault", [{"path": COUNT}, {"path": COUNT, "kind": "earthquake"}, {"path": COUNT, "kind": "reset", "when": "now"}])
def test_a_fault_that_makes_no_sense_is_refused_in_words(sandbox: Sandbox, fault: dict):
    answer = sandbox.http.post("/_sandbox/faults", json=[fault])
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_revoked_token_is_dead_at_once(service: Account):
    service.sandbox.control("faults", [{"kind": "token", "account": SERVICE}])
    assert service.get(COUNT)["errcode"] == 40001
    service.fresh_token()
    assert service.get(COUNT) == {"total_count": 0}


def test_rules_that_act_silently_are_in_the_log_with_their_mark(service: Account):
    service.draft(content='<p onclick="x()">好</p><img src="https://evil.example/a.png">')
    lines = {line["rule"]: line["mark"] for line in service.sandbox.control("log")}
    assert lines["picture from outside filtered, the call succeeds"] == "R"
    assert lines["onclick attribute removed"] == "D"


def test_an_unknown_path_is_a_refusal_and_not_a_web_page(service: Account):
    assert service.get("/cgi-bin/nothing")["errcode"] == 40066


def test_the_platforms_host_may_stand_in_the_path(service: Account):
    assert service.get(f"/api.weixin.qq.com{COUNT}") == {"total_count": 0}


def test_time_can_be_moved_without_a_settable_clock():
    with running(SystemClock()) as url:
        before = httpx.get(f"{url}/_sandbox/clock", trust_env=False).json()["unix"]
        after = httpx.post(f"{url}/_sandbox/clock", json={"advance_s": 3600}, trust_env=False).json()["unix"]
    assert 3600 <= after - before < 3660


def test_time_is_shared_with_whoever_reads_the_same_clock_file(tmp_path):
    ours = SharedClock(tmp_path / "clock.json")
    with running(SharedClock(tmp_path / "clock.json")) as url:
        ours.set(NOON)
        assert abs(httpx.get(f"{url}/_sandbox/clock", trust_env=False).json()["unix"] - NOON.timestamp()) < 5
        httpx.post(f"{url}/_sandbox/clock", json={"set": "2026-03-12T08:00:00+08:00"}, trust_env=False)
        assert timedelta(days=1) < ours.now() - NOON < timedelta(days=2)


def test_a_phone_shows_what_was_received_and_escapes_it(service: Account):
    url = service.upload("/cgi-bin/media/uploadimg", picture("blue"))["url"]
    service.published(title="<b>大衣</b>", content=f'<p>正文</p><img src="{url}">', digest="</iframe><script>alert(1)</script>")
    answer = service.sandbox.http.get("/_sandbox/phone")
    page = answer.text
    assert "沙盒" in page
    assert "&lt;b&gt;大衣&lt;/b&gt;" in page
    assert "<script" not in page
    assert "iframe sandbox" in page
    (row,) = service.sandbox.ledger("article_published")
    assert f"/_sandbox/bytes/{row['pictures'][0]}" in page
    assert "default-src 'none'" in answer.headers["content-security-policy"]
