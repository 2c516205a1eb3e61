"""People of the corp's world: what they do when asked, and what they do by themselves."""

import pytest

from tests.sandbox.corp import OWNER, STYLE, Corp


@pytest.fixture
def listening(corp: Corp) -> Corp:
    corp.alter(callback_url="http://127.0.0.1:9/nobody-listens")
    return corp


def told(corp: Corp) -> list[str]:
    return [parcel["body"] for parcel in corp.sandbox.control("callbacks")]


def test_what_waits_for_a_tap_can_be_seen(corp: Corp):
    msgid = corp.to_group("等你确认")["msgid"]
    moment_id = corp.dispatched_moment("等你发表", visible_range={"sender_list": {"user_list": ["chen-he"]}})
    waiting = corp.let("waiting")
    assert waiting["group_messages"] == [{"userid": OWNER, "msgid": msgid, "text": "等你确认"}]
    assert waiting["moments"] == [{"userid": "chen-he", "moment_id": moment_id, "text": "等你发表"}]
    corp.sandbox.advance(minutes=20)
    assert corp.let("waiting") == {"group_messages": [], "moments": []}


def test_a_world_without_people_waits_for_the_control_plane(corp: Corp):
    corp.sandbox.control("world", {"tuning": {"people_off": 1}})
    msgid = corp.to_group()["msgid"]
    corp.sandbox.advance(hours=1)
    assert corp.ledger("group_message_sent") == []
    assert corp.let("confirm", msgid=msgid) == {"confirmed": [OWNER]}


def test_a_group_is_founded_renamed_and_dismissed_and_each_is_told(listening: Corp):
    chat_id = listening.let("found_group", name="新群", owner="chen-he")["chat_id"]
    listening.let("rename_group", chat_id=chat_id, name="更好的名字")
    assert listening.contact("groupchat/get", chat_id=chat_id)["group_chat"]["name"] == "更好的名字"
    listening.let("dismiss_group", chat_id=chat_id)
    assert listening.contact("groupchat/get", chat_id=chat_id)["errcode"] == 40050
    changes = [event.split("<ChangeType><![CDATA[")[1].split("]]")[0] for event in told(listening)]
    assert changes == ["create", "update", "dismiss"]


def test_a_message_to_a_dismissed_group_does_not_arrive(corp: Corp):
    msgid = corp.to_group()["msgid"]
    corp.let("dismiss_group", chat_id=STYLE)
    corp.sandbox.advance(minutes=20)
    sent = corp.contact("get_groupmsg_send_result", msgid=msgid, userid=OWNER)["send_list"]
    assert [row["status"] for row in sent] == [2]


def test_a_remark_of_a_member_is_told_as_an_edit(listening: Corp):
    one = listening.customers()[0]
    listening.let("write_remark", userid=OWNER, external_userid=one, remark="喜欢驼色")
    follow = listening.get("externalcontact/get", external_userid=one)["follow_user"]
    assert "喜欢驼色" in [f["remark"] for f in follow]
    assert "edit_external_contact" in told(listening)[0]


def test_customers_come_and_go_by_themselves_and_the_same_seed_tells_the_same_story(corp: Corp):
    def story() -> list[str]:
        corp.sandbox.control("world", {"tuning": {"wecom_daily_life": 1}})
        corp.alter(callback_url="http://127.0.0.1:9/nobody-listens")
        for _ in range(6):
            corp.sandbox.advance(days=5)
        return [parcel["body"].split("<ChangeType>")[1] for parcel in corp.sandbox.control("callbacks")]

    first = story()
    changes = " ".join(first)
    assert all(word in changes for word in ("add_external_contact", "del_follow_user", "add_member", "del_member"))
    corp.sandbox.fresh()
    assert story() == first


def test_customers_ask_in_the_group_within_hours_of_a_message(corp: Corp):
    for number in range(3):
        corp.to_group(f"第 {number} 件风衣的穿法")
    corp.sandbox.advance(hours=4)
    page = corp.sandbox.http.get("/_sandbox/phone", params={"account": corp.corpid}).text
    group = page.split("穿搭灵感")[1].split("class=phone>")[0]
    after = group.rsplit("件风衣的穿法", 1)[1]
    assert "class=bubble" in after, "somebody answered"
