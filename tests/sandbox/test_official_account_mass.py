"""wechat-api.md §5, checks 15, 16 and the mass message part of 17."""

import re
from typing import Any

import httpx
import pytest

from tests.sandbox.mailbox import Mailbox
from tests.sandbox.running import SERVICE, Account


def send(account: Account, text: str = "今晚八点见", **more: Any) -> dict[str, Any]:
    body = {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": text}, **more}
    return account.post("/cgi-bin/message/mass/sendall", **body)


def some(account: Account, number: int = 3) -> dict[str, Any]:
    """A filter for a few followers with a tag; to all a service account sends once a day."""
    openids = account.get("/cgi-bin/user/get")["data"]["openid"][:number]
    tag = account.post("/cgi-bin/tags/create", tag={"name": "老客"})["tag"]["id"]
    account.post("/cgi-bin/tags/members/batchtagging", openid_list=openids, tagid=tag)
    return {"is_to_all": False, "tag_id": tag}


def test_a_service_account_sends_to_all_once_a_beijing_day(service: Account):
    assert send(service, "第一条")["errcode"] == 0
    assert send(service, "第二条")["errcode"] == 45028
    assert send(service, "给一些人", filter=some(service))["errcode"] == 0
    service.sandbox.advance(hours=12)
    service.fresh_token()
    assert send(service, "第二条")["errcode"] == 0


def test_a_subscription_account_sends_once_a_beijing_day(subscription: Account):
    assert send(subscription, "第一条")["errcode"] == 0
    assert send(subscription, "第二条")["errcode"] == 45028
    subscription.sandbox.advance(hours=12)
    subscription.fresh_token()
    assert send(subscription, "第二条")["errcode"] == 0


def test_a_follower_of_a_service_account_receives_four_a_month(service: Account, mailbox: Mailbox):
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "callback_url": mailbox.url})
    whom = some(service)
    for n in range(5):
        answer = send(service, f"第 {n} 条", filter=whom)
        assert answer["errcode"] == 0, "the call itself succeeds"
        service.sandbox.advance(seconds=11)
    assert [row["remote"]["sent"] for row in service.sandbox.ledger("mass_sent")] == [3, 3, 3, 3, 0]
    counts = [re.search(r"<FilterCount>(\d+)</FilterCount><SentCount>(\d+)</SentCount>", body) for _, body in mailbox.wait(5)]
    assert sorted(found.groups() for found in counts if found) == [("0", "0")] + [("3", "3")] * 4


def test_the_month_begins_again(service: Account):
    whom = some(service)
    for n in range(4):
        send(service, f"三月 {n}", filter=whom)
        service.sandbox.advance(seconds=11)
    service.sandbox.advance(days=22)
    service.fresh_token()
    send(service, "四月")
    service.sandbox.advance(seconds=11)
    assert service.sandbox.ledger("mass_sent")[-1]["remote"]["sent"] > 1000


def test_the_same_clientmsgid_later_gets_the_existing_message(service: Account):
    first = send(service, clientmsgid="post-1")
    service.sandbox.advance(seconds=90)
    again = send(service, clientmsgid="post-1")
    assert again["errcode"] == 45065
    assert again["msg_id"] == first["msg_id"]


def test_the_same_clientmsgid_at_once_is_too_fast(service: Account):
    send(service, clientmsgid="post-1")
    service.sandbox.advance(seconds=30)
    assert send(service, clientmsgid="post-1")["errcode"] == 45066


def test_a_clientmsgid_has_at_most_64_bytes(service: Account):
    assert send(service, clientmsgid="x" * 65)["errcode"] == 45067
    assert send(service, clientmsgid="x" * 64)["errcode"] == 0


def test_a_clientmsgid_is_remembered_for_24_hours(service: Account):
    first = send(service, clientmsgid="post-1")
    service.sandbox.advance(hours=24, seconds=1)
    service.fresh_token()
    assert send(service, clientmsgid="post-1")["msg_id"] != first["msg_id"]


def test_without_a_clientmsgid_the_same_audience_and_content_are_known(service: Account):
    first = send(service)
    service.sandbox.advance(seconds=90)
    again = send(service)
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    assert send(service, "别的内容", filter=some(service))["errcode"] == 0


def test_a_lost_answer_can_be_asked_again_with_the_same_clientmsgid(service: Account):
    media_id = service.draft()
    body = {"filter": {"is_to_all": True}, "msgtype": "mpnews", "mpnews": {"media_id": media_id}, "clientmsgid": "post-1"}
    service.sandbox.control("faults", [{"path": "/cgi-bin/message/mass/sendall", "kind": "reset", "after_commit": True}])
    with pytest.raises(httpx.TransportError):
        service.post("/cgi-bin/message/mass/sendall", **body)
    service.sandbox.advance(seconds=61)
    again = service.post("/cgi-bin/message/mass/sendall", **body)
    assert again["errcode"] == 45065
    assert service.post("/cgi-bin/message/mass/get", msg_id=again["msg_id"])["msg_status"] == "SEND_SUCCESS"
    assert len(service.sandbox.ledger("mass_sent")) == 1


def test_articles_go_out_with_an_address_and_the_draft_leaves_the_box(service: Account, mailbox: Mailbox):
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "callback_url": mailbox.url})
    media_id = service.draft()
    answer = service.post("/cgi-bin/message/mass/sendall", filter={"is_to_all": True}, msgtype="mpnews", mpnews={"media_id": media_id})
    assert answer["msg_data_id"]
    assert service.post("/cgi-bin/message/mass/get", msg_id=answer["msg_id"])["msg_status"] == "SENDING"
    service.sandbox.advance(seconds=11)
    assert service.post("/cgi-bin/draft/get", media_id=media_id)["errcode"] == 40007
    assert service.post("/cgi-bin/freepublish/batchget", offset=0, count=1)["total_count"] == 0, "only publications are listed"
    ((_, event),) = mailbox.wait(1)
    assert f"<MsgID>{answer['msg_id']}</MsgID><Status><![CDATA[send success]]></Status>" in event
    assert "<ArticleUrl><![CDATA[http://mp.weixin.qq.com/s/" in event


