"""The phone page shows what the corp's customers really got, and nothing else."""

import hashlib

from tests.sandbox.corp import CORPID, OWNER, Corp
from tests.sandbox.running import picture


def page(corp: Corp) -> str:
    answer = corp.sandbox.http.get("/_sandbox/phone", params={"account": CORPID})
    assert answer.status_code == 200
    return answer.text


def test_a_group_message_shows_in_the_group_only_after_the_member_confirmed(corp: Corp):
    attachments = [{"msgtype": "image", "image": {"media_id": corp.message_picture("blue")}}]
    msgid = corp.to_group("风衣的第三种穿法", attachments=attachments)["msgid"]
    assert "风衣的第三种穿法" not in page(corp)
    corp.let("confirm", msgid=msgid)
    shown = page(corp)
    assert "风衣的第三种穿法" in shown
    assert f"/_sandbox/bytes/{hashlib.sha256(picture('blue')).hexdigest()}" in shown
    assert "沙盒" in shown


def test_a_moment_shows_with_its_likes_and_the_words_of_its_comments(corp: Corp):
    moment_id = corp.dispatched_moment("今天的第一杯")
    corp.let("publish_moment", moment_id=moment_id, userid=OWNER)
    one = corp.let("add_customer", userid=OWNER, name="晚来的人")["external_userid"]
    two = corp.customers()[0]
    corp.let("comment", moment_id=moment_id, userid=OWNER, who=two, text="求链接")
    shown = page(corp)
    assert "今天的第一杯" in shown
    assert "求链接" in shown
    assert (
        corp.sandbox.http.post(
            "/_sandbox/people", json={"side": "wecom", "act": "like", "moment_id": moment_id, "userid": OWNER, "who": one}
        ).status_code
        == 400
    ), "who came later does not see it"


def test_what_was_received_is_words_and_never_markup(corp: Corp):
    msgid = corp.to_group(
        "<script>alert(1)</script>", attachments=[{"msgtype": "link", "link": {"title": "<b>", "url": "https://example.com/"}}]
    )["msgid"]
    corp.let("confirm", msgid=msgid)
    corp.let("add_customer", userid=OWNER, name="<i>x")
    shown = page(corp)
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "&lt;b&gt;" in shown


def test_private_messages_and_robots_have_their_own_phones(corp: Corp):
    assert "内部群机器人" not in page(corp)
    corp.robot(msgtype="text", text={"content": "有 2 条等你审核"})
    msgid = corp.to_customers("给你的一封信", external_userid=corp.customers()[:1])["msgid"]
    corp.let("confirm", msgid=msgid)
    shown = page(corp)
    assert "有 2 条等你审核" in shown
    assert "给你的一封信" in shown
