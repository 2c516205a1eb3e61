"""One call to a platform: its token, its errcode, what a lost answer means, and what never reaches a log."""

import json
import logging
import threading
import time
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import structlog

from studio.channels.answer import Blame, NotSent, Unknown
from studio.channels.channel import Account, Secret
from studio.channels.deadline import HELD_UP, only_while
from studio.channels.errcodes import Kind, _treatments, treatment
from studio.channels.lines import hang_up, line_to
from studio.channels.wechat_http import OFFICIAL_ACCOUNT, WECOM, Stopped, _parsed
from studio.channels.wire import Wire
from tests.channels.desk import MORNING, DictDrawer, Sandbox, picture, service_account

TOKEN = {"access_token": "token-one", "expires_in": 7200}


def account(channel: str = "official_account") -> Account:
    return Account(
        slug="shop", name="店", channel=channel, kind="", verified=True,
        external_id="wx1", base_url="http://platform.example", settings={}, secret=Secret("top-secret"),
    )  # fmt: skip


class Platform:
    """Answers in the order given; the last one again and again. Token calls are answered by themselves."""

    def __init__(self, *answers: object, tokens: list[str] | None = None) -> None:
        self.answers = list(answers)
        self.tokens = tokens or ["token-one"]
        self.seen: list[httpx.Request] = []
        self.minted = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path in ("/cgi-bin/stable_token", "/cgi-bin/gettoken"):
            self.minted += 1
            token = self.tokens[min(self.minted, len(self.tokens)) - 1]
            return httpx.Response(200, json={"access_token": token, "expires_in": 7200})
        self.seen.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    def wire(self, drawer: DictDrawer | None = None, platform=OFFICIAL_ACCOUNT) -> Wire:
        return Wire(platform, account(), drawer or DictDrawer(), httpx.MockTransport(self))


def stopped(act, *args, **kwargs) -> Stopped:
    with pytest.raises(Stopped) as caught:
        act(*args, **kwargs)
    return caught.value


def test_words_travel_as_raw_utf8_never_as_escapes():
    platform = Platform({"errcode": 0})
    platform.wire().create("/x", {"title": "围巾"}, now=MORNING)
    assert platform.seen[0].content == '{"title":"围巾"}'.encode()


def test_the_answer_is_utf8_whatever_its_header_says():
    body = json.dumps({"errcode": 0, "name": "阿宁"}, ensure_ascii=False).encode()
    platform = Platform(httpx.Response(200, content=body, headers={"content-type": "text/plain; charset=iso-8859-1"}))
    assert platform.wire().read("/x", now=MORNING)["name"] == "阿宁"


@pytest.mark.parametrize("code", [42001, 40001, 40014])
def test_a_refused_token_is_renewed_once_and_the_call_replayed_once(code):
    platform = Platform({"errcode": code}, {"errcode": 0, "media_id": "m"}, tokens=["token-one", "token-two"])
    assert platform.wire().create("/cgi-bin/draft/add", {}, now=MORNING)["media_id"] == "m"
    assert [request.url.params["access_token"] for request in platform.seen] == ["token-one", "token-two"]


def test_a_token_that_stays_refused_is_the_admins_to_mend():
    platform = Platform({"errcode": 40001}, tokens=["one", "two", "three"])
    failure = stopped(platform.wire().read, "/x", now=MORNING)
    assert isinstance(failure.answer, NotSent)
    assert failure.answer.blame is Blame.FIX_THE_CHANNEL
    assert len(platform.seen) == 2


def test_a_stable_token_that_stays_the_same_is_forced():
    forced: list[bool] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/cgi-bin/stable_token":
            forced.append(json.loads(request.content)["force_refresh"])
            return httpx.Response(200, json={"access_token": "new" if forced[-1] else "old", "expires_in": 7200})
        good = request.url.params["access_token"] == "new"
        return httpx.Response(200, json={"errcode": 0 if good else 40001})

    wire = Wire(OFFICIAL_ACCOUNT, account(), DictDrawer(), httpx.MockTransport(answer))
    wire.read("/x", now=MORNING)
    assert forced == [False, False, True]


def test_a_token_is_kept_by_what_the_platform_said_and_fetched_ahead_of_its_end():
    drawer = DictDrawer()
    platform = Platform({"errcode": 0}, tokens=["one", "two"])
    platform.wire(drawer).read("/x", now=MORNING)
    assert drawer.kept["access_token"].until == MORNING + timedelta(seconds=6_900)
    platform.wire(drawer).read("/x", now=MORNING + timedelta(seconds=6_899))
    assert platform.minted == 1
    platform.wire(drawer).read("/x", now=MORNING + timedelta(seconds=6_900))
    assert platform.minted == 2


