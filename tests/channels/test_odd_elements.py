"""One odd element of a platform's answer never costs the others: nothing raises, the good ones are kept, the odd ones counted."""

import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.channels import wechat_http
from studio.channels.answer import Accepted, AskAPerson, Done, LookAgain, SafeToRepeat, Sent, Unknown
from studio.channels.community.groups import Community
from studio.channels.each import each, moment, whole
from studio.channels.moments.feed import Moments
from studio.channels.official_account.account import OfficialAccount
from tests.channels.desk import MORNING, PAPER, DictDrawer, article, corp_account, group_message, service_account
from tests.channels.desk import moment as a_moment
from tests.channels.steps import step

BEFORE = int((MORNING - timedelta(days=2)).timestamp())
TITLE = article().title
ANSWERS: dict[str, Any] = {
    "/cgi-bin/stable_token": {"access_token": "t", "expires_in": 7200},
    "/cgi-bin/gettoken": {"errcode": 0, "errmsg": "ok", "access_token": "t", "expires_in": 7200},
    "/cgi-bin/freepublish/get": {
        "publish_id": "1", "publish_status": 0, "article_id": "A1", "fail_idx": [],
        "article_detail": {"count": 2, "item": [{"idx": 1, "article_url": "https://a/1"}, {"idx": 2, "article_url": "https://a/2"}]},
    },
    "/cgi-bin/freepublish/batchget": {
        "total_count": 2, "item_count": 2,
        "item": [
            {"article_id": "B1", "content": {"news_item": [{"title": "别的", "author": "", "thumb_media_id": "x"}]}, "update_time": BEFORE},
            {"article_id": "B2", "content": {"news_item": [{"title": TITLE, "author": "阿宁", "thumb_media_id": "c", "url": "https://b/2"}]}, "update_time": BEFORE + 5},
        ],
    },
    "/cgi-bin/draft/batchget": {
        "total_count": 1, "item_count": 1,
        "item": [{"media_id": "D1", "content": {"news_item": [{"title": TITLE, "author": "阿宁", "thumb_media_id": "m"}]}, "update_time": BEFORE + 5}],
    },
    "/cgi-bin/material/add_material": {"media_id": "m", "url": "http://u"},
    "/cgi-bin/media/uploadimg": {"url": "http://mmbiz.qpic.cn/x", "errcode": 0, "errmsg": "ok"},
    "/cgi-bin/comment/list": {
        "errcode": 0, "errmsg": "ok", "total": 3,
        "comment": [
            {"user_comment_id": 1, "openid": "o1", "create_time": BEFORE, "content": "好看", "comment_type": 0},
            {"user_comment_id": 2, "openid": "o2", "create_time": BEFORE, "content": "哪里买", "comment_type": 0, "reply": {"content": "谢谢", "create_time": BEFORE}},
            {"user_comment_id": 3, "openid": "o3", "create_time": BEFORE, "content": "喜欢", "comment_type": 1, "reply": []},
        ],
    },
    "/datacube/getarticletotaldetail": {
        "list": [
            {"ref_date": "2026-11-18", "msgid": "77_1", "publish_type": 1, "title": TITLE, "content_url": "https://a/1",
             "detail_list": [{"stat_date": "2026-11-18", "read_user": 5, "share_user": 1}, {"stat_date": "2026-11-19", "read_user": 9, "share_user": 2}]},
            {"ref_date": "2026-11-18", "msgid": "78_1", "content_url": "https://a/9", "detail_list": []},
        ],
        "is_delay": False,
    },
    "/cgi-bin/externalcontact/get_groupmsg_task": {
        "errcode": 0, "errmsg": "ok", "next_cursor": "",
        "task_list": [{"userid": "u1", "status": 2, "send_time": BEFORE}, {"userid": "u2", "status": 2, "send_time": BEFORE}],
    },
    "/cgi-bin/externalcontact/get_groupmsg_send_result": {
        "errcode": 0, "errmsg": "ok", "next_cursor": "",
        "send_list": [{"chat_id": "c1", "userid": "u1", "status": 1, "send_time": BEFORE}, {"chat_id": "c2", "userid": "u1", "status": 3}],
    },
    "/cgi-bin/externalcontact/get_groupmsg_list_v2": {
        "errcode": 0, "errmsg": "ok", "next_cursor": "",
        "group_msg_list": [{"msgid": "g1", "creator": "u1", "create_time": BEFORE, "create_type": 0, "text": {"content": "别的"}, "attachments": []}],
    },
    "/cgi-bin/externalcontact/get_follow_user_list": {"errcode": 0, "errmsg": "ok", "follow_user": ["u1", "u2"]},
    "/cgi-bin/user/get": {"errcode": 0, "errmsg": "ok", "userid": "u1", "name": "小棠"},
    "/cgi-bin/externalcontact/get": {"errcode": 0, "errmsg": "ok", "external_contact": {"external_userid": "w1", "name": "小鱼"}},
    "/cgi-bin/externalcontact/groupchat/list": {
        "errcode": 0, "errmsg": "ok", "next_cursor": "", "group_chat_list": [{"chat_id": "c1", "status": 0}, {"chat_id": "c2", "status": 0}],
    },
    "/cgi-bin/externalcontact/groupchat/get": {
        "errcode": 0, "errmsg": "ok",
        "group_chat": {"chat_id": "c1", "name": "穿搭群", "owner": "u1", "member_list": [{"userid": "u1", "type": 1}, {"userid": "w1", "type": 2}, {"userid": "w2", "type": 2}]},
    },
    "/cgi-bin/externalcontact/get_moment_task_result": {
        "errcode": 0, "errmsg": "ok", "status": 3, "type": "add_moment_task",
        "result": {"errcode": 0, "errmsg": "ok", "moment_id": "mom1", "invalid_sender_list": {"user_list": ["u9"], "department_list": [3]}, "invalid_external_contact_list": {"tag_list": []}},
    },
    "/cgi-bin/externalcontact/get_moment_task": {
        "errcode": 0, "errmsg": "ok", "next_cursor": "", "task_list": [{"userid": "u1", "publish_status": 1}, {"userid": "u2", "publish_status": 1}],
    },
    "/cgi-bin/externalcontact/get_moment_list": {
        "errcode": 0, "errmsg": "ok", "next_cursor": "",
        "moment_list": [{"moment_id": "m0", "create_time": BEFORE, "text": {"content": "别的"}, "image": [{"media_id": "i"}]}],
    },
    "/cgi-bin/externalcontact/get_moment_send_result": {
        "errcode": 0, "errmsg": "ok", "next_cursor": "", "customer_list": [{"external_userid": "w1"}, {"external_userid": "w2"}],
    },
    "/cgi-bin/externalcontact/get_moment_comments": {
        "errcode": 0, "errmsg": "ok",
        "comment_list": [{"external_userid": "w1", "create_time": BEFORE}, {"userid": "u2", "create_time": BEFORE}],
        "like_list": [{"external_userid": "w1", "create_time": BEFORE}, {"external_userid": "w2", "create_time": BEFORE}],
    },
    "/cgi-bin/media/upload": {"errcode": 0, "errmsg": "", "type": "image", "media_id": "u", "created_at": str(BEFORE)},
    "/cgi-bin/media/upload_attachment": {"errcode": 0, "errmsg": "", "type": "image", "media_id": "u", "created_at": BEFORE},
}  # fmt: skip
ODD = st.one_of(
    st.sampled_from(
        [None, "", "²", "٣", "-", "--1", 10**30, -1, -(10**30), True, 1.5, [], {}, [None], {"a": None}, "10" * 2500, "\x00", "null"]
    ),
    st.text(max_size=5),
    st.integers(),
)
DROP = object()


