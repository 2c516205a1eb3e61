"""Callbacks: true ones become events, everything forged is refused, and somebody else's crypto agrees with ours both ways."""

import base64
import hashlib
import http.server
import threading
from urllib.parse import parse_qsl, urlsplit

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.work.crypto import WeChatCrypto as WorkCrypto

from studio.channels.callback_crypto import decrypt, encrypt, envelope, parsed, signature
from studio.channels.callbacks import check_address, read_callback
from studio.channels.channel import Secret
from studio.channels.events import (
    ContactAdded,
    ContactLost,
    FollowerWrote,
    GroupChanged,
    MassJobFinished,
    PublishJobFinished,
    Scanned,
    Subscribed,
    TagChanged,
    Unread,
    Unsubscribed,
)
from studio.channels.keys import Keys, parse_secret
from studio.errors import StudioError
from tests.channels.desk import Sandbox

AES_KEY = base64.b64encode(hashlib.sha256(b"a key for tests").digest()).decode().rstrip("=")
KEYS = Keys("secret", "callback-token", AES_KEY)
APPID = "wxsandboxservice01"
STAMP, NONCE = "1795140000", "5f1c"


def event_xml(event: str, fields: str = "", *, change: str = "", who: str = "openid-1") -> str:
    changed = f"<ChangeType>{change}</ChangeType>" if change else ""
    return (
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName><![CDATA[{who}]]></FromUserName><CreateTime>1795140000</CreateTime>"
        f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{event}]]></Event>{changed}{fields}</xml>"
    )


def posted(plain: str, keys: Keys = KEYS, appid: str = APPID) -> tuple[dict[str, str], bytes]:
    sealed = encrypt(plain, keys, receive_id=appid)
    query = {
        "timestamp": STAMP,
        "nonce": NONCE,
        "encrypt_type": "aes",
        "msg_signature": signature(keys.callback_token, STAMP, NONCE, sealed),
    }
    return query, f"<xml><ToUserName>{appid}</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def told(plain: str):
    query, body = posted(plain)
    return read_callback(query, body, KEYS, receive_id=APPID)


def test_a_finished_publication_tells_its_address():
    fields = (
        "<PublishEventInfo><publish_id>100000001</publish_id><publish_status>0</publish_status><article_id>a-1</article_id>"
        "<article_detail><count>1</count><item><idx>1</idx><article_url>http://mp.example/1</article_url></item></article_detail></PublishEventInfo>"
    )
    event = told(event_xml("PUBLISHJOBFINISH", fields))
    assert isinstance(event, PublishJobFinished)
    assert (event.status, event.article_id, event.urls, event.key) == (0, "a-1", ("http://mp.example/1",), "publish:100000001")


def test_a_refused_publication_names_its_articles():
    fields = "<PublishEventInfo><publish_id>7</publish_id><publish_status>4</publish_status><fail_idx>1</fail_idx><fail_idx>3</fail_idx></PublishEventInfo>"
    event = told(event_xml("PUBLISHJOBFINISH", fields))
    assert isinstance(event, PublishJobFinished)
    assert (event.status, event.failed) == (4, (1, 3))


def test_a_finished_mass_send_tells_its_counts():
    fields = "<MsgID>34182</MsgID><Status>send success</Status><TotalCount>100</TotalCount><FilterCount>80</FilterCount><SentCount>75</SentCount><ErrorCount>5</ErrorCount>"
    event = told(event_xml("MASSSENDJOBFINISH", fields))
    assert isinstance(event, MassJobFinished)
    assert (event.total, event.filtered, event.sent, event.errors) == (100, 80, 75, 5)


@pytest.mark.parametrize(
    ("plain", "kind", "shown"),
    [
        (event_xml("subscribe", "<EventKey>qrscene_shop-7</EventKey>"), Subscribed, {"person": "openid-1", "state": "shop-7"}),
        (event_xml("unsubscribe"), Unsubscribed, {"person": "openid-1"}),
        (event_xml("SCAN", "<EventKey>shop-8</EventKey>"), Scanned, {"state": "shop-8"}),
        (
            event_xml(
                "change_external_contact",
                "<UserID>lin-an</UserID><ExternalUserID>wm1</ExternalUserID><State>s1</State>",
                change="add_external_contact",
            ),
            ContactAdded,
            {"member": "lin-an", "person": "wm1", "state": "s1", "welcome_code": "", "half": False},
        ),
        (event_xml("change_external_contact", "<UserID>a</UserID>", change="del_follow_user"), ContactLost, {"by": "customer"}),
        (event_xml("change_external_contact", "<UserID>a</UserID>", change="del_external_contact"), ContactLost, {"by": "member"}),
        (
            event_xml(
                "change_external_chat",
                "<ChatId>wr1</ChatId><UpdateDetail>add_member</UpdateDetail><MemChangeList><Item>wm1</Item><Item>wm2</Item></MemChangeList>",
                change="update",
            ),
            GroupChanged,
            {"chat_id": "wr1", "detail": "add_member", "people": ("wm1", "wm2")},
        ),
        (event_xml("change_external_tag", "<Id>et1</Id>", change="delete"), TagChanged, {"tag_id": "et1", "change": "delete"}),
        (event_xml("CLICK"), Unread, {"name": "CLICK"}),
    ],
)
def test_each_event_becomes_its_own_kind(plain, kind, shown):
    event = told(plain)
    assert isinstance(event, kind)
    assert {name: getattr(event, name) for name in shown} == shown


