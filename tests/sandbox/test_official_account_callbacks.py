"""wechat-api.md §5, check 20, with wechatpy's crypto on the other side."""

import re
import time
from typing import Any

import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

from studio.sandbox import callback
from studio.sandbox.callback import Forged, Receiver
from tests.sandbox.mailbox import Mailbox
from tests.sandbox.running import SERVICE, Account

TOKEN, AES_KEY = "a-token-of-ours", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TO = Receiver("", TOKEN, AES_KEY, SERVICE)
THEIRS = WeChatCrypto(TOKEN, AES_KEY, SERVICE)


@pytest.fixture
def listening(service: Account, mailbox: Mailbox) -> Mailbox:
    wish = {"appid": SERVICE, "callback_url": mailbox.url, "callback_token": TOKEN, "aes_key": AES_KEY}
    service.sandbox.control("world", {"side": "official_account", **wish})
    return mailbox


def opened(push: tuple[dict[str, str], str]) -> dict[str, Any]:
    query, body = push
    return xmltodict.parse(THEIRS.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"]))["xml"]


def test_a_finished_publication_is_told_and_wechatpy_can_read_it(service: Account, listening: Mailbox):
    submitted = service.published()
    event = opened(listening.wait(1)[0])
    info = event["PublishEventInfo"]
    assert event["Event"] == "PUBLISHJOBFINISH"
    assert event["ToUserName"] == "gh_sandboxservice"
    assert info["publish_id"] == submitted["publish_id"]
    assert info["publish_status"] == "0"
    assert info["article_detail"]["item"]["idx"] == "1"


def test_a_refused_publication_is_told_with_the_failed_articles(service: Account, listening: Mailbox):
    service.sandbox.let("audit", appid=SERVICE, status=4, fail_idx=[1])
    service.published()
    info = opened(listening.wait(1)[0])["PublishEventInfo"]
    assert (info["publish_status"], info["fail_idx"]) == ("4", "1")


def test_people_who_come_leave_and_write_are_told(service: Account, listening: Mailbox):
    came = service.sandbox.let("subscribe", appid=SERVICE, state="poster-7")
    service.sandbox.let("write", appid=SERVICE, openid=came["openid"], content="在吗？")
    service.sandbox.let("unsubscribe", appid=SERVICE, openid=came["openid"])
    pushes = {event.get("Event") or event["MsgType"]: event for event in map(opened, listening.wait(3))}
    assert pushes["subscribe"]["EventKey"] == "qrscene_poster-7"
    assert pushes["text"]["Content"] == "在吗？"
    assert pushes["text"]["MsgId"]
    assert pushes["unsubscribe"]["FromUserName"] == came["openid"]


def test_every_push_is_signed_for_plain_receivers_too(service: Account, mailbox: Mailbox):
    service.sandbox.control("world", {"side": "official_account", "appid": SERVICE, "callback_url": mailbox.url, "callback_token": TOKEN})
    service.sandbox.let("subscribe", appid=SERVICE)
    query, body = mailbox.wait(1)[0]
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    assert "encrypt_type" not in query
    assert "<Event><![CDATA[subscribe]]></Event>" in body


def tried(service: Account, tries: int) -> None:
    """Wait until the last event was tried so often."""
    until = time.monotonic() + 3
    while (parcel := service.sandbox.control("callbacks")[-1])["tries"] < tries and time.monotonic() < until:
        time.sleep(0.02)
    assert parcel["tries"] == tries


def test_an_address_that_fails_is_tried_three_times_and_then_left_alone_for_a_minute(service: Account, listening: Mailbox):
    listening.status = 500
    service.sandbox.let("subscribe", appid=SERVICE)
    for tries in (1, 2, 3):
        tried(service, tries)
        service.sandbox.advance(seconds=6)
    assert len({str(opened(push)) for push in listening.wait(3)}) == 1, "three times the same event"
    listening.status = 200
    lost = service.sandbox.let("subscribe", appid=SERVICE)
    service.sandbox.advance(seconds=61)
    told = service.sandbox.let("subscribe", appid=SERVICE)
    assert opened(listening.wait(4)[3])["FromUserName"] == told["openid"] != lost["openid"]
    tried(service, 1)
    states = [parcel["state"] for parcel in service.sandbox.control("callbacks")]
    assert states == ["given_up", "lost", "delivered"]


def test_an_address_proves_itself_by_the_plain_echo(service: Account, listening: Mailbox):
    wish = {"side": "official_account", "account": SERVICE}
    assert service.sandbox.control("callbacks/check", wish)["ok"]
    query = listening.pushes[0][0]
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    listening.echo = '"quoted"'
    assert not service.sandbox.control("callbacks/check", wish)["ok"]


def test_an_encrypted_echo_is_read_by_wechatpy():
    to = Receiver("", TOKEN, AES_KEY, SERVICE, sealed_echo=True)
    query, echo = callback.url_check(to, at=0)
    envelope = f"<xml><Encrypt>{query['echostr']}</Encrypt></xml>"
    assert THEIRS.decrypt_message(envelope, query["msg_signature"], query["timestamp"], query["nonce"]) == echo


def test_what_wechatpy_encrypts_is_opened_here():
    theirs = xmltodict.parse(THEIRS.encrypt_message("<xml>你好 &amp; 再见</xml>", "nonce", "1"))["xml"]
    query = {"timestamp": "1", "nonce": "nonce", "msg_signature": theirs["MsgSignature"]}
    assert callback.opened(query, theirs["Encrypt"], TO) == "<xml>你好 &amp; 再见</xml>"


@pytest.mark.parametrize("length", range(40))
def test_every_length_of_padding_survives(length: int):
    sealed = callback.encrypt("长" * length, aes_key=AES_KEY, receive_id=SERVICE)
    assert callback.decrypt(sealed, aes_key=AES_KEY, receive_id=SERVICE) == "长" * length


def test_forged_envelopes_are_refused_on_both_sides():
    query, body = callback.envelope("<xml/>", TO, at=0)
    sealed = re.findall(r"CDATA\[([^]]*)\]", body)[-1]
    tampered = ("A" if sealed[0] != "A" else "B") + sealed[1:]
    with pytest.raises(Forged, match="signature"):
        callback.opened(query, tampered, TO)
    with pytest.raises(Forged, match="signature"):
        callback.opened(query, sealed, Receiver("", "another-token", AES_KEY, SERVICE))
    with pytest.raises(Forged, match="somebody else"):
        callback.opened(query, sealed, Receiver("", TOKEN, AES_KEY, "wxsomebodyelse"))
    with pytest.raises(InvalidSignatureException):
        THEIRS.decrypt_message(body.replace(sealed, tampered), query["msg_signature"], query["timestamp"], query["nonce"])
    with pytest.raises(InvalidAppIdException):
        WeChatCrypto(TOKEN, AES_KEY, "wxsomebodyelse").decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])


def test_words_that_would_end_a_cdata_section_stay_words():
    assert xmltodict.parse(callback.xml({"Content": "a]]>b<c>", "N": 1}))["xml"] == {"Content": "a]]>b<c>", "N": "1"}
