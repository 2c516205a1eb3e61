"""wechat-api.md §5, the WeCom parts of checks 1 to 5, and the rates of check 25."""

from tests.sandbox.corp import CORPID, HOST, SECRET, Corp
from tests.sandbox.running import Sandbox

FOLLOWERS = "externalcontact/get_follow_user_list"


def test_a_bogus_token_is_40014_with_an_empty_list(corp: Corp):
    answer = corp.get(FOLLOWERS, token="fake")
    assert answer["errcode"] == 40014
    assert answer["errmsg"].startswith("invalid access_token")
    assert answer["follow_user"] == []


def test_no_token_is_41001_with_http_200(sandbox: Sandbox):
    answer = sandbox.http.get(f"{HOST}{FOLLOWERS}")
    assert answer.status_code == 200
    assert answer.json()["errcode"] == 41001
    assert answer.json()["follow_user"] == []


def test_an_expired_token_is_42001_and_the_same_task_is_made_once_after_a_refresh(corp: Corp):
    corp.sandbox.advance(seconds=7201)
    assert corp.to_group()["errcode"] == 42001
    assert corp.ledger("group_message_created") == []
    corp.fresh_token()
    assert corp.to_group()["errcode"] == 0
    assert len(corp.ledger("group_message_created")) == 1


def test_gettoken_gives_the_same_token_while_it_lives_and_a_new_one_after(corp: Corp):
    first = corp.ask_token()
    corp.sandbox.advance(seconds=100)
    second = corp.ask_token()
    assert second["access_token"] == first["access_token"]
    assert second["expires_in"] == first["expires_in"] - 100
    corp.sandbox.advance(seconds=7200)
    assert corp.ask_token()["access_token"] != first["access_token"]


def test_each_app_has_its_own_token(corp: Corp):
    corp.alter(app={"agentid": "1000003", "secret": "another-app", "visible": ["chen-he"]})
    other = Corp(corp.sandbox, secret="another-app")
    assert other.token != corp.token
    assert other.get(FOLLOWERS)["follow_user"] == ["chen-he"], "an app sees the members in its visible range"
    assert other.to_group()["errcode"] == 84074


def test_wrong_credentials_are_told_apart(corp: Corp):
    assert corp.ask_token("wwnobody")["errcode"] == 40013
    assert corp.ask_token(secret="wrong")["errcode"] == 40001
    assert corp.ask_token(corpid="")["errcode"] == 41002
    assert corp.ask_token(secret="")["errcode"] == 41004


def test_an_address_that_is_not_trusted_is_60020_and_named(corp: Corp):
    corp.alter(allow_ips=["10.0.0.1"])
    refused = corp.ask_token()
    assert refused["errcode"] == 60020
    assert "from ip: 127.0.0.1" in refused["errmsg"]
    assert corp.get(FOLLOWERS)["errcode"] == 60020
    assert corp.ask_token(**{"x-sandbox-ip": "10.0.0.1"})["errcode"] == 0


def test_the_old_customer_contact_secret_and_apps_off_the_list_are_48002(corp: Corp):
    system = Corp(corp.sandbox, CORPID, "sandbox-system-secret-0001")
    assert system.get(FOLLOWERS)["errcode"] == 48002
    corp.alter(app={"agentid": "1000002", "callable": False})
    assert corp.get(FOLLOWERS)["errcode"] == 48002
    assert corp.ask_token(CORPID, SECRET)["errcode"] == 0


def test_a_spent_minute_is_45009_and_clears_with_the_next_minute(corp: Corp):
    path = f"/cgi-bin/{FOLLOWERS}"
    corp.sandbox.control("faults", {"kind": "quota", "side": "wecom", "account": CORPID, "path": path})
    assert corp.get(FOLLOWERS)["errcode"] == 45009
    assert corp.get("externalcontact/list", userid="lin-an")["errcode"] == 0, "each call has its own bucket"
    corp.sandbox.advance(seconds=60)
    assert corp.get(FOLLOWERS)["errcode"] == 0


def test_a_revoked_token_is_40014_and_gettoken_mints_anew(corp: Corp):
    corp.sandbox.control("faults", {"kind": "token", "account": CORPID})
    assert corp.get(FOLLOWERS)["errcode"] == 40014
    corp.fresh_token()
    assert corp.get(FOLLOWERS)["errcode"] == 0
