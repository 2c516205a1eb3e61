"""wechat-api.md §5, checks 21 and 22, and the rules 30 to 32 and 39 behind them."""

import pytest

from tests.sandbox.corp import OWNER, STYLE, Corp
from tests.sandbox.running import picture

LINK = {"msgtype": "link", "link": {"title": "新品", "url": "https://example.com/"}}


def image(media_id: str) -> dict[str, object]:
    return {"msgtype": "image", "image": {"media_id": media_id}}


# check 21: add_msg_template
def test_a_group_message_without_a_sender_is_refused(corp: Corp):
    assert corp.to_group(sender="")["errcode"] == 40058


def test_ten_attachments_are_41064_and_nine_pass(corp: Corp):
    nine = [image(corp.message_picture()) for _ in range(9)]
    assert corp.to_group(attachments=[*nine, LINK])["errcode"] == 41064
    assert corp.to_group(attachments=nine)["errcode"] == 0


def test_text_is_counted_in_bytes_not_in_characters(corp: Corp):
    assert corp.to_group("好" * 1333)["errcode"] == 0, "3 999 bytes"
    assert corp.to_group("好" * 1333 + "ab")["errcode"] == 45002, "4 001 bytes"
    assert corp.to_group("a" * 4000)["errcode"] == 0


def test_a_msgtype_without_its_payload_is_41065(corp: Corp):
    wrong = {"msgtype": "image", "link": LINK["link"]}
    assert corp.to_group(attachments=[wrong])["errcode"] == 41065
    assert corp.to_group(attachments=[{"msgtype": "sticker", "sticker": {}}])["errcode"] == 41065


def test_neither_text_nor_attachments_is_refused(corp: Corp):
    assert corp.to_group("")["errcode"] == 40063
    assert corp.to_group("", attachments=[LINK])["errcode"] == 0


def test_unknown_chats_and_chats_of_others_land_in_fail_list(corp: Corp):
    made = corp.to_group(chat_id_list=[STYLE, "wr-nowhere", "wr-group-coffee-01"])
    assert made["errcode"] == 0
    assert made["fail_list"] == ["wr-nowhere", "wr-group-coffee-01"]
    nobody = corp.to_group(chat_id_list=["wr-nowhere"])
    assert (nobody["errcode"], nobody["fail_list"]) == (41048, ["wr-nowhere"])


def test_nothing_is_sent_until_a_member_confirms(corp: Corp):
    corp.alter(members=[{"userid": OWNER, "never_confirms": True}])
    msgid = corp.to_group()["msgid"]
    corp.sandbox.advance(minutes=90)
    assert len(corp.ledger("group_message_created")) == 1
    assert corp.ledger("group_message_sent") == []
    corp.let("confirm", msgid=msgid)
    sent = corp.ledger("group_message_sent")
    assert [row["remote"]["sent_to"] for row in sent] == [[STYLE]]


def test_refusals_leave_no_task_behind(corp: Corp):
    corp.to_group("好" * 2000)
    corp.to_group(sender="")
    assert corp.ledger("group_message_created") == []


def test_the_ledger_knows_text_pictures_and_payload_of_creation_and_sending(corp: Corp):
    red, blue = corp.message_picture("red"), corp.message_picture("blue")
    corp.to_group("两张图", attachments=[image(blue), LINK, image(red)])
    corp.sandbox.advance(minutes=20)
    created, sent = corp.ledger("group_message_created")[0], corp.ledger("group_message_sent")[0]
    assert created["text"] == sent["text"] == "两张图"
    assert created["pictures"] == sent["pictures"]
    assert len(created["pictures"]) == 2
    assert created["payload_sha256"] == sent["payload_sha256"] != ""
    assert created["remote"]["msgid"] == sent["remote"]["msgid"]


def test_a_link_title_has_at_most_128_bytes(corp: Corp):
    long = {"msgtype": "link", "link": LINK["link"] | {"title": "好" * 43}}
    assert corp.to_group(attachments=[long])["errcode"] == 40058


