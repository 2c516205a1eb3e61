"""Somebody else's client drives the corp through every call it has in common with us; only the host is rewritten."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from wechatpy.exceptions import WeChatClientException
from wechatpy.work import WeChatClient

from tests.sandbox.corp import CORPID, OWNER, SECRET, STYLE
from tests.sandbox.running import NOON, Sandbox, picture

YESTERDAY = int(NOON.timestamp()) - 86_400


class ToTheSandbox(HTTPAdapter):
    """Sends what is meant for the platform to the sandbox, under the platform's host as prefix of the path."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url
        request.url = request.url.replace("https://", f"{self.url}/", 1)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[WeChatClient]:
    client = WeChatClient(CORPID, SECRET)
    client._http.trust_env = False
    client._http.mount("https://qyapi.weixin.qq.com/", ToTheSandbox(sandbox.url))
    yield client
    client._http.close()


def test_members_and_departments(client: WeChatClient):
    assert client.external_contact.get_follow_user_list()["follow_user"] == ["lin-an", "zhou-yue", "xu-miao", "chen-he"]
    assert client.user.get(OWNER)["name"] == "林岸"
    assert [m["userid"] for m in client.department.get_users(3, simple=True)] == ["xu-miao", "chen-he"]
    assert len(client.department.list()) == 3


def test_customers(client: WeChatClient):
    listed = client.external_contact.list(OWNER)["external_userid"]
    assert client.external_contact.get(listed[0])["external_contact"]["external_userid"] == listed[0]
    walked = [one["external_contact"]["external_userid"] for one in client.external_contact.gen_all_by_user(OWNER)]
    assert walked == listed


def test_tags(client: WeChatClient):
    made = client.external_contact.add_corp_tag(None, "城市", 1, [{"name": "上海"}])["tag_group"]
    tag = made["tag"][0]["id"]
    one = client.external_contact.list(OWNER)["external_userid"][0]
    client.external_contact.mark_tag(OWNER, one, add_tag=[tag])
    client.external_contact.edit_corp_tag(tag, name="杭州")
    assert client.external_contact.get_corp_tag_list([tag])["tag_group"][0]["tag"][0]["name"] == "杭州"
    follow = next(f for f in client.external_contact.get(one)["follow_user"] if f["userid"] == OWNER)
    assert "杭州" in [t["tag_name"] for t in follow["tags"]]
    assert client.external_contact.del_corp_tag(tag_id=[tag])["errcode"] == 0


def test_contact_ways_and_welcome_messages(client: WeChatClient, sandbox: Sandbox):
    config_id = client.external_contact.add_contact_way(1, 2, user=[OWNER], state="poster-7")["config_id"]
    assert client.external_contact.get_contact_way(config_id)["contact_way"]["state"] == "poster-7"
    client.external_contact.update_contact_way(config_id, "海报", user=[OWNER])
    code = sandbox.let("scan", side="wecom", config_id=config_id)["welcome_code"]
    assert client.external_contact.send_welcome_msg({"welcome_code": code, "text": {"content": "你好"}})["errcode"] == 0
    assert client.external_contact.del_contact_way(config_id)["errcode"] == 0
    with pytest.raises(WeChatClientException) as refused:
        client.external_contact.get_contact_way(config_id)
    assert refused.value.errcode == 41044


def test_media_and_group_messages(client: WeChatClient, sandbox: Sandbox):
    media_id = client.media.upload("image", io.BytesIO(picture()))["media_id"]
    assert client.media.upload_img(io.BytesIO(picture()))["url"].startswith("http://p.qpic.cn/")
    attachments = [{"msgtype": "image", "image": {"media_id": media_id}}]
    template = {"chat_type": "group", "sender": OWNER, "chat_id_list": [STYLE], "text": {"content": "早安"}, "attachments": attachments}
    made = client.external_contact.add_msg_template(template)
    assert made["fail_list"] == []
    sandbox.advance(minutes=20)
    assert sandbox.ledger("group_message_sent")[0]["remote"]["msgid"] == made["msgid"]


def test_groups_and_statistics(client: WeChatClient):
    listed = client.external_contact.get_group_chat_list(100)["group_chat_list"]
    assert client.external_contact_group_chat.list_all(limit=3) == listed
    assert client.external_contact.get_group_chat_info(STYLE)["group_chat"]["owner"] == OWNER
    assert client.external_contact_group_chat.get(STYLE)["group_chat"]["chat_id"] == STYLE
    assert client.external_contact_group_chat.statistic(YESTERDAY, owner_userid_list=[OWNER])["total"] == 1
    assert len(client.external_contact.get_user_behavior_data([OWNER], YESTERDAY, YESTERDAY)["behavior_data"]) == 1


def test_an_expired_token_is_refreshed_by_the_client_and_the_task_made_once(client: WeChatClient, sandbox: Sandbox):
    client.external_contact.get_follow_user_list()
    sandbox.advance(seconds=7201)
    client.external_contact.add_msg_template({"chat_type": "group", "sender": OWNER, "text": {"content": "早安"}})
    assert len(sandbox.ledger("group_message_created")) == 1