def test_a_refused_mass_message_fails_with_its_number(service: Account):
    service.sandbox.let("audit", appid=SERVICE, mass="err(10001)")
    msg_id = send(service)["msg_id"]
    service.sandbox.advance(seconds=11)
    assert service.post("/cgi-bin/message/mass/get", msg_id=msg_id)["msg_status"] == "SEND_FAIL"
    assert service.sandbox.ledger("mass_sent") == []


def test_a_guarded_account_waits_half_an_hour_for_its_administrator(service: Account):
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "guarded": True})
    whom = some(service)
    silent, confirmed = send(service, "没人点", filter=whom)["msg_id"], send(service, "有人点", filter=whom)["msg_id"]
    service.sandbox.let("confirm_mass", msg_id=confirmed)
    service.sandbox.advance(minutes=31)
    states = [service.post("/cgi-bin/message/mass/get", msg_id=one)["msg_status"] for one in (silent, confirmed)]
    assert states == ["SEND_FAIL", "SEND_SUCCESS"]


def test_a_tag_narrows_the_audience(service: Account):
    openids = service.get("/cgi-bin/user/get")["data"]["openid"][:3]
    tag = service.post("/cgi-bin/tags/create", tag={"name": "咖啡"})["tag"]["id"]
    service.post("/cgi-bin/tags/members/batchtagging", openid_list=openids, tagid=tag)
    send(service, filter={"is_to_all": False, "tag_id": tag})
    service.sandbox.advance(seconds=11)
    assert service.sandbox.ledger("mass_sent")[0]["remote"]["sent"] == 3
    assert send(service, "x", filter={"is_to_all": False, "tag_id": 999})["errcode"] == 45159


def test_sending_by_openid_is_for_service_accounts_and_two_people_at_least(service: Account, subscription: Account):
    openids = service.get("/cgi-bin/user/get")["data"]["openid"]
    body = {"msgtype": "text", "text": {"content": "你好"}}
    assert service.post("/cgi-bin/message/mass/send", touser=openids[:1], **body)["errcode"] == 40032
    assert service.post("/cgi-bin/message/mass/send", touser=openids[:2], **body)["errcode"] == 0
    assert subscription.post("/cgi-bin/message/mass/send", touser=openids[:2], **body)["errcode"] == 48001


def test_a_preview_goes_to_one_follower_and_keeps_the_draft(service: Account):
    openid = service.get("/cgi-bin/user/get")["data"]["openid"][0]
    media_id = service.draft()
    body = {"msgtype": "mpnews", "mpnews": {"media_id": media_id}}
    assert service.post("/cgi-bin/message/mass/preview", touser="stranger", **body)["errcode"] == 40003
    assert service.post("/cgi-bin/message/mass/preview", touser=openid, **body)["errmsg"] == "preview success"
    assert service.post("/cgi-bin/draft/get", media_id=media_id)["news_item"]
    assert service.sandbox.ledger("preview_sent")[0]["remote"]["openid"] == openid


def test_an_unverified_account_sends_nothing(unverified: Account):
    assert send(unverified)["errcode"] == 48001


def test_deleting_a_sent_article_counts_from_one(service: Account):
    answer = service.post(
        "/cgi-bin/message/mass/sendall", filter={"is_to_all": True}, msgtype="mpnews", mpnews={"media_id": service.draft()}
    )
    service.sandbox.advance(seconds=11)
    assert service.post("/cgi-bin/message/mass/delete", msg_id=answer["msg_id"], article_idx=2)["errcode"] == 40114
    assert service.post("/cgi-bin/message/mass/delete", msg_id=answer["msg_id"], article_idx=1)["errcode"] == 0
    assert service.post("/cgi-bin/message/mass/get", msg_id=answer["msg_id"])["msg_status"] == "DELETE"


def test_a_sent_article_can_be_deleted_by_its_address(service: Account):
    answer = service.post(
        "/cgi-bin/message/mass/sendall", filter={"is_to_all": True}, msgtype="mpnews", mpnews={"media_id": service.draft()}
    )
    service.sandbox.advance(seconds=11)
    url = service.sandbox.ledger("mass_sent")[0]["remote"]["url"]
    assert service.post("/cgi-bin/message/mass/delete", url=url)["errcode"] == 0
    assert service.post("/cgi-bin/message/mass/get", msg_id=answer["msg_id"])["msg_status"] == "DELETE"
    assert service.post("/cgi-bin/message/mass/delete", url="http://mp.weixin.qq.com/s/nothing")["errcode"] == 40059


def test_the_speed_is_zero_to_four(service: Account):
    assert service.post("/cgi-bin/message/mass/speed/set", speed=5)["errcode"] == 45083
    assert service.post("/cgi-bin/message/mass/speed/set", speed=1)["errcode"] == 0
    assert service.post("/cgi-bin/message/mass/speed/get")["speed"] == 1


def test_sixty_mass_requests_a_minute(service: Account):
    whom = some(service)
    for n in range(60):
        send(service, f"{n}", filter=whom)
    assert send(service, "61", filter=whom)["errcode"] == 45011
    service.sandbox.advance(seconds=60)
    assert send(service, "61", filter=whom)["errcode"] == 0