def test_pic_url_must_come_from_uploadimg_and_media_id_wins(corp: Corp):
    url = corp.upload("media/uploadimg", picture("green"))["url"]
    foreign = {"msgtype": "image", "image": {"pic_url": "https://example.com/a.png"}}
    assert corp.to_group(attachments=[foreign])["errcode"] == 40058
    assert corp.to_group("", attachments=[{"msgtype": "image", "image": {"pic_url": url}}])["errcode"] == 0
    both = {"msgtype": "image", "image": {"pic_url": "ignored", "media_id": corp.message_picture()}}
    assert corp.to_group("", attachments=[both])["errcode"] == 0


def test_escaped_text_is_40033(corp: Corp):
    raw = rb'{"chat_type":"group","sender":"lin-an","chat_id_list":["wr-group-style-01"],"text":{"content":"\u4f5c\u8005"}}'
    assert corp.raw("externalcontact/add_msg_template", raw)["errcode"] == 40033


# who gets it
def test_a_sender_alone_means_all_customers_of_that_member(corp: Corp):
    corp.to_customers()
    created = corp.ledger("group_message_created")[0]
    assert created["remote"]["targets"] == {OWNER: corp.customers()}


def test_only_the_member_who_chatted_last_gets_the_task(corp: Corp):
    both = set(corp.customers("lin-an")) & set(corp.customers("zhou-yue"))
    assert both, "some customers know two members"
    corp.contact("add_msg_template", external_userid=sorted(both), text={"content": "只来一次"})
    targets = corp.ledger("group_message_created")[0]["remote"]["targets"]
    reached = [one for named in targets.values() for one in named]
    assert sorted(reached) == sorted(both), "each customer once"


def test_tags_are_or_inside_a_group_and_and_across_groups(corp: Corp):
    group_list = [{"tag_list": ["et-tag-coffee", "et-tag-skincare"]}, {"tag_list": ["et-tag-vip"]}]
    made = corp.contact("add_msg_template", text={"content": "给 VIP"}, tag_filter={"group_list": group_list})
    assert made["errcode"] == 0
    for userid, chosen in corp.ledger("group_message_created")[0]["remote"]["targets"].items():
        for external_userid in chosen:
            follow = corp.get("externalcontact/get", external_userid=external_userid)["follow_user"]
            tags = {t["tag_id"] for f in follow if f["userid"] == userid for t in f["tags"]}
            assert "et-tag-vip" in tags
            assert tags & {"et-tag-coffee", "et-tag-skincare"}


def test_strangers_land_in_fail_list_and_nobody_at_all_is_41048(corp: Corp):
    known = corp.customers()[0]
    made = corp.to_customers(external_userid=[known, "wm-stranger"])
    assert (made["errcode"], made["fail_list"]) == (0, ["wm-stranger"])
    assert corp.to_customers(external_userid=["wm-stranger"])["errcode"] == 41048


def test_nobody_named_at_all_is_refused(corp: Corp):
    assert corp.contact("add_msg_template", text={"content": "给谁？"})["errcode"] == 40058


# check 22: task results
def test_inside_the_dispatch_delay_the_result_is_41063(corp: Corp):
    msgid = corp.to_group()["msgid"]
    early = corp.contact("get_groupmsg_task", msgid=msgid)
    assert (early["errcode"], early["task_list"]) == (41063, [])
    assert corp.contact("get_groupmsg_send_result", msgid=msgid, userid=OWNER)["errcode"] == 41063
    corp.sandbox.advance(seconds=2)
    assert corp.contact("get_groupmsg_task", msgid=msgid)["task_list"] == [{"userid": OWNER, "status": 0}]


