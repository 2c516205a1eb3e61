"""wechat-api.md §5, check 24: contact ways, scans, welcome messages, tags, and who is told what."""

from typing import Any

import pytest

from tests.sandbox.corp import OWNER, STYLE, Corp

MANY = "四个字的" * 8  # 32 characters


def way(corp: Corp, **body: Any) -> dict[str, Any]:
    return corp.contact("add_contact_way", **({"type": 1, "scene": 2, "user": [OWNER], "state": "poster-7"} | body))


def told(corp: Corp) -> list[str]:
    """What was pushed to the callback address, as plain XML."""
    return [parcel["body"] for parcel in corp.sandbox.control("callbacks")]


@pytest.fixture
def listening(corp: Corp) -> Corp:
    corp.alter(callback_url="http://127.0.0.1:9/nobody-listens")
    return corp


def test_a_contact_way_for_one_member_refuses_two(corp: Corp):
    assert way(corp, user=[OWNER, "zhou-yue"])["errcode"] == 41041
    assert way(corp, user=[])["errcode"] == 41041
    assert way(corp, type=2, user=[OWNER, "zhou-yue"])["errcode"] == 0


def test_only_a_qr_code_has_a_picture(corp: Corp):
    assert way(corp)["qr_code"].startswith("https://")
    assert "qr_code" not in way(corp, scene=1)


def test_remark_and_state_have_at_most_30_characters(corp: Corp):
    assert way(corp, remark=MANY)["errcode"] == 41039
    assert way(corp, state=MANY)["errcode"] == 41040


def test_contact_ways_are_read_changed_listed_and_deleted(corp: Corp):
    config_id = way(corp)["config_id"]
    assert corp.contact("update_contact_way", config_id=config_id, state="poster-8")["errcode"] == 0
    assert corp.contact("get_contact_way", config_id=config_id)["contact_way"]["state"] == "poster-8"
    assert corp.contact("list_contact_way")["contact_way"] == [{"config_id": config_id}]
    assert corp.contact("del_contact_way", config_id=config_id)["errcode"] == 0
    assert corp.contact("get_contact_way", config_id=config_id)["errcode"] == 41044


def test_a_scan_tells_state_and_welcome_code(listening: Corp):
    config_id = way(listening)["config_id"]
    scanned = listening.let("scan", config_id=config_id, name="晚风")
    event = told(listening)[-1]
    assert "<ChangeType><![CDATA[add_external_contact]]></ChangeType>" in event
    assert "<State><![CDATA[poster-7]]></State>" in event
    assert f"<WelcomeCode><![CDATA[{scanned['welcome_code']}]]></WelcomeCode>" in event
    followed = listening.get("externalcontact/get", external_userid=scanned["external_userid"])
    assert followed["external_contact"]["name"] == "晚风"
    assert followed["follow_user"][0]["state"] == "poster-7"
    assert scanned["external_userid"] in listening.customers()


def test_a_welcome_code_may_be_absent(listening: Corp):
    listening.let("add_customer", userid=OWNER, welcome_code=False)
    assert "add_external_contact" in told(listening)[-1]
    assert "WelcomeCode" not in told(listening)[-1]


def test_a_welcome_message_after_20_seconds_is_41050(corp: Corp):
    code = corp.let("add_customer", userid=OWNER)["welcome_code"]
    corp.sandbox.advance(seconds=21)
    assert corp.contact("send_welcome_msg", welcome_code=code, text={"content": "你好"})["errcode"] == 41050
    assert corp.contact("send_welcome_msg", welcome_code="nonsense", text={"content": "你好"})["errcode"] == 41050
    assert corp.ledger("welcome_message_sent") == []


def test_a_welcome_code_is_good_once_and_a_refused_message_does_not_use_it_up(corp: Corp):
    code = corp.let("add_customer", userid=OWNER)["welcome_code"]
    assert corp.contact("send_welcome_msg", welcome_code=code, text={"content": "好" * 1334})["errcode"] == 45002
    corp.sandbox.advance(seconds=19)
    assert corp.contact("send_welcome_msg", welcome_code=code, text={"content": "你好"})["errcode"] == 0
    assert corp.contact("send_welcome_msg", welcome_code=code, text={"content": "你好"})["errcode"] == 41051
    assert [row["text"] for row in corp.ledger("welcome_message_sent")] == ["你好"]


