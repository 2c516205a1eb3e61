"""wechat-api.md §5, checks 18 and 19; followers, tags and the simulation behind them."""

from typing import Any

import pytest

from tests.sandbox.running import SERVICE, Account, Sandbox


@pytest.fixture
def commented(service: Account) -> dict[str, Any]:
    """A published article with three scripted comments under it and nobody else talking."""
    service.sandbox.control("world", {"tuning": {"people_off": 1}})
    made = service.published(need_open_comment=1)
    for words in ("有货吗", "好看", "已下单"):
        service.sandbox.advance(seconds=1)
        service.sandbox.let("comment", appid=SERVICE, msg_data_id=made["msg_data_id"], content=words)
    return {"msg_data_id": made["msg_data_id"], "index": 0}


@pytest.fixture(autouse=True)
def _people_talk_again(sandbox: Sandbox) -> Any:
    yield
    sandbox.control("world", {"tuning": {"people_off": 0}})


def listed(service: Account, where: dict[str, Any], kind: int = 0, count: int = 49) -> dict[str, Any]:
    return service.post("/cgi-bin/comment/list", **where, begin=0, count=count, type=kind)


def test_fifty_comments_at_once_are_refused(service: Account, commented: dict[str, Any]):
    assert listed(service, commented, count=50)["errcode"] == 88010
    assert listed(service, commented)["total"] == 3


def test_the_type_separates_elected_comments(service: Account, commented: dict[str, Any]):
    first = listed(service, commented)["comment"][0]["user_comment_id"]
    assert service.post("/cgi-bin/comment/markelect", **commented, user_comment_id=first)["errcode"] == 0
    assert [c["user_comment_id"] for c in listed(service, commented, kind=2)["comment"]] == [first]
    assert listed(service, commented, kind=1)["total"] == 2
    service.post("/cgi-bin/comment/unmarkelect", **commented, user_comment_id=first)
    assert listed(service, commented, kind=2)["comment"] == []


def test_a_reply_is_seen_and_is_the_only_one(service: Account, commented: dict[str, Any]):
    first = listed(service, commented)["comment"][-1]["user_comment_id"]
    assert service.post("/cgi-bin/comment/reply/add", **commented, user_comment_id=first, content="有的，周五补货")["errcode"] == 0
    assert listed(service, commented)["comment"][-1]["reply"]["content"] == "有的，周五补货"
    assert service.post("/cgi-bin/comment/reply/add", **commented, user_comment_id=first, content="再说一句")["errcode"] == 88005
    assert service.post("/cgi-bin/comment/reply/delete", **commented, user_comment_id=first)["errcode"] == 0
    assert "reply" not in listed(service, commented)["comment"][-1]
    assert len(service.sandbox.ledger("comment_replied")) == 1


def test_a_deleted_comment_cannot_be_answered(service: Account, commented: dict[str, Any]):
    first = listed(service, commented)["comment"][0]["user_comment_id"]
    service.post("/cgi-bin/comment/delete", **commented, user_comment_id=first)
    assert service.post("/cgi-bin/comment/reply/add", **commented, user_comment_id=first, content="好")["errcode"] == 88004
    assert service.post("/cgi-bin/comment/reply/add", **commented, user_comment_id=99, content="好")["errcode"] == 88008


def test_the_comment_index_begins_at_zero(service: Account, commented: dict[str, Any]):
    assert listed(service, commented | {"index": 1})["errcode"] == 88001
    assert listed(service, commented | {"msg_data_id": "1"})["errcode"] == 88001


def test_an_account_without_the_feature_has_no_comments(service: Account, commented: dict[str, Any]):
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "comments": False})
    assert listed(service, commented)["errcode"] == 88000


def stats(service: Account, name: str, begin: str, end: str = "") -> dict[str, Any]:
    return service.post(f"/datacube/{name}", begin_date=begin, end_date=end or begin)


@pytest.mark.parametrize(
    "name", ["getarticlesummary", "getarticletotal", "getuserread", "getuserreadhour", "getusershare", "getusersharehour"]
)
def test_the_old_article_statistics_are_retired(service: Account, name: str):
    answer = stats(service, name, "2026-03-09")
    assert answer["errcode"] == 47009
    assert "this api is offline" in answer["errmsg"]


