import base64
import hashlib
import json
from datetime import timedelta

import pytest
from sqlmodel import select
from wechatpy.crypto import WeChatCrypto

from studio.brands.account import ChannelAccount, set_secret
from studio.channels.events import FollowerWrote, PublishJobFinished
from studio.database import act
from studio.engagement.platform_event import PlatformEvent, event_in
from studio.people.process import Process
from studio.sandbox.callback import Receiver, envelope, url_check, xml
from tests.gateway.conftest import NOON

AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
VECTOR = (
    "4j/AuRx71kQlxVlzbpsMWGC8IISBTe3BiioJe/EY16RNT2d0luR/sRjyYAotzvIdzuclfqvkgOyBdhUldZkcPivaEYackD+wxDppX3I6zlEDZA+xKspZ36Iz"
    "T9jtx1bRVxvW5edhVmsyAhLxxgFpjl7IwTsZC3wKQgoYHCQvYhS8eWfyWo1zyKkrEMQYk4UL2TWx+9am/4tv7+xvJ0a6zNCCb1G/XkRLTon7O8aOmnVnX1pu"
    "If86S8N0vFBGTdPy"
)
FINISHED = {
    "ToUserName": "gh_suwan", "FromUserName": "oFan", "CreateTime": 1_763_697_600, "MsgType": "event", "Event": "PUBLISHJOBFINISH",
    "PublishEventInfo": {
        "publish_id": 2247483651, "publish_status": 0, "article_id": "A1",
        "article_detail": {"count": 2, "item": [{"idx": 1, "article_url": "https://a/1"}, {"idx": 2, "article_url": "https://a/2"}]},
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def accounts(state):
    """The brand's Official Account and corp; another brand has an account of the same name."""
    wanted = [
        (1, "gzh", "official_account", "wxsuwan", {"secret": "s", "callback_token": "tok-suwan", "aes_key": AES_KEY}),
        (1, "corp", "community", "wwsuwan", {"secret": "s", "callback_token": "tok-corp", "aes_key": AES_KEY}),
        (1, "plain", "official_account", "wxplain", {"secret": "s", "callback_token": "tok-plain"}),
        (1, "bare", "official_account", "wxbare", {"secret": "s"}),
        (2, "gzh", "official_account", "wxother", {"secret": "s", "callback_token": "tok-other", "aes_key": AES_KEY}),
    ]
    for brand, slug, channel, appid, secret in wanted:
        with act(state.engine, brand=brand) as session:
            account = ChannelAccount(slug=slug, name=slug, channel=channel, external_id=appid, created_at=NOON)
            session.add(account)
            session.flush()
            set_secret(session, account, json.dumps(secret), vault=state.vault, by=Process.SET_UP, at=NOON)


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


def receiver(slug: str = "gzh") -> Receiver:
    known = {"gzh": ("tok-suwan", AES_KEY, "wxsuwan"), "corp": ("tok-corp", AES_KEY, "wwsuwan"), "plain": ("tok-plain", "", "wxplain")}
    token, key, appid = known[slug]
    return Receiver(f"/hooks/{slug}", token, key, appid)


def push(browser, event=FINISHED, to: Receiver | None = None, query: dict | None = None):
    """A push as the sandbox makes it."""
    to = to or receiver()
    said, body = envelope(xml(event), to, at=NOON.timestamp())
    return browser.post(to.url, params=said | (query or {}), content=body.encode(), headers={"content-type": "text/xml"})


def kept(state, brand: int = 1) -> list[PlatformEvent]:
    with act(state.engine, brand=brand) as session:
        return list(session.exec(select(PlatformEvent)))


def counted(state, outcome: str) -> float:
    return state.counts.registry.get_sample_value("studio_pushes_total", {"outcome": outcome}) or 0


def test_a_push_is_taken_in_as_an_event(browser, state):
    answer = push(browser)
    assert (answer.status_code, answer.text) == (200, "success")
    [row] = kept(state)
    assert (row.kind, row.event_key, row.handled_at) == ("PublishJobFinished", "publish:2247483651", None)
    assert event_in(row, PublishJobFinished).urls == ("https://a/1", "https://a/2")


def test_a_push_sealed_by_openssl_is_taken_in(browser, state):
    """Made once: `openssl enc -aes-256-cbc -nopad -K 00…1f -iv 00…0f` of 0123456789abcdef, the length, the message, wxsuwan and padding."""
    sealed = VECTOR
    query = {"timestamp": "1763697600", "nonce": "n", "msg_signature": sha1("".join(sorted(["tok-suwan", "1763697600", "n", sealed])))}
    body = f"<xml><ToUserName>gh_suwan</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
    assert browser.post("/hooks/gzh", params=query, content=body.encode()).text == "success"
    [row] = kept(state)
    assert event_in(row, FollowerWrote).text == "好看"


def test_a_push_that_is_repeated_counts_once(browser, state):
    assert [push(browser).text for _ in range(3)] == ["success"] * 3
    assert len(kept(state)) == 1
    assert (counted(state, "taken"), counted(state, "repeated")) == (1, 2)


@pytest.mark.parametrize("forgery", [{"msg_signature": "0" * 40}, {"nonce": "other"}, {"timestamp": "1"}, {"msg_signature": ""}])
def test_a_forged_push_is_refused_and_nothing_is_kept(browser, state, forgery):
    assert push(browser, query=forgery).status_code == 403
    assert kept(state) == []
    assert counted(state, "forged") == 1


def test_a_push_for_another_appid_is_refused(browser, state):
    strange = Receiver("/hooks/gzh", "tok-suwan", AES_KEY, "wxevil")
    assert push(browser, to=strange).status_code == 403
    assert kept(state) == []


def test_an_unknown_account_and_one_without_callback_keys_answer_like_a_forgery(browser, state):
    for slug in ("nobody", "bare", "corp"):
        refused = push(browser, to=Receiver(f"/hooks/{slug}", "tok-suwan", AES_KEY, "wxsuwan"))
        assert (refused.status_code, refused.text) == (403, "signature refused\n")
    assert kept(state) == []


def test_the_keys_tell_which_brand_is_meant_when_two_accounts_have_one_name(browser, state):
    assert push(browser, to=Receiver("/hooks/gzh", "tok-other", AES_KEY, "wxother")).status_code == 200
    assert kept(state, brand=1) == []
    assert len(kept(state, brand=2)) == 1


def test_a_removed_account_takes_nothing(browser, state):
    with act(state.engine, brand=1) as session:
        session.exec(select(ChannelAccount).where(ChannelAccount.slug == "gzh")).one().removed_at = NOON
    assert push(browser).status_code == 403


def test_plain_text_is_taken_only_where_no_key_is_set_up_and_while_fresh(browser, state, clock):
    assert push(browser, to=receiver("plain")).status_code == 200
    clock.advance(timedelta(minutes=11))
    assert push(browser, FINISHED | {"CreateTime": 1}, to=receiver("plain")).status_code == 403
    unsealed = Receiver("/hooks/gzh", "tok-suwan", "", "wxsuwan")
    assert push(browser, to=unsealed).status_code == 403
    assert len(kept(state)) == 1


def test_two_customers_added_in_the_same_second_are_two_events(browser, state):
    for customer in ("wmA", "wmB", "wmA"):
        event = {
            "ToUserName": "wwsuwan", "FromUserName": "sys", "CreateTime": 1, "MsgType": "event", "Event": "change_external_contact",
            "ChangeType": "add_external_contact", "UserID": "zhou", "ExternalUserID": customer,
        }  # fmt: skip
        assert push(browser, event, to=receiver("corp")).status_code == 200
    assert [row.fields["person"] for row in kept(state)] == ["wmA", "wmB"]
    assert {row.kind for row in kept(state)} == {"ContactAdded"}


def test_messages_are_known_by_their_number(browser, state):
    for words in ("好看", "好看"):
        push(browser, {"FromUserName": "oFan", "CreateTime": 1, "MsgType": "text", "Content": words, "MsgId": 23456})
    assert [row.event_key for row in kept(state)] == ["message:23456"]


@pytest.mark.parametrize(
    "inside",
    [
        "not xml",
        "<xml>",
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><MsgType>&a;</MsgType></xml>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgType>&a;</MsgType></xml>',
    ],
)
def test_what_is_signed_but_no_xml_is_refused_and_reads_no_files(browser, state, inside):
    query, body = envelope(inside, receiver(), at=NOON.timestamp())
    assert browser.post("/hooks/gzh", params=query, content=body.encode()).status_code == 403
    assert browser.post("/hooks/gzh", params=query, content=inside.encode()).status_code == 403
    assert kept(state) == []


def test_a_push_of_megabytes_is_refused(browser):
    assert browser.post("/hooks/gzh", content=b"x" * 1_000_001).status_code == 413


def test_an_official_account_address_is_proved_by_the_echo_as_it_came(browser):
    query, expected = url_check(receiver(), at=NOON.timestamp())
    assert browser.get("/hooks/gzh", params=query).text == expected
    assert browser.get("/hooks/gzh", params=query | {"signature": "0" * 40}).status_code == 403
    assert browser.get("/hooks/gzh").status_code == 403


def test_a_wecom_address_is_proved_by_decrypting_the_echo(browser):
    crypto = WeChatCrypto("tok-corp", AES_KEY, "wwsuwan")
    made = crypto.encrypt_message("1616140317555161061", "nonce", "1763697600")
    sealed = made.partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
    query = {"timestamp": "1763697600", "nonce": "nonce", "echostr": sealed}
    query["msg_signature"] = sha1("".join(sorted(["tok-corp", "1763697600", "nonce", sealed])))
    answer = browser.get("/hooks/corp", params=query)
    assert answer.text == "1616140317555161061"
    assert browser.get("/hooks/corp", params=query | {"echostr": sealed[:-4] + "AAAA"}).status_code == 403


def test_secrets_and_words_of_readers_do_not_reach_the_log(browser, capsys):
    push(browser, {"FromUserName": "oFan", "CreateTime": 1, "MsgType": "text", "Content": "我的电话 13800000000", "MsgId": 1})
    push(browser, query={"msg_signature": "0"})
    said = "".join(capsys.readouterr())
    assert "push.taken" in said
    assert "13800000000" not in said
    assert "tok-suwan" not in said