def test_marking_somebody_without_a_relation_is_84061(corp: Corp):
    stranger = next(one for one in corp.customers("zhou-yue") if one not in corp.customers(OWNER))
    refused = corp.contact("mark_tag", userid=OWNER, external_userid=stranger, add_tag=["et-tag-vip"])
    assert refused["errcode"] == 84061


def test_marking_twice_is_one_change_and_unknown_tags_are_40068(corp: Corp):
    one = corp.let("add_customer", userid=OWNER)["external_userid"]
    for _ in range(2):
        assert corp.contact("mark_tag", userid=OWNER, external_userid=one, add_tag=["et-tag-vip"])["errcode"] == 0
    assert len(corp.ledger("customer_tagged")) == 1
    assert corp.contact("mark_tag", userid=OWNER, external_userid=one, add_tag=["et-nothing"])["errcode"] == 40068
    tags = corp.get("externalcontact/get", external_userid=one)["follow_user"][0]["tags"]
    assert [(t["group_name"], t["tag_name"], t["tag_id"]) for t in tags] == [("等级", "VIP", "et-tag-vip")]
    corp.contact("mark_tag", userid=OWNER, external_userid=one, remove_tag=["et-tag-vip"])
    assert corp.get("externalcontact/get", external_userid=one)["follow_user"][0]["tags"] == []


def test_changes_made_through_the_api_are_not_told(listening: Corp):
    one = listening.customers()[0]
    listening.contact("mark_tag", userid=OWNER, external_userid=one, add_tag=["et-tag-vip"])
    listening.contact("add_corp_tag", group_name="城市", tag=[{"name": "上海"}])
    way(listening)
    listening.to_group()
    assert told(listening) == []


def test_a_customer_who_deletes_a_member_stays_listed_and_one_whom_the_member_removes_does_not(listening: Corp):
    left, removed = listening.customers()[:2]
    listening.let("delete_member", userid=OWNER, external_userid=left)
    listening.let("remove_customer", userid=OWNER, external_userid=removed)
    changes = [event.split("<ChangeType><![CDATA[")[1].split("]]")[0] for event in told(listening)]
    assert changes == ["del_follow_user", "del_external_contact"]
    assert left in listening.customers()
    assert removed not in listening.customers()


def test_joining_and_leaving_a_group_is_told_with_its_scene(listening: Corp):
    config_id = listening.contact("groupchat/add_join_way", scene=2, chat_id_list=[STYLE], state="poster-9")["config_id"]
    seat = listening.let("scan", config_id=config_id, name="青柠")
    listening.let("leave_group", chat_id=STYLE, external_userid=seat["who"])
    came, went = told(listening)
    assert "<UpdateDetail><![CDATA[add_member]]></UpdateDetail>" in came
    assert "<JoinScene>3</JoinScene>" in came
    assert "<UpdateDetail><![CDATA[del_member]]></UpdateDetail>" in went
    assert f"<Item><![CDATA[{seat['who']}]]></Item>" in went


def test_join_ways_name_living_groups_of_at_most_five(corp: Corp):
    assert corp.contact("groupchat/add_join_way", scene=2, chat_id_list=[STYLE] * 6)["errcode"] == 40058
    assert corp.contact("groupchat/add_join_way", scene=2, chat_id_list=["wr-nowhere"])["errcode"] == 40050
    config_id = corp.contact("groupchat/add_join_way", scene=2, chat_id_list=[STYLE])["config_id"]
    corp.contact("groupchat/update_join_way", config_id=config_id, scene=2, chat_id_list=[STYLE], state="s")
    assert corp.contact("groupchat/get_join_way", config_id=config_id)["join_way"]["state"] == "s"
    assert corp.contact("groupchat/del_join_way", config_id=config_id)["errcode"] == 0
    assert corp.contact("groupchat/get_join_way", config_id=config_id)["errcode"] == 41091