def test_figures_are_for_one_finished_day_in_the_right_form(service: Account):
    assert stats(service, "getarticletotaldetail", "2026-03-10")["errcode"] == 61501, "today is not over"
    assert stats(service, "getarticletotaldetail", "2026-03-08", "2026-03-09")["errcode"] == 61501, "two days"
    assert stats(service, "getarticletotaldetail", "2026-03-09", "2026-03-08")["errcode"] == 61501, "backwards"
    assert stats(service, "getarticletotaldetail", "2026/01/01")["errcode"] == 61500
    assert stats(service, "getarticletotaldetail", "2026-3-9")["errcode"] == 61500
    assert stats(service, "getarticletotaldetail", "2025-10-31")["list"] == []


def test_totals_never_fall_and_join_by_msg_data_id(service: Account):
    made = service.published(need_open_comment=1)
    service.sandbox.advance(days=6)
    service.fresh_token()
    (row,) = stats(service, "getarticletotaldetail", "2026-03-10")["list"]
    assert row["msgid"] == f"{made['msg_data_id']}_1"
    assert row["publish_type"] == 1, "published without a notice"
    assert [day["stat_date"] for day in row["detail_list"]] == [f"2026-03-{day}" for day in range(10, 16)]
    for figure in ("read_user", "share_user", "like_user", "zaikan_user", "comment_count", "collection_user"):
        numbers = [day[figure] for day in row["detail_list"]]
        assert numbers == sorted(numbers), figure
    assert row["detail_list"][-1]["read_user"] > 0
    sources = row["detail_list"][-1]["read_user_source"]
    assert sources[0]["user_count"] == sum(source["user_count"] for source in sources[1:])


def test_figures_are_late_before_eight(service: Account):
    service.published()
    service.sandbox.advance(hours=19)  # 07:00 in Beijing
    service.fresh_token()
    early = stats(service, "getarticletotaldetail", "2026-03-10")
    assert early["is_delay"] is True
    assert early["list"][0]["detail_list"] == []
    service.sandbox.advance(hours=1)
    later = stats(service, "getarticletotaldetail", "2026-03-10")
    assert later["is_delay"] is False
    assert len(later["list"][0]["detail_list"]) == 1


def test_days_add_up_to_the_total(service: Account):
    service.published()
    service.sandbox.advance(days=4)
    service.fresh_token()
    days = [stats(service, "getarticleread", f"2026-03-{day}")["list"][0]["detail"]["read_user"] for day in (10, 11, 12, 13)]
    total = stats(service, "getarticletotaldetail", "2026-03-10")["list"][0]["detail_list"][-1]["read_user"]
    summary = stats(service, "getbizsummary", "2026-03-10", "2026-03-13")["list"]
    assert sum(days) == total == sum(day["detail"]["read_user"] for day in summary)


def test_an_unverified_account_has_no_figures(unverified: Account):
    assert stats(unverified, "getbizsummary", "2026-03-09")["errcode"] == 48001


def test_a_mass_message_is_read_more_than_a_quiet_publication(service: Account):
    quiet = service.published(title="安静")
    service.post(
        "/cgi-bin/message/mass/sendall", filter={"is_to_all": True}, msgtype="mpnews", mpnews={"media_id": service.draft(title="推送")}
    )
    service.sandbox.advance(days=3)
    service.fresh_token()
    rows = {row["title"]: row for row in stats(service, "getarticletotaldetail", "2026-03-10")["list"]}
    assert rows["推送"]["publish_type"] == 0
    assert rows["推送"]["detail_list"][-1]["read_user"] > rows["安静"]["detail_list"][-1]["read_user"]
    assert rows["安静"]["msgid"].startswith(quiet["msg_data_id"])


def test_the_same_seed_and_times_give_the_same_figures(sandbox: Sandbox):
    def a_week() -> tuple[Any, Any]:
        service = sandbox.fresh().account(SERVICE)
        made = service.published(need_open_comment=1)
        sandbox.advance(days=5)
        service.fresh_token()
        words = [
            c["content"]
            for c in service.post("/cgi-bin/comment/list", **made | {"index": 0, "begin": 0, "count": 49, "type": 0})["comment"]
        ]
        return words, stats(service, "getarticletotaldetail", "2026-03-10")

    assert a_week() == a_week()


