"""wechat-api.md §5, check 20 for WeCom, with wechatpy's crypto on the other side."""

import re
from typing import Any

import pytest
import xmltodict
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.work.crypto import WeChatCrypto
from wechatpy.work.exceptions import InvalidCorpIdException

from studio.sandbox import callback
from studio.sandbox.callback import Receiver
from tests.sandbox.corp import CORPID, OWNER, Corp
from tests.sandbox.mailbox import Mailbox

TOKEN, AES_KEY = "a-token-of-ours", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TO = Receiver("", TOKEN, AES_KEY, CORPID, extra={"AgentID": "1000002"}, sealed_echo=True)
THEIRS = WeChatCrypto(TOKEN, AES_KEY, CORPID)


@pytest.fixture
def listening(corp: Corp, mailbox: Mailbox) -> Mailbox:
    corp.alter(callback_url=mailbox.url, callback_token=TOKEN, aes_key=AES_KEY)
    return mailbox


def opened(push: tuple[dict[str, str], str]) -> dict[str, Any]:
    query, body = push
    return xmltodict.parse(THEIRS.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"]))["xml"]


def test_a_new_customer_is_told_and_wechatpy_can_read_it(corp: Corp, listening: Mailbox):
    added = corp.let("add_customer", userid=OWNER, state="poster-7")
    push = listening.wait(1)[0]
    assert xmltodict.parse(push[1])["xml"]["AgentID"] == "1000002"
    event = opened(push)
    assert (event["ToUserName"], event["FromUserName"], event["MsgType"]) == (CORPID, "sys", "event")
    assert (event["Event"], event["ChangeType"]) == ("change_external_contact", "add_external_contact")
    assert (event["UserID"], event["ExternalUserID"], event["State"]) == (OWNER, added["external_userid"], "poster-7")


def test_the_welcome_code_of_the_event_sends_the_welcome_message(corp: Corp, listening: Mailbox):
    corp.let("add_customer", userid=OWNER)
    code = opened(listening.wait(1)[0])["WelcomeCode"]
    assert corp.contact("send_welcome_msg", welcome_code=code, text={"content": "你好呀"})["errcode"] == 0


def test_the_check_of_an_address_is_sealed_and_wechatpy_gives_the_plain_echo():
    query, echo = callback.url_check(TO, at=0)
    assert THEIRS.check_signature(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"]) == echo


def test_a_tampered_envelope_and_another_corp_are_refused():
    query, body = callback.envelope("<xml/>", TO, at=0)
    sealed = re.search(r"<Encrypt><!\[CDATA\[(.+)\]\]>", body)
    assert sealed
    tampered = body.replace(sealed[1], sealed[1][:-8] + "AAAAAAA=")
    with pytest.raises(InvalidSignatureException):
        THEIRS.decrypt_message(tampered, query["msg_signature"], query["timestamp"], query["nonce"])
    with pytest.raises(InvalidCorpIdException):
        WeChatCrypto(TOKEN, AES_KEY, "wwothercorp").decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])


def test_a_push_that_is_not_taken_comes_again_with_the_same_words(corp: Corp, listening: Mailbox):
    listening.status = 500
    corp.let("add_customer", userid=OWNER)
    listening.wait(1)
    listening.status = 200
    corp.sandbox.advance(seconds=6)
    first, second = (opened(push) for push in listening.wait(2))
    assert first == second