def test_threads_that_need_a_token_at_once_fetch_it_once():
    drawer, fetched, ready = DictDrawer(), [], threading.Barrier(8)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/cgi-bin/stable_token":
            fetched.append(request)
            time.sleep(0.05)
            return httpx.Response(200, json=TOKEN)
        return httpx.Response(200, json={"errcode": 0})

    def work() -> None:
        wire = Wire(OFFICIAL_ACCOUNT, account(), drawer, httpx.MockTransport(answer))
        ready.wait()
        wire.read("/x", now=MORNING)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fetched) == 1


def test_a_call_that_makes_something_does_not_leave_when_the_delivery_is_not_ours_any_more():
    """Asked as it leaves, also when it is replayed with a new token; what is harmless to repeat goes."""
    platform = Platform({"errcode": 42001}, {"errcode": 0}, tokens=["token-one", "token-two"])
    answers = [True, False]
    with only_while(lambda: answers.pop(0)):
        failure = stopped(platform.wire().create, "/cgi-bin/freepublish/submit", {}, now=MORNING)
    assert failure.answer == HELD_UP
    assert len(platform.seen) == 1
    with only_while(lambda: False):
        assert platform.wire().read("/x", now=MORNING)["errcode"] == 0
    assert platform.wire().create("/x", {}, now=MORNING)["errcode"] == 0


LOST = [
    httpx.ReadTimeout("slow"),
    httpx.RemoteProtocolError("hung up"),
    httpx.WriteError("broken pipe"),
    httpx.Response(502, text="<html>Bad Gateway</html>"),
    httpx.Response(200, text="<html>maintenance</html>"),
    httpx.Response(200, json=["not", "an", "object"]),
    httpx.Response(200, json={"errcode": "strange"}),
    {"errcode": -1, "errmsg": "system error"},
    {"errcode": 0, "errmsg": "ok"},  # a success without what it should give
]


@pytest.mark.parametrize("answer", LOST)
def test_a_create_whose_answer_got_lost_is_unknown_and_sent_only_once(answer):
    platform = Platform(answer)
    failure = stopped(platform.wire().create, "/cgi-bin/draft/add", {}, now=MORNING, gives=("media_id",))
    assert isinstance(failure.answer, Unknown)
    assert len(platform.seen) == 1


@pytest.mark.parametrize("answer", LOST[:-1])
def test_a_read_without_an_answer_is_repeated_in_short_order(answer):
    again = answer if isinstance(answer, Exception | dict) else httpx.Response(answer.status_code, content=answer.content)
    platform = Platform(again, {"errcode": 0, "name": "x"})
    assert platform.wire().read("/x", now=MORNING, gives=("name",))["name"] == "x"
    assert len(platform.seen) == 2


def test_a_read_that_never_gets_an_answer_is_tried_again_later():
    platform = Platform(httpx.ReadTimeout("slow"))
    failure = stopped(platform.wire().read, "/x", now=MORNING)
    assert isinstance(failure.answer, NotSent)
    assert failure.answer.blame is Blame.TRY_AGAIN
    assert failure.answer.retry_at == MORNING + timedelta(seconds=30)
    assert len(platform.seen) == 3