def test_readers_of_a_mass_message_comment_by_themselves(service: Account):
    service.post(
        "/cgi-bin/message/mass/sendall",
        filter={"is_to_all": True},
        msgtype="mpnews",
        mpnews={"media_id": service.draft(need_open_comment=1)},
    )
    service.sandbox.advance(days=4)
    service.fresh_token()
    row = stats(service, "getarticletotaldetail", "2026-03-10")["list"][0]
    comments = listed(service, {"msg_data_id": row["msgid"].partition("_")[0], "index": 0})
    assert comments["total"] >= 1
    assert all(comment["content"] for comment in comments["comment"])


def test_followers_come_and_go_and_are_counted(service: Account):
    before = service.get("/cgi-bin/user/get")["total"]
    service.sandbox.advance(days=5)
    service.fresh_token()
    after = service.get("/cgi-bin/user/get")["total"]
    days = stats(service, "getusersummary", "2026-03-10", "2026-03-14")["list"]
    today = service.sandbox.control("world")["profiles"]["official_account"][0]["followers"]
    assert after == today != before
    cumulated = stats(service, "getusercumulate", "2026-03-11", "2026-03-14")["list"]
    assert cumulated[-1]["cumulate_user"] == before + sum(day["new_user"] - day["cancel_user"] for day in days)


def test_a_follower_has_no_nickname_and_an_unknown_one_is_40003(service: Account):
    openid = service.get("/cgi-bin/user/get")["data"]["openid"][0]
    info = service.get("/cgi-bin/user/info", openid=openid)
    assert (info["subscribe"], info["nickname"]) == (1, "")
    assert service.get("/cgi-bin/user/info", openid="nobody")["errcode"] == 40003
    assert len(service.post("/cgi-bin/user/info/batchget", user_list=[{"openid": openid}])["user_info_list"]) == 1
    service.sandbox.let("unsubscribe", appid=SERVICE, openid=openid)
    assert service.get("/cgi-bin/user/info", openid=openid) == {"subscribe": 0, "openid": openid}


def test_tags_have_their_limits(service: Account):
    openids = service.get("/cgi-bin/user/get")["data"]["openid"]
    tag = service.post("/cgi-bin/tags/create", tag={"name": "广东"})["tag"]
    assert service.post("/cgi-bin/tags/create", tag={"name": "广东"})["errcode"] == 45157
    assert service.post("/cgi-bin/tags/create", tag={"name": "字" * 31})["errcode"] == 45158
    assert service.post("/cgi-bin/tags/delete", tag={"id": 2})["errcode"] == 45058
    assert service.post("/cgi-bin/tags/members/batchtagging", openid_list=openids[:51], tagid=tag["id"])["errcode"] == 40032
    assert service.post("/cgi-bin/tags/members/batchtagging", openid_list=openids[:50], tagid=tag["id"])["errcode"] == 0
    assert {"id": tag["id"], "name": "广东", "count": 50} in service.get("/cgi-bin/tags/get")["tags"]
    assert service.post("/cgi-bin/user/tag/get", tagid=tag["id"], next_openid="")["count"] == 50
    assert service.post("/cgi-bin/tags/getidlist", openid=openids[0])["tagid_list"] == [tag["id"]]
    assert service.post("/cgi-bin/tags/members/batchuntagging", openid_list=openids[:1], tagid=tag["id"])["errcode"] == 0
    assert service.post("/cgi-bin/tags/delete", tag={"id": tag["id"]})["errcode"] == 0
    assert service.post("/cgi-bin/tags/getidlist", openid=openids[1])["tagid_list"] == []


def test_the_list_of_followers_ends_with_an_empty_page(service: Account):
    page = service.get("/cgi-bin/user/get")
    assert page["count"] == page["total"] == 1200
    last = service.get("/cgi-bin/user/get", next_openid=page["next_openid"])
    assert (last["count"], last["next_openid"]) == (0, "")