def test_a_follower_who_writes_is_heard_once():
    plain = "<xml><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>多少钱？</Content><MsgId>99</MsgId></xml>"
    event = told(plain)
    assert isinstance(event, FollowerWrote)
    assert (event.text, event.key) == ("多少钱？", "message:99")


def test_the_same_event_has_the_same_key_each_time_and_another_person_another():
    first, again = told(event_xml("subscribe")), told(event_xml("subscribe"))
    assert first.key == again.key
    assert told(event_xml("subscribe", who="openid-2")).key != first.key


def test_forged_callbacks_are_refused():
    query, body = posted(event_xml("subscribe"))
    with pytest.raises(StudioError, match="签名不对"):
        read_callback(query | {"msg_signature": "0" * 40}, body, KEYS, receive_id=APPID)
    with pytest.raises(StudioError, match="签名不对"):
        read_callback(query, body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[AA"), KEYS, receive_id=APPID)
    with pytest.raises(StudioError, match="签名不对"):
        read_callback(query, body, Keys("secret", "another-token", AES_KEY), receive_id=APPID)
    with pytest.raises(StudioError, match="不是发给这个账号的"):
        read_callback(query, body, KEYS, receive_id="wxsomebodyelse")
    with pytest.raises(StudioError, match="没有设置回调"):
        read_callback(query, body, Keys("secret"), receive_id=APPID)
    with pytest.raises(StudioError, match="43"):
        read_callback(query, body, Keys("secret", "callback-token", "short"), receive_id=APPID)


def test_a_plain_callback_does_not_get_round_the_key():
    query = {"timestamp": STAMP, "nonce": NONCE, "signature": signature("callback-token", STAMP, NONCE)}
    body = event_xml("subscribe").encode()
    with pytest.raises(StudioError, match="加密"):
        read_callback(query, body, KEYS, receive_id=APPID)
    assert isinstance(read_callback(query, body, Keys("secret", "callback-token"), receive_id=APPID), Subscribed)


@pytest.mark.parametrize(
    "body",
    [
        b"not xml at all",
        b'<!DOCTYPE xml [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>',
        b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
        b"",
    ],
)
def test_broken_or_loaded_xml_is_refused(body):
    with pytest.raises(StudioError, match="XML"):
        read_callback({}, body, KEYS, receive_id=APPID)


def test_garbage_under_a_true_signature_is_refused():
    for sealed in ("AAAA", "!!!!", base64.b64encode(b"0" * 64).decode()):
        query = {"timestamp": STAMP, "nonce": NONCE, "msg_signature": signature("callback-token", STAMP, NONCE, sealed)}
        with pytest.raises(StudioError):
            read_callback(query, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode(), KEYS, receive_id=APPID)


def test_the_address_check_answers_plain_for_official_accounts_and_opens_for_wecom():
    query = {"timestamp": STAMP, "nonce": NONCE, "echostr": "123", "signature": signature("callback-token", STAMP, NONCE)}
    assert check_address(query, KEYS, receive_id=APPID) == "123"
    with pytest.raises(StudioError):
        check_address(query | {"signature": "x"}, KEYS, receive_id=APPID)
    theirs = WorkCrypto("callback-token", AES_KEY, "wwcorp")
    sealed = encrypt("456", KEYS, receive_id="wwcorp")
    signed = signature("callback-token", STAMP, NONCE, sealed)
    query = {"timestamp": STAMP, "nonce": NONCE, "echostr": sealed, "msg_signature": signed}
    assert check_address(query, KEYS, receive_id="wwcorp") == "456"
    assert theirs.check_signature(signed, STAMP, NONCE, sealed) in ("456", b"456")


def test_somebody_elses_crypto_opens_ours_and_we_open_theirs():
    theirs = WeChatCrypto("callback-token", AES_KEY, APPID)
    ours = envelope("<xml>你好</xml>", KEYS, receive_id=APPID, timestamp=STAMP, nonce=NONCE)
    xml = parsed(ours)
    assert theirs.decrypt_message(ours, xml.findtext("MsgSignature"), STAMP, NONCE) == "<xml>你好</xml>"
    with pytest.raises(InvalidSignatureException):
        theirs.decrypt_message(ours, "0" * 40, STAMP, NONCE)
    sealed = parsed(theirs.encrypt_message("<xml>再见</xml>", NONCE, STAMP)).findtext("Encrypt")
    assert sealed is not None
    assert decrypt(sealed, KEYS, receive_id=APPID) == "<xml>再见</xml>"


def test_a_secret_may_be_bare_or_carry_callback_keys():
    assert parse_secret(Secret("abc")) == Keys("abc")
    assert parse_secret(Secret('{"secret": "abc", "callback_token": "t", "aes_key": "k"}')) == Keys("abc", "t", "k")
    assert parse_secret(Secret("{not json")).secret == "{not json"
    assert "abc" not in repr(parse_secret(Secret("abc")))


def test_what_the_sandbox_pushes_is_read(sandbox: Sandbox):
    received: list[tuple[dict[str, str], bytes]] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((dict(parse_qsl(urlsplit(self.path).query)), self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"success")
            heard.set()

        def log_message(self, *_: object) -> None: ...

    heard = threading.Event()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/callback"
        sandbox.alter("official_account", appid=APPID, callback_url=address, callback_token="callback-token", aes_key=AES_KEY)
        sandbox.people("official_account", "subscribe", appid=APPID, state="shop-9")
        assert heard.wait(5)
        server.shutdown()
    query, body = received[0]
    event = read_callback(query, body, KEYS, receive_id=APPID)
    assert isinstance(event, Subscribed)
    assert event.state == "shop-9"
