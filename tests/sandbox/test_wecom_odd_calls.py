"""No body, however odd, gets anything but HTTP 200 and JSON with an errcode; and what is odd leaves nothing behind."""

import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.corp import HOST, OWNER, ROBOT, STYLE, Corp

ODD: list[Any] = [None, True, -1, 3.7, "", "x", "１", "9" * 400, 10**30, [], [1], [None], [[1]], {}, {"id": {}}, {"name": 1}]
IMAGE = {"msgtype": "image", "image": {"media_id": "m", "pic_url": "u"}}
LINK = {"msgtype": "link", "link": {"title": "t", "desc": "d", "url": "https://example.com/", "picurl": "p", "media_id": "m"}}
PROGRAM = {"msgtype": "miniprogram", "miniprogram": {"title": "t", "appid": "a", "page": "p", "pic_media_id": "m"}}
PAGED = {"limit": 10, "cursor": "c"}
BODIES: dict[str, dict[str, Any]] = {
    "add_msg_template": {
        "chat_type": "group",
        "sender": OWNER,
        "chat_id_list": [STYLE],
        "external_userid": ["wm"],
        "tag_filter": {"group_list": [{"tag_list": ["et-tag-vip"]}]},
        "text": {"content": "t"},
        "attachments": [IMAGE, LINK, PROGRAM],
    },
    "remind_groupmsg_send": {"msgid": "m"},
    "cancel_groupmsg_send": {"msgid": "m"},
    "get_groupmsg_list_v2": {"chat_type": "group", "start_time": 1, "end_time": 2, "creator": "c", "filter_type": 0, **PAGED},
    "get_groupmsg_task": {"msgid": "m", **PAGED},
    "get_groupmsg_send_result": {"msgid": "m", "userid": OWNER, **PAGED},
    "add_moment_task": {
        "text": {"content": "t"},
        "attachments": [IMAGE],
        "visible_range": {
            "sender_list": {"user_list": [OWNER], "department_list": [2]},
            "external_contact_list": {"tag_list": ["et-tag-vip"]},
        },
    },
    "get_moment_list": {"start_time": 1, "end_time": 2, "creator": "c", "filter_type": 0, **PAGED},
    "get_moment_task": {"moment_id": "m", **PAGED},
    "get_moment_customer_list": {"moment_id": "m", "userid": OWNER, **PAGED},
    "get_moment_comments": {"moment_id": "m", "userid": OWNER},
    "batch/get_by_user": {"userid_list": [OWNER], **PAGED},
    "get_corp_tag_list": {"tag_id": ["t"], "group_id": ["g"]},
    "add_corp_tag": {"group_id": "", "group_name": "g", "order": 1, "tag": [{"name": "n", "order": 1}]},
    "edit_corp_tag": {"id": "et-tag-vip", "name": "n", "order": 1},
    "del_corp_tag": {"tag_id": ["t"], "group_id": ["g"]},
    "mark_tag": {"userid": OWNER, "external_userid": "wm", "add_tag": ["t"], "remove_tag": ["t"]},
    "add_contact_way": {
        "type": 1,
        "scene": 2,
        "style": 1,
        "remark": "r",
        "skip_verify": True,
        "state": "s",
        "user": [OWNER],
        "party": [2],
        "is_temp": True,
        "expires_in": 60,
        "conclusions": {},
    },
    "list_contact_way": {"start_time": 1, "end_time": 2, **PAGED},
    "send_welcome_msg": {"welcome_code": "c", "text": {"content": "t"}, "attachments": [IMAGE]},
    "groupchat/list": {"status_filter": 0, "owner_filter": {"userid_list": [OWNER]}, **PAGED},
    "groupchat/get": {"chat_id": STYLE, "need_name": 1},
    "groupchat/add_join_way": {"scene": 2, "chat_id_list": [STYLE], "auto_create_room": 1, "room_base_id": 1, "remark": "r", "state": "s"},
    "groupchat/statistic": {
        "day_begin_time": 1,
        "day_end_time": 2,
        "owner_filter": {"userid_list": [OWNER]},
        "order_by": 1,
        "order_asc": 1,
        "offset": 0,
        "limit": 1,
    },
    "groupchat/statistic_group_by_day": {"day_begin_time": 1, "day_end_time": 2, "owner_filter": {"userid_list": [OWNER]}},
    "get_user_behavior_data": {"userid": [OWNER], "partyid": [2], "start_time": 1, "end_time": 2},
}
ROBOT_BODIES: list[dict[str, Any]] = [
    {"msgtype": "text", "text": {"content": "t"}},
    {"msgtype": "image", "image": {"base64": "aaaa", "md5": "m"}},
    {"msgtype": "news", "news": {"articles": [{"title": "t", "url": "u"}]}},
    {"msgtype": "file", "file": {"media_id": "m"}},
    {"msgtype": "template_card", "template_card": {"main_title": {"title": "t"}}},
]


def spoiled(thing: Any) -> Iterator[Any]:
    """The thing with one place in it replaced by each odd value."""
    yield from ODD
    places = thing if isinstance(thing, dict) else range(len(thing)) if isinstance(thing, list) else ()
    for place in places:
        for odd in spoiled(thing[place]):
            other = copy.copy(thing)
            other[place] = odd
            yield other


def ask(corp: Corp, path: str, body: Any, **query: str) -> None:
    answer = corp.sandbox.http.post(HOST + path, params=query, content=json.dumps(body, ensure_ascii=False).encode())
    assert answer.status_code == 200, f"{path} {body!r}: {answer.text}"
    assert isinstance(answer.json()["errcode"], int)


@pytest.mark.parametrize("call", BODIES)
def test_an_odd_body_is_refused_or_answered(corp: Corp, call: str):
    for body in spoiled(BODIES[call]):
        ask(corp, f"externalcontact/{call}", body, access_token=corp.token)
    assert corp.sandbox.http.get("/_sandbox/phone").status_code == 200


def test_an_odd_robot_message_is_refused_or_sent(corp: Corp):
    for whole in ROBOT_BODIES:
        for body in spoiled(whole):
            ask(corp, "webhook/send", body, key=ROBOT)
            corp.sandbox.clock.moment += timedelta(seconds=4)
    sent = corp.sandbox.http.post(f"{HOST}webhook/send", params={"key": ROBOT}, json=ROBOT_BODIES[0])
    assert sent.json()["errcode"] == 0, "after all that it still takes a plain one"


def test_odd_queries_are_refused_or_answered(corp: Corp):
    for odd in ("", "x", "-1", "9" * 400, "１"):
        for path, name in (("user/simplelist", "department_id"), ("externalcontact/list", "userid"), ("media/get", "media_id")):
            assert corp.sandbox.http.get(HOST + path, params={"access_token": corp.token, name: odd}).status_code == 200
        assert corp.get("externalcontact/get_moment_task_result", jobid=odd)["errcode"] != 0