@pytest.mark.parametrize("failure", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")])
def test_a_create_that_never_left_is_safe_to_repeat(failure):
    platform = Platform(failure)
    answer = stopped(platform.wire().create, "/cgi-bin/draft/add", {}, now=MORNING).answer
    assert isinstance(answer, NotSent)
    assert answer.blame is Blame.TRY_AGAIN


def test_a_call_turned_away_at_the_door_is_safe_to_repeat():
    answer = stopped(Platform(httpx.Response(429)).wire().create, "/cgi-bin/draft/add", {}, now=MORNING).answer
    assert isinstance(answer, NotSent)
    assert answer.blame is Blame.TRY_AGAIN


@pytest.mark.parametrize("status", [301, 403, 404])
def test_an_address_that_is_no_platform_is_the_admins_to_mend(status):
    answer = stopped(Platform(httpx.Response(status)).wire().create, "/x", {}, now=MORNING).answer
    assert isinstance(answer, NotSent)
    assert (answer.blame, answer.field) == (Blame.FIX_THE_CHANNEL, "base_url")


def test_no_secret_and_no_token_reaches_a_log_or_an_error(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    platform = Platform({"errcode": 45009, "errmsg": "reach max rid: 6aac0063-7ed08fb9-1250f724"}, tokens=["the-token"])
    with structlog.testing.capture_logs() as lines:
        wire = platform.wire(platform=WECOM)
        failures = [
            stopped(wire.read, "/x", now=MORNING),
            stopped(Platform(httpx.ReadTimeout("slow")).wire().create, "/y", {}, now=MORNING),
        ]
    written = repr(lines) + caplog.text + repr([failure.answer for failure in failures]) + repr(wire.account)
    assert "6aac0063-7ed08fb9-1250f724" in repr(lines)
    assert all("rid" in line for line in lines)
    assert "top-secret" not in written
    assert "the-token" not in written
    assert "access_token=" not in written


def test_what_is_said_about_the_line_itself_names_no_address_with_a_token(
    sandbox: Sandbox, drawer: DictDrawer, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpcore")
    wire = Wire(OFFICIAL_ACCOUNT, service_account(sandbox), drawer)
    wire.read("/cgi-bin/draft/batchget", {"offset": 0, "count": 1}, now=sandbox.now)
    assert "send_request_headers" in caplog.text
    assert drawer.kept["access_token"].value not in caplog.text
    assert "access_token=" not in caplog.text


def test_the_same_code_means_different_things_in_different_places():
    assert treatment(40001, "official_account").kind is Kind.REFRESH
    assert treatment(40001, "official_account.token").field == "secret"
    assert treatment(45002, "official_account").field == "html"
    assert treatment(45002, "wecom").field == "text"
    assert treatment(45009, "official_account").midnight
    assert treatment(45009, "wecom").wait == 60


def test_a_code_nobody_listed_goes_to_a_person_with_the_platforms_words():
    answer = stopped(Platform({"errcode": 99999, "errmsg": "quota of moonlight"}).wire().create, "/x", {}, now=MORNING).answer
    assert isinstance(answer, NotSent)
    assert (answer.blame, answer.code) == (Blame.ASK_A_PERSON, 99999)
    assert "moonlight" in answer.reason.zh


def test_every_listed_code_has_words_and_a_mend_in_both_languages():
    for (code, where), found in _treatments().items():
        assert all((found.what.zh, found.what.en, found.mend.zh, found.mend.en)), (code, where)
        if found.kind in (Kind.BACKOFF, Kind.QUOTA):
            assert found.retry_at(MORNING) > MORNING, (code, where)


def test_every_code_of_the_specification_is_listed():
    listed = {code for code, _ in _treatments()}
    told = {
        42001, 40001, 40125, 40013, 41002, 41004, 40091, 40014, 41001, 40164, 61004, 60020, 89503, 89506, 89507, 40243, 50002, 50004, 50007,
        48004, 48001, 48002, 60011, 84074, 301002, 701008, -1, 45009, 45011, 45033, 45035, 6000, 45066, 45065, 45067, 45028, 40007, 40004, 40005,
        40006, 40009, 40011, 40137, 45001, 41064, 41065, 41072, 41080, 41081, 41082, 41090, 45002, 45003, 45004, 45008, 45110, 45166, 41039,
        40114, 40058, 40063, 41089, 47001, 53503, 53504, 53505, 53404, 53405, 53406, 88000, 47009, 61500, 61501, 61503, 41063, 41079, 41062,
        41048, 41093, 41094, 41046, 41047, 41059, 41060, 41061, 41067, 86001, 86003, 40096, 84061, 41050, 41051, 41096, 45031, 93000, 93004,
    }  # fmt: skip
    assert told <= listed


def test_connections_are_shared_per_address_and_opened_again_after_a_hang_up(sandbox: Sandbox, drawer: DictDrawer):
    first = line_to(sandbox.base)
    assert line_to(sandbox.base) is first
    hang_up()
    wire = Wire(OFFICIAL_ACCOUNT, service_account(sandbox), drawer)
    assert wire.upload("/cgi-bin/media/uploadimg", picture(), now=sandbox.now, gives="url").startswith("http")
    assert line_to(sandbox.base) is not first


def test_the_proxy_that_the_environment_names_is_used_for_the_platforms_and_not_at_home(
    sandbox: Sandbox, drawer: DictDrawer, monkeypatch: pytest.MonkeyPatch
):
    """The sandbox stands in for the proxy: it answers whatever host it is asked for."""
    monkeypatch.setenv("http_proxy", sandbox.base.removeprefix("http://"))
    monkeypatch.setenv("no_proxy", "left.alone.test")
    far_away = replace(service_account(sandbox), base_url="http://platform.test")
    found = Wire(OFFICIAL_ACCOUNT, far_away, drawer).read("/cgi-bin/draft/batchget", {"offset": 0, "count": 1}, now=sandbox.now)
    assert found["item"] == []
    left_alone = replace(far_away, base_url="http://left.alone.test", slug="left-alone")
    assert stopped(Wire(OFFICIAL_ACCOUNT, left_alone, DictDrawer()).read, "/x", {}, now=sandbox.now).lost
    monkeypatch.setenv("http_proxy", "127.0.0.1:9")
    hang_up()
    assert Wire(OFFICIAL_ACCOUNT, service_account(sandbox), DictDrawer()).read(
        "/cgi-bin/draft/batchget", {"offset": 0, "count": 1}, now=sandbox.now
    )


def test_a_nickname_that_no_database_keeps_does_not_cost_the_rest():
    read = _parsed(r'{"errcode": 0, "list": [{"name": "a\u0000\ud83d"}, {"name": "林岚"}]}'.encode())
    assert read == {"errcode": 0, "list": [{"name": "a��"}, {"name": "林岚"}]}
