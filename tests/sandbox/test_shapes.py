"""Shapes of answers as the platforms give them, where the twin once differed."""

import re
from typing import Any

import pytest

from tests.sandbox.corp import OWNER, Corp
from tests.sandbox.running import SERVICE, Account, Sandbox


def test_the_token_is_asked_before_the_path(sandbox: Sandbox, service: Account, corp: Corp):
    assert service.get("/cgi-bin/nobody/knows", token="bogus")["errcode"] == 40001
    assert service.sandbox.http.get("/cgi-bin/nobody/knows").json()["errcode"] == 41001
    assert service.get("/cgi-bin/nobody/knows")["errcode"] == 40066
    host = {"host": "qyapi.weixin.qq.com"}
    assert sandbox.http.get("/cgi-bin/nobody/knows", params={"access_token": "bogus"}, headers=host).json()["errcode"] == 40014


def test_articles_tell_of_their_cover_and_their_times(service: Account):
    media_id = service.draft()
    (item,) = service.post("/cgi-bin/draft/batchget", offset=0, count=50, no_content=0)["item"]
    assert item["content"]["create_time"] == item["content"]["update_time"] == item["update_time"]
    assert item["content"]["news_item"][0]["show_cover_pic"] == 0
    assert service.post("/cgi-bin/draft/get", media_id=media_id)["news_item"][0]["show_cover_pic"] == 0
    service.published()
    (item,) = service.post("/cgi-bin/freepublish/batchget", offset=0, count=20, no_content=1)["item"]
    assert {"create_time", "update_time", "news_item"} == set(item["content"])
    article = service.post("/cgi-bin/freepublish/getarticle", article_id=item["article_id"])
    assert article["create_time"] == article["update_time"] == item["update_time"]


def test_lists_can_be_bare_on_demand(service: Account):
    service.sandbox.control("world", {"tuning": {"bare_lists": 1}})
    service.draft()
    (item,) = service.post("/cgi-bin/draft/batchget", offset=0, count=20, no_content=1)["item"]
    service.sandbox.control("world", {"tuning": {"bare_lists": 0}})
    assert set(item) == {"media_id", "update_time"}


def test_a_comment_of_somebody_without_an_identity_has_no_openid(service: Account):
    about = service.published(need_open_comment=1)["msg_data_id"]
    service.sandbox.let("comment", appid=SERVICE, msg_data_id=about, content="路过", nobody=True)
    said = service.post("/cgi-bin/comment/list", msg_data_id=int(about), index=0, begin=0, count=49, type=0)["comment"]
    assert [one.get("openid") for one in said if one["content"] == "路过"] == [None]


def test_business_refusals_carry_a_hint_and_tokens_none(service: Account, corp: Corp):
    assert re.search(r" hint: \[[0-9a-f]+\] rid: ", service.post("/cgi-bin/draft/get", media_id="none")["errmsg"])
    assert "hint" not in service.get("/cgi-bin/draft/count", token="bogus")["errmsg"]
    assert re.search(r"hint: \[\d{25}\]", corp.contact("groupchat/get", chat_id="none")["errmsg"])


def test_only_what_was_shared_is_listed_with_its_sharers_alone(service: Account):
    service.published()
    service.sandbox.advance(days=1, hours=2)
    service.fresh_token()
    day = "2026-03-10"
    rows = service.post("/datacube/getarticleshare", begin_date=day, end_date=day)["list"]
    assert all(set(row["detail"]) == {"share_user"} and row["detail"]["share_user"] > 0 for row in rows)


@pytest.mark.parametrize(("entity", "code"), [("company", None), ("personal", 48001)])
def test_a_personal_account_publishes_never_verified_or_not(service: Account, entity: str, code: int | None):
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "entity": entity})
    assert service.post("/cgi-bin/freepublish/batchget", offset=0, count=1).get("errcode") == code


def test_quotas_of_a_day_count_each_path_and_a_larger_account_has_more(service: Account):
    def ask() -> int:
        return service.post("/cgi-bin/freepublish/get", publish_id="1")["errcode"]

    assert [ask() for _ in range(101)][-1] == 45009
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "quotas": {"/cgi-bin/freepublish/get": 103}})
    assert [ask() == 45009 for _ in range(4)] == [False, False, False, True]
    told = service.post("/cgi-bin/openapi/quota/get", cgi_path="/cgi-bin/freepublish/get")["quota"]
    assert told == {"daily_limit": 103, "used": 103, "remain": 0}


def test_members_ways_and_tags_are_shown_whole(corp: Corp):
    said: dict[str, Any] = corp.get("user/get", userid=OWNER)
    assert {"order", "is_leader_in_dept", "direct_leader", "alias", "telephone", "main_department", "extattr", "external_profile"} <= set(
        said
    )
    made = corp.contact("add_corp_tag", group_name="来源", tag=[{"name": "扫码"}])["tag_group"]
    assert "deleted" not in made
    assert "deleted" not in made["tag"][0]
    assert "deleted" in corp.contact("get_corp_tag_list")["tag_group"][0]
    way = corp.contact(
        "add_contact_way", type=1, scene=2, user=[OWNER], conclusions={"text": {"content": "好"}, "image": {"media_id": "m1"}}
    )
    shown = corp.contact("get_contact_way", config_id=way["config_id"])["contact_way"]
    assert shown["mark_source"] is True
    assert set(shown["conclusions"]["image"]) == {"pic_url"}
