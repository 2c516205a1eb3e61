"""Whatever strangers and platforms put into addresses and bodies, the gateway answers, and never with a failure of its own."""

import base64
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from studio.brands.account import ChannelAccount, set_secret
from studio.channels.callback_crypto import encrypt, signature
from studio.channels.keys import Keys
from studio.database import act
from studio.engagement.platform_event import PlatformEvent
from studio.people.process import Process
from tests.gateway.conftest import NOON

AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
KEYS = Keys("s", "tok", AES_KEY)
NUMBERS = ["²", "٣", "-1", "--1", "9" * 30, "9" * 5000, "-" + "9" * 400, "1e5", "", " ", "0x10", "１２", "NaN", "1_000"]
STEADY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def accounts(state):
    """One account with a key, and one that takes plain text."""
    for slug, secret in (("sealed", {"callback_token": "tok", "aes_key": AES_KEY}), ("plain", {"callback_token": "tok"})):
        with act(state.engine, brand=1) as session:
            row = ChannelAccount(slug=slug, name=slug, channel="official_account", external_id="wx1", created_at=NOON)
            session.add(row)
            session.flush()
            set_secret(session, row, json.dumps({"secret": "s", **secret}), vault=state.vault, by=Process.SET_UP, at=NOON)


def sealed(browser, xml: str, **query: str):
    """A push of the platform with these words inside."""
    inside = encrypt(xml, KEYS, receive_id="wx1")
    stamp = query.get("timestamp", str(int(NOON.timestamp())))
    signed = {"timestamp": stamp, "nonce": "n", "msg_signature": signature("tok", stamp, "n", inside)}
    return browser.post("/hooks/sealed", params=signed | query, content=f"<xml><Encrypt>{inside}</Encrypt></xml>".encode())


def event(**fields: str) -> str:
    said = {"FromUserName": "o1", "CreateTime": "1763697600", "MsgType": "event", "Event": "PUBLISHJOBFINISH", **fields}
    return "<xml>" + "".join(f"<{name}>{value}</{name}>" for name, value in said.items()) + "</xml>"


@pytest.mark.parametrize("number", NUMBERS)
def test_odd_numbers_in_a_push_are_taken_in(browser, state, number):
    info = f"<publish_id>{number}</publish_id><publish_status>{number}</publish_status><fail_idx>{number}</fail_idx><fail_idx>2</fail_idx>"
    assert sealed(browser, event(CreateTime=number, PublishEventInfo=info)).status_code == 200
    assert sealed(browser, event(Event="MASSSENDJOBFINISH", MsgID="1", TotalCount=number, SentCount=number)).status_code == 200
    with act(state.engine, brand=1) as session:
        rows = session.exec(select(PlatformEvent)).all()
    assert [row.kind for row in rows] == ["PublishJobFinished", "MassJobFinished"]
    assert rows[0].fields["failed"][-1] == 2
    if number not in ("-1", "９"):
        assert rows[0].fields["status"] != 0, "what cannot be read is never taken for published"


@pytest.mark.parametrize("number", NUMBERS)
def test_odd_numbers_in_addresses_are_answered(browser, number):
    stamped = browser.post("/hooks/plain", params={"timestamp": number, "nonce": "n", "signature": "x"}, content=b"<xml/>")
    assert stamped.status_code == 403
    for address in (f"/h/token/{number}", f"/h/{number}", f"/s/{number}", f"/hooks/{number}"):
        assert browser.get(address).status_code < 500


@STEADY
@given(
    st.binary(max_size=200),
    st.dictionaries(st.sampled_from(["timestamp", "nonce", "signature", "msg_signature", "echostr", "encrypt_type"]), st.text(max_size=20)),
)
def test_any_body_with_any_query_is_refused_in_peace(browser, body, query):
    for slug in ("sealed", "plain", "nobody"):
        assert browser.post(f"/hooks/{slug}", params=query, content=body).status_code in (200, 403)
        assert browser.get(f"/hooks/{slug}", params=query).status_code in (200, 403)


BODIES = [
    b"", b"<xml>", b"\x00", b"<?xml version=\"1.0\" encoding=\"utf-7\"?><xml/>", b"<?xml version=\"1.0\" encoding=\"nobodys\"?><xml/>",
    b"<!DOCTYPE x [<!ENTITY a \"b\">]><xml>&a;</xml>", b"<xml>" + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</xml>", b"<xml><Encrypt></Encrypt></xml>",
    "<xml><Encrypt>²²²²</Encrypt></xml>".encode(), b"<xml><Encrypt>AAAA</Encrypt></xml>", b"\xff\xfe<\x00x\x00/\x00>\x00",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_odd_xml_and_envelopes_are_refused(browser, body):
    for slug in ("sealed", "plain"):
        stamp = str(int(NOON.timestamp()))
        inside = body.partition(b"<Encrypt>")[2].partition(b"</Encrypt>")[0].decode("utf-8", "replace")
        query = {
            "timestamp": stamp,
            "nonce": "n",
            "signature": signature("tok", stamp, "n"),
            "msg_signature": signature("tok", stamp, "n", inside),
        }
        assert browser.post(f"/hooks/{slug}", params=query, content=body).status_code in (200, 403)


@STEADY
@given(st.text(max_size=60))
def test_any_words_inside_a_true_envelope_are_answered(browser, words):
    assert sealed(browser, words).status_code in (200, 403)


@STEADY
@given(st.text(st.characters(exclude_characters="<&", exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_text_in_a_true_push_is_taken_in(browser, words):
    fields = dict.fromkeys(("FromUserName", "EventKey", "CreateTime", "Status", "ChangeType"), words)
    for kind in ("subscribe", "SCAN", "change_external_contact", "change_external_chat", "MASSSENDJOBFINISH", "PUBLISHJOBFINISH"):
        assert sealed(browser, event(Event=kind, **fields)).status_code == 200
