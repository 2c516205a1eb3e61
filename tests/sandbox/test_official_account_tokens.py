"""wechat-api.md §5, checks 1 to 5."""

import re

from tests.sandbox.running import SECRETS, SERVICE, Account, Sandbox

RID = re.compile(r" rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$")


def test_a_bogus_token_is_40001_with_http_200_and_a_rid(service: Account):
    answer = service.get("/cgi-bin/tags/get", token="fake")
    assert answer["errcode"] == 40001
    assert answer["errmsg"].startswith("invalid credential, access_token is invalid or not latest")
    assert RID.search(answer["errmsg"])
    assert "tags" not in answer, "lists are not returned on error"


def test_no_token_is_41001(sandbox: Sandbox):
    answer = sandbox.http.get("/cgi-bin/tags/get")
    assert answer.status_code == 200
    assert answer.json()["errcode"] == 41001
    assert re.match(r"access_token missing rid: ", answer.json()["errmsg"])


def test_an_expired_token_is_42001_and_a_fresh_one_takes_effect_once(service: Account):
    article = service.article()
    service.sandbox.advance(seconds=7201)
    assert service.post("/cgi-bin/draft/add", articles=[article])["errcode"] == 42001
    service.fresh_token()
    assert service.post("/cgi-bin/draft/add", articles=[article])["media_id"]
    assert service.get("/cgi-bin/draft/count") == {"total_count": 1}


def test_a_replaced_token_lives_five_minutes_more(service: Account):
    old = service.token
    service.fresh_token()
    service.sandbox.advance(seconds=299)
    assert "tags" in service.get("/cgi-bin/tags/get", token=old)
    service.sandbox.advance(seconds=2)
    assert service.get("/cgi-bin/tags/get", token=old)["errcode"] == 40001
    assert "tags" in service.get("/cgi-bin/tags/get")


def test_stable_token_gives_the_same_token_with_the_time_that_remains(service: Account):
    first = service.stable_token()
    service.sandbox.advance(seconds=100)
    second = service.stable_token()
    assert second["access_token"] == first["access_token"]
    assert second["expires_in"] == first["expires_in"] - 100 == 7100


def test_a_stable_token_is_renewed_five_minutes_early_and_both_work(service: Account):
    first = service.stable_token()
    service.sandbox.advance(seconds=6_901)
    second = service.stable_token()
    assert second["access_token"] != first["access_token"]
    assert second["expires_in"] == 7200
    assert "tags" in service.get("/cgi-bin/tags/get", token=first["access_token"])


def test_a_forced_refresh_kills_the_stable_token_before_it(service: Account):
    first = service.stable_token()["access_token"]
    second = service.stable_token(force=True)["access_token"]
    assert second != first
    assert service.get("/cgi-bin/tags/get", token=first)["errcode"] == 40001
    assert "tags" in service.get("/cgi-bin/tags/get", token=second)


def test_forced_refreshes_are_thirty_seconds_apart_and_twenty_a_day(service: Account):
    service.stable_token(force=True)
    service.sandbox.advance(seconds=29)
    assert service.stable_token(force=True)["errcode"] == 45011
    for _ in range(19):
        service.sandbox.advance(seconds=30)
        assert service.stable_token(force=True)["access_token"]
    service.sandbox.advance(seconds=30)
    assert service.stable_token(force=True)["errcode"] == 45009


def test_the_two_kinds_of_token_do_not_touch_each_other(service: Account):
    plain = service.token
    stable = service.stable_token()["access_token"]
    service.stable_token(force=True)
    assert "tags" in service.get("/cgi-bin/tags/get", token=plain)
    stable = service.stable_token()["access_token"]
    service.fresh_token()
    service.sandbox.advance(seconds=301)
    assert "tags" in service.get("/cgi-bin/tags/get", token=stable)


def test_an_unknown_appid_is_seen_before_a_missing_grant_type(sandbox: Sandbox):
    assert sandbox.http.get("/cgi-bin/token", params={"appid": "wx0"}).json()["errcode"] == 40013
    assert sandbox.http.get("/cgi-bin/token", params={"appid": SERVICE}).json()["errcode"] == 40002


def test_a_wrong_secret_is_40125_and_a_frozen_one_40243(service: Account):
    assert service.ask_token(secret="wrong")["errcode"] == 40125
    assert service.ask_token(secret="")["errcode"] == 41004
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "secret_frozen": True})
    assert service.ask_token(secret=SECRETS[SERVICE])["errcode"] == 40243


def test_an_address_outside_the_allowlist_is_told_in_the_message(service: Account):
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "allow_ips": ["203.0.113.9"]})
    answer = service.ask_token(secret=SECRETS[SERVICE])
    assert answer["errcode"] == 40164
    assert "127.0.0.1" in answer["errmsg"]


def test_token_calls_want_their_method(service: Account):
    assert service.sandbox.http.post("/cgi-bin/token").json()["errcode"] == 43001
    assert service.sandbox.http.get("/cgi-bin/stable_token").json()["errcode"] == 43002


def test_a_spent_daily_quota_comes_back_at_beijing_midnight(service: Account):
    service.sandbox.control("faults", [{"kind": "quota", "side": "official_account", "account": SERVICE, "path": "/cgi-bin/draft/count"}])
    assert service.get("/cgi-bin/draft/count")["errcode"] == 45009
    service.sandbox.advance(hours=11, minutes=59)
    service.fresh_token()
    assert service.get("/cgi-bin/draft/count")["errcode"] == 45009
    service.sandbox.advance(minutes=2)
    assert service.get("/cgi-bin/draft/count") == {"total_count": 0}


def test_quota_can_be_asked_and_cleared_ten_times_a_month(service: Account):
    service.get("/cgi-bin/draft/count")
    quota = service.post("/cgi-bin/openapi/quota/get", cgi_path="/cgi-bin/draft/count")["quota"]
    assert quota["used"] == 1
    assert quota["remain"] == quota["daily_limit"] - 1
    assert service.post("/cgi-bin/openapi/quota/get", cgi_path="/cgi-bin/nothing")["errcode"] == 76003
    for _ in range(10):
        assert service.post("/cgi-bin/clear_quota", appid=SERVICE)["errcode"] == 0
    assert service.post("/cgi-bin/openapi/quota/get", cgi_path="/cgi-bin/draft/count")["quota"]["used"] == 0
    assert service.post("/cgi-bin/clear_quota", appid=SERVICE)["errcode"] == 48006