class Told(httpx.BaseTransport):
    """A platform that answers these by path, whatever it is asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, content=json.dumps(self.answers.get(request.url.path, {"errcode": 40066, "errmsg": "invalid url"})).encode()
        )


@pytest.fixture(scope="module", autouse=True)
def no_pauses() -> Iterator[None]:
    """A read whose answer says nothing is repeated at once here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wechat_http, "_PAUSES", (0.0,))
        yield


def places(value: Any, at: tuple = ()) -> Iterator[tuple]:
    """Every place below this value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in steps:
        yield (*at, name)
        yield from places(below, (*at, name))


def put(answers: dict, path: str, place: tuple, odd: object) -> dict:
    """The same answers with something odd in one place."""
    changed = copy.deepcopy(answers)
    inside = changed[path]
    for name in place[:-1]:
        inside = inside[name]
    if odd is DROP:
        del inside[place[-1]]
    else:
        inside[place[-1]] = odd
    return changed


AT = (MORNING - timedelta(days=2, minutes=1)).isoformat()
OUT = {
    "draft": {"media_id": "D1", "thumb": "c"},
    "submit": {"way": "freepublish", "media_id": "D1", "at": AT, "publish_id": "1", "msg_data_id": "77"},
}
BY_HAND = {"draft": {"media_id": "D1", "thumb": "c"}, "submit": {"way": "draft", "media_id": "D1", "at": AT}}
TASKS = {"owners": {"tasks": [{"name": "create:u1:0", "owner": "u1", "chats": ["c1", "c2"]}]}}
CREATED = {**TASKS, "create:u1:0": {"msgid": "g9", "owner": "u1", "chats": ["c1", "c2"], "failed": [], "at": AT}}
JOB = {"create": {"jobid": "j1", "at": AT, "public": True}}


def everything(answers: dict) -> list:
    """All that the channels ask of the platforms, in one list of what they made of it."""
    told = Told(answers)
    oa = OfficialAccount(service_account(PAPER), DictDrawer(), told)
    groups = Community(corp_account(PAPER, "community"), DictDrawer(), told)
    moments = Moments(corp_account(PAPER, "moments"), DictDrawer(), told)
    since = MORNING - timedelta(days=2)
    return [
        oa.ask(article(), OUT, now=MORNING), oa.ask(article(), BY_HAND, now=MORNING), oa.figures(OUT, now=MORNING), oa.reactions(OUT, now=MORNING),
        oa.reconcile(step(oa, article(), "draft"), article(), {}, since=since, looks=1, now=MORNING),
        oa.reconcile(step(oa, article(), "submit"), article(), OUT, since=since, looks=1, now=MORNING),
        oa.names_of(["o1"], now=MORNING),
        groups.do(step(groups, group_message(), "owners"), group_message(), {}, now=MORNING), groups.ask(group_message(), CREATED, now=MORNING),
        groups.figures(CREATED, now=MORNING), groups.directory(now=MORNING), groups.names_of(["w1"], now=MORNING),
        groups.reconcile(step(groups, group_message(), "create:u1:0", TASKS), group_message(), TASKS, since=since, looks=3, now=MORNING),
        groups.remind(group_message(), CREATED, now=MORNING), groups.cancel(group_message(), CREATED, now=MORNING),
        moments.ask(a_moment(), JOB, now=MORNING), moments.reactions(JOB, now=MORNING), moments.figures(JOB, now=MORNING),
        moments.reconcile(step(moments, a_moment(), "create"), a_moment(), {}, since=since, looks=3, now=MORNING),
        moments.cancel(a_moment(), JOB, now=MORNING), moments.directory(now=MORNING),
    ]  # fmt: skip


PLACES = [(path, place) for path, answer in ANSWERS.items() for place in places(answer)]


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(PLACES), st.one_of(ODD, st.just(DROP)))
def test_nothing_that_a_platform_answers_raises(where, odd):
    path, place = where
    everything(put(ANSWERS, path, place, odd))


COMMENTS = ANSWERS["/cgi-bin/comment/list"]["comment"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2), st.sampled_from([*COMMENTS[1], None]), st.one_of(ODD, st.just(DROP)))
def test_a_comment_that_cannot_be_read_costs_no_other(which, field, odd):
    place = ("comment", which, field) if field and field in COMMENTS[which] else ("comment", which)
    answers = put(ANSWERS, "/cgi-bin/comment/list", place, odd)
    read = OfficialAccount(service_account(PAPER), DictDrawer(), Told(answers)).reactions(OUT, now=MORNING)
    others = {f"77:{one['user_comment_id']}" for number, one in enumerate(COMMENTS) if number != which}
    assert others <= {one.remote_id for one in read} | {f"77:{odd}"}
    assert read.whole is False or len(read) == 3
    assert len(read) + read.unreadable >= 2


def test_a_comment_without_an_openid_is_read_and_nobodys():
    answers = put(ANSWERS, "/cgi-bin/comment/list", ("comment", 0, "openid"), DROP)
    read = OfficialAccount(service_account(PAPER), DictDrawer(), Told(answers)).reactions(OUT, now=MORNING)
    assert [one.person for one in read] == ["", "o2", "o3"]
    assert (read.whole, read.unreadable) == (True, 0)


def test_a_list_without_content_is_still_a_list():
    answers = put(ANSWERS, "/cgi-bin/freepublish/batchget", ("item", 0, "content"), DROP)
    seen = OfficialAccount(service_account(PAPER), DictDrawer(), Told(answers)).ask(article(), BY_HAND, now=MORNING)
    assert isinstance(seen, Sent)
    assert seen.remote_id == "B2"


def test_members_whose_row_cannot_be_read_may_not_have_confirmed():
    answers = put(ANSWERS, "/cgi-bin/externalcontact/get_groupmsg_task", ("task_list", 1, "status"), "²")
    said = Community(corp_account(PAPER, "community"), DictDrawer(), Told(answers)).ask(group_message(), CREATED, now=MORNING)
    assert isinstance(said, Accepted)
    assert (said.confirmed, said.expected, said.facts["unreadable"]) == (1, 2, 1)
    assert "1 行读不懂" in said.waiting_for.zh
    answers = put(ANSWERS, "/cgi-bin/externalcontact/get_moment_task", ("task_list", 1), None)
    said = Moments(corp_account(PAPER, "moments"), DictDrawer(), Told(answers)).ask(a_moment(), JOB, now=MORNING)
    assert isinstance(said, Accepted)
    assert (said.confirmed, said.expected) == (1, 2)


def test_what_may_stand_in_a_line_that_cannot_be_read_is_not_repeated():
    since = MORNING - timedelta(days=2)
    lists = (
        ("/cgi-bin/draft/batchget", "item"),
        ("/cgi-bin/externalcontact/get_groupmsg_list_v2", "group_msg_list"),
        ("/cgi-bin/externalcontact/get_moment_list", "moment_list"),
    )
    asked = []
    for path, name in lists:
        answers = put(ANSWERS, path, (name, 0), 7)
        oa, groups = (
            OfficialAccount(service_account(PAPER), DictDrawer(), Told(answers)),
            Community(corp_account(PAPER, "community"), DictDrawer(), Told(answers)),
        )
        moments = Moments(corp_account(PAPER, "moments"), DictDrawer(), Told(answers))
        asked.append(
            [
                oa.reconcile(step(oa, article(), "draft"), article(), {}, since=since, looks=1, now=MORNING),
                groups.reconcile(
                    step(groups, group_message(), "create:u1:0", TASKS), group_message(), TASKS, since=since, looks=3, now=MORNING
                ),
                moments.reconcile(step(moments, a_moment(), "create"), a_moment(), {}, since=since, looks=3, now=MORNING),
            ]
        )
    for number, found in enumerate(asked):
        assert isinstance(found[number], AskAPerson)
        assert all(not isinstance(other, LookAgain | Unknown) for other in found)
    assert isinstance(asked[0][1], SafeToRepeat)


def test_a_list_that_repeats_its_pages_ends():
    answers = copy.deepcopy(ANSWERS)
    answers["/cgi-bin/externalcontact/groupchat/list"]["next_cursor"] = "again"
    answers["/cgi-bin/comment/list"]["total"] = 10**12
    told = Told(answers)
    owners = Community(corp_account(PAPER, "community"), DictDrawer(), told)
    message = group_message(to=type(group_message().to)())
    assert isinstance(owners.do(step(owners, message, "owners"), message, {}, now=MORNING), Done)
    assert len(OfficialAccount(service_account(PAPER), DictDrawer(), told).reactions(OUT, now=MORNING)) == 3


@given(st.one_of(ODD, st.floats(), st.binary(max_size=4), st.lists(st.integers())))
def test_numbers_and_moments_are_plain_or_refused(value):
    for parse in (whole, moment):
        read = each([value, 5], parse, of="numbers")
        assert len(read.good) + read.odd == 2
        assert read.good[-1] == parse(5)