def test_a_task_is_0_without_send_time_and_2_after_the_member_confirmed_by_themselves(corp: Corp):
    msgid = corp.to_group()["msgid"]
    corp.sandbox.advance(seconds=5)
    assert "send_time" not in corp.contact("get_groupmsg_task", msgid=msgid)["task_list"][0]
    corp.sandbox.advance(minutes=20)
    task = corp.contact("get_groupmsg_task", msgid=msgid)["task_list"][0]
    assert task["status"] == 2
    assert task["send_time"] == int(corp.ledger("group_message_sent")[0]["at"])


def test_group_results_carry_chat_id_and_no_external_userid(corp: Corp):
    msgid = corp.to_group(chat_id_list=["wr-group-style-01", "wr-group-vip-01"])["msgid"]
    corp.sandbox.advance(minutes=20)
    sent = corp.contact("get_groupmsg_send_result", msgid=msgid, userid=OWNER)["send_list"]
    assert [(row["chat_id"], row["status"]) for row in sent] == [("wr-group-style-01", 1), ("wr-group-vip-01", 1)]
    assert all("external_userid" not in row for row in sent)


def test_results_come_page_by_page(corp: Corp):
    msgid = corp.to_customers()["msgid"]
    corp.sandbox.advance(minutes=20)
    seen: list[str] = []
    cursor = ""
    while True:
        page = corp.contact("get_groupmsg_send_result", msgid=msgid, userid=OWNER, limit=20, cursor=cursor)
        seen += [row["external_userid"] for row in page["send_list"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == corp.customers()
    assert corp.contact("get_groupmsg_send_result", msgid=msgid, userid=OWNER, limit=1001)["errcode"] == 0, "lowered to a thousand"


def test_a_customer_who_deleted_the_member_is_status_2(corp: Corp):
    gone = corp.customers()[0]
    corp.let("delete_member", userid=OWNER, external_userid=gone)
    msgid = corp.to_customers()["msgid"]
    corp.sandbox.advance(minutes=20)
    sent = corp.contact("get_groupmsg_send_result", msgid=msgid, userid=OWNER)["send_list"]
    assert {row["external_userid"]: row["status"] for row in sent}[gone] == 2
    assert sum(row["status"] == 1 for row in sent) == len(sent) - 1
    assert "send_time" not in next(row for row in sent if row["external_userid"] == gone)


@pytest.mark.parametrize(("rule", "fits"), [("day_1", 1), ("week_7", 7)])
def test_over_the_corps_limit_a_customer_is_status_3_and_the_call_succeeds(corp: Corp, rule: str, fits: int):
    corp.alter(receive_rule=rule)
    one = corp.customers()[0]
    for _ in range(fits + 1):
        msgid = corp.to_customers(external_userid=[one])["msgid"]
        corp.sandbox.advance(seconds=3)
        corp.let("confirm", msgid=msgid)
    sent = corp.contact("get_groupmsg_send_result", msgid=msgid, userid=OWNER)["send_list"]
    assert [row["status"] for row in sent] == [3]
    assert sum(row["remote"]["sent"] for row in corp.ledger("group_message_sent")) == fits


def test_by_default_a_group_receives_as_many_as_the_month_has_days_and_more_next_month(corp: Corp):
    def sent_now() -> int:
        msgid = corp.to_group()["msgid"]
        corp.sandbox.advance(seconds=3)
        corp.let("confirm", msgid=msgid)
        return corp.ledger("group_message_sent")[-1]["remote"]["sent"]

    assert [sent_now() for _ in range(32)] == [1] * 31 + [0], "March has 31 days"
    corp.sandbox.advance(days=22)
    corp.fresh_token()
    assert sent_now() == 1, "April has begun"


def test_the_fourth_reminder_in_24_hours_is_41094(corp: Corp):
    corp.alter(members=[{"userid": OWNER, "never_confirms": True}])
    msgid = corp.to_group()["msgid"]
    answers = [corp.contact("remind_groupmsg_send", msgid=msgid)["errcode"] for _ in range(4)]
    assert answers == [0, 0, 0, 41094]
    corp.sandbox.advance(hours=24, seconds=1)
    corp.fresh_token()
    assert corp.contact("remind_groupmsg_send", msgid=msgid)["errcode"] == 0


def test_a_member_who_waits_for_a_reminder_confirms_after_one(corp: Corp):
    corp.alter(members=[{"userid": OWNER, "waits_for_reminder": True}])
    msgid = corp.to_group()["msgid"]
    corp.sandbox.advance(minutes=60)
    assert corp.ledger("group_message_sent") == []
    corp.contact("remind_groupmsg_send", msgid=msgid)
    corp.sandbox.advance(minutes=11)
    assert len(corp.ledger("group_message_sent")) == 1


def test_cancel_keeps_what_was_sent_and_stops_the_rest(corp: Corp):
    corp.alter(members=[{"userid": "zhou-yue", "never_confirms": True}])
    chosen = [corp.customers("lin-an")[0], corp.customers("zhou-yue")[0]]
    msgid = corp.contact("add_msg_template", external_userid=chosen, text={"content": "一人一封"})["msgid"]
    corp.sandbox.advance(minutes=20)
    assert corp.contact("cancel_groupmsg_send", msgid=msgid)["errcode"] == 0
    assert corp.contact("cancel_groupmsg_send", msgid=msgid)["errcode"] == 0, "cancelling twice is no error"
    assert corp.let("confirm", msgid=msgid) == {"confirmed": []}
    status = {t["userid"]: t["status"] for t in corp.contact("get_groupmsg_task", msgid=msgid)["task_list"]}
    assert status == {"lin-an": 2, "zhou-yue": 0}
    assert corp.contact("remind_groupmsg_send", msgid=msgid)["errcode"] == 41093
    assert len(corp.ledger("group_message_cancelled")) == 1


def test_a_missing_msgid_is_41046_and_a_wrong_one_41047(corp: Corp):
    for call in ("get_groupmsg_task", "remind_groupmsg_send", "cancel_groupmsg_send"):
        assert corp.contact(call)["errcode"] == 41046
        assert corp.contact(call, msgid="msg-nowhere")["errcode"] == 41047


def test_the_list_shows_text_and_attachments_of_its_chat_type_within_a_month(corp: Corp):
    attachment = image(corp.message_picture())
    msgid = corp.to_group("找得回来", attachments=[attachment])["msgid"]
    now = int(corp.sandbox.clock.now().timestamp())
    wish = {"start_time": now - 60, "end_time": now + 60, "filter_type": 0}
    listed = corp.contact("get_groupmsg_list_v2", chat_type="group", **wish)["group_msg_list"]
    assert [(m["msgid"], m["text"], m["attachments"]) for m in listed] == [(msgid, {"content": "找得回来"}, [attachment])]
    assert corp.contact("get_groupmsg_list_v2", chat_type="single", **wish)["group_msg_list"] == []
    assert corp.contact("get_groupmsg_list_v2", **wish)["errcode"] == 40058, "chat_type is required"
    assert corp.contact("get_groupmsg_list_v2", chat_type="group", start_time=now - 32 * 86_400, end_time=now)["errcode"] == 40058


# check 17: a lost response
def test_a_task_made_before_the_connection_broke_is_found_in_the_list(corp: Corp):
    import httpx

    fault = {"kind": "reset", "path": "/cgi-bin/externalcontact/add_msg_template", "after_commit": True}
    corp.sandbox.control("faults", fault)
    with pytest.raises(httpx.HTTPError):
        corp.to_group("断线之前")
    now = int(corp.sandbox.clock.now().timestamp())
    listed = corp.contact("get_groupmsg_list_v2", chat_type="group", start_time=now - 60, end_time=now + 60, filter_type=0)
    assert [m["text"]["content"] for m in listed["group_msg_list"]] == ["断线之前"]
    assert len(corp.ledger("group_message_created")) == 1
