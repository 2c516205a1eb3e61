"""Somebody else's client drives the sandbox through the calls it has in common with us; only the host is rewritten."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from tests.sandbox.running import SECRETS, SERVICE, Sandbox, picture


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
    client = WeChatClient(SERVICE, SECRETS[SERVICE])
    client._http.trust_env = False
    client._http.mount("https://api.weixin.qq.com/", ToTheSandbox(sandbox.url))
    yield client
    client._http.close()


def article(client: WeChatClient, **fields: Any) -> dict[str, Any]:
    cover = client.material.add("image", io.BytesIO(picture()))["media_id"]
    return {"title": "一杯手冲", "author": "小棠", "content": "<p>早上好</p>", "thumb_media_id": cover, **fields}


def test_material(client: WeChatClient):
    added = client.material.add("image", io.BytesIO(picture()))
    assert client.material.get_count()["image_count"] == 1
    assert client.material.batchget("image")["item"][0]["media_id"] == added["media_id"]
    assert client.material.get(added["media_id"]).content == picture()
    assert client.material.delete(added["media_id"])["errcode"] == 0


def test_media(client: WeChatClient):
    uploaded = client.media.upload("image", io.BytesIO(picture()))
    assert client.media.download(uploaded["media_id"]).content == picture()
    assert client.media.upload_image(io.BytesIO(picture())).startswith("http://mmbiz.qpic.cn/")


def test_drafts(client: WeChatClient):
    media_id = client.draft.add([article(client)])["media_id"]
    assert client.draft.count()["total_count"] == 1
    assert client.draft.get(media_id)["news_item"][0]["title"] == "一杯手冲"
    client.draft.update(media_id, 0, article(client, title="两杯手冲"))
    assert client.draft.batchget(0, 20, 1)["item"][0]["content"]["news_item"][0]["title"] == "两杯手冲"
    client.draft.delete(media_id)
    with pytest.raises(WeChatClientException, match="40007"):
        client.draft.get(media_id)


def test_publishing_and_comments(client: WeChatClient, sandbox: Sandbox):
    media_id = client.draft.add([article(client, need_open_comment=True)])["media_id"]
    submitted = client.freepublish.submit(media_id)
    assert client.freepublish.get(submitted["publish_id"])["publish_status"] == 1
    sandbox.advance(seconds=6)
    job = client.freepublish.get(submitted["publish_id"])
    assert client.freepublish.getarticle(job["article_id"])["news_item"][0]["title"] == "一杯手冲"
    assert client.freepublish.batchget(0, 10)["total_count"] == 1

    made = submitted["msg_data_id"]
    said = sandbox.let("comment", appid=SERVICE, msg_data_id=made, content="香吗")
    assert client.material.list_comment(made, 0, 0, 49)["total"] >= 1
    client.material.markelect_comment(made, 0, said["id"])
    client.material.add_reply_comment(made, 0, said["id"], "很香")
    with pytest.raises(WeChatClientException, match="88005"):
        client.material.add_reply_comment(made, 0, said["id"], "真的")
    client.material.close_comment(made, 0)
    client.freepublish.delete(job["article_id"], 1)
    assert client.freepublish.get(submitted["publish_id"])["publish_status"] == 5


def test_mass_messages(client: WeChatClient, sandbox: Sandbox):
    media_id = client.draft.add([article(client)])["media_id"]
    openid = next(client.user.iter_followers())
    assert client.message.send_mass_article(media_id, openid, preview=True)["errcode"] == 0
    sent = client.message.send_mass_article(media_id, is_to_all=True, client_msg_id="one")
    sandbox.advance(seconds=61)
    assert client.message.get_mass(sent["msg_id"])["msg_status"] == "SEND_SUCCESS"
    with pytest.raises(WeChatClientException, match="45065"):
        client.message.send_mass_article(media_id, is_to_all=True, client_msg_id="one")
    client.message.delete_mass(sent["msg_id"])
    assert client.message.send_mass_text("你好", [openid, "stranger"])["errcode"] == 0


def test_followers_and_tags(client: WeChatClient):
    openids = list(client.user.iter_followers())
    assert len(openids) == 1200
    assert client.user.get(openids[0])["subscribe"] == 1
    assert len(client.user.get_batch(openids[:3])) == 3
    client.user.update_remark(openids[0], "常客")
    assert client.user.get(openids[0])["remark"] == "常客"
    tag = client.tag.create("会员")["id"]
    client.tag.tag_user(tag, openids[:2])
    assert list(client.tag.iter_tag_users(tag)) == openids[:2]
    assert client.tag.get_user_tag(openids[0]) == [tag]
    client.tag.untag_user(tag, openids[0])
    client.tag.update(tag, "老会员")
    assert client.tag.get()[-1]["name"] == "老会员"
    client.tag.delete(tag)


def test_statistics(client: WeChatClient):
    yesterday = date(2026, 3, 9)
    assert client.datacube.get_user_summary(yesterday, yesterday)
    assert client.datacube.get_user_cumulate(yesterday, yesterday) == []
    with pytest.raises(WeChatClientException, match="47009"):
        client.datacube.get_article_total(yesterday, yesterday)


def test_it_refreshes_a_token_that_was_revoked(client: WeChatClient, sandbox: Sandbox):
    client.draft.count()
    sandbox.control("faults", [{"kind": "token", "account": SERVICE}])
    assert client.draft.count()["total_count"] == 0


def test_addresses(client: WeChatClient):
    assert client.misc.get_wechat_ips() == ["127.0.0.1"]
