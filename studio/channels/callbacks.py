"""What platforms tell us by themselves: callbacks verified, opened and turned into frozen events (wechat-api.md §1.8, §1.13)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from xml.etree.ElementTree import Element

from studio.channels.callback_crypto import decrypt, forged, parsed, verify
from studio.channels.each import FIRST, moment, whole_or_none
from studio.channels.events import (
    ContactAdded,
    ContactLost,
    Event,
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
from studio.channels.keys import Keys

UNTOLD = -1  # a status that cannot be read


def check_address(query: Mapping[str, str], keys: Keys, *, receive_id: str) -> str:
    """What to answer when a platform checks the address: WeCom's echo is encrypted, an Official Account's is plain."""
    echo = query.get("echostr", "")
    if "msg_signature" in query:
        verify(keys, query, echo)
        return decrypt(echo, keys, receive_id=receive_id)
    verify(keys, query, name="signature")
    return echo


def read_callback(query: Mapping[str, str], body: bytes, keys: Keys, *, receive_id: str) -> Event:
    """The event inside a callback; StudioError for anything forged, for another account, or in the plain where a key is set."""
    outer = parsed(body)
    sealed = outer.findtext("Encrypt")
    if sealed is not None:
        verify(keys, query, sealed)
        return event_of(parsed(decrypt(sealed, keys, receive_id=receive_id)))
    if keys.aes_key:
        raise forged("本账号只收加密回调", "this account takes encrypted callbacks only")
    verify(keys, query, name="signature")
    return event_of(outer)


def event_of(xml: Element) -> Event:
    """An event from its plain XML."""
    kind = xml.findtext("MsgType", "")
    event = xml.findtext("Event", "")
    change = xml.findtext("ChangeType", "")
    read = _READERS.get((event, change)) or _READERS.get((event, "")) if kind == "event" else _READERS.get((f"message:{kind}", ""))
    key = ":".join(filter(None, (xml.findtext("FromUserName", ""), xml.findtext("CreateTime", ""), event or kind, change, *_about(xml))))
    at = _moment(xml)
    return read(xml, key, at) if read else Unread(key, at, f"{event or kind}:{change}".strip(":"))


def _about(xml: Element) -> list[str]:
    """What tells two events of the same second apart."""
    names = ("MsgId", "UserID", "ExternalUserID", "ChatId", "UpdateDetail", "Id", "EventKey")
    people = [item.text or "" for item in xml.findall("MemChangeList/Item")]
    return [xml.findtext(name, "") for name in names] + people


def _moment(xml: Element) -> datetime:
    """When it happened; the beginning of time where it does not say so in plain seconds of our calendar."""
    try:
        return moment(xml.findtext("CreateTime", ""))
    except ValueError:
        return FIRST


def _number(xml: Element, path: str) -> int:
    return whole_or_none(xml.findtext(path, "")) or 0


def _texts(xml: Element, path: str) -> tuple[str, ...]:
    return tuple(item.text or "" for item in xml.findall(path))


def _published(xml: Element, _key: str, at: datetime) -> Event:
    info = "PublishEventInfo"
    publish_id = xml.findtext(f"{info}/publish_id", "")
    failed = tuple(number for text in _texts(xml, f"{info}/fail_idx") if (number := whole_or_none(text)) is not None)
    urls = _texts(xml, f"{info}/article_detail/item/article_url")
    said, article_id = whole_or_none(xml.findtext(f"{info}/publish_status", "")), xml.findtext(f"{info}/article_id", "")
    status = UNTOLD if said is None else said  # never 0 by accident: that would say that it is out
    return PublishJobFinished(f"publish:{publish_id}", at, publish_id, status, article_id, urls, failed)


def _mass_sent(xml: Element, _key: str, at: datetime) -> Event:
    msg_id = xml.findtext("MsgID", "") or xml.findtext("MsgId", "")
    return MassJobFinished(
        f"mass:{msg_id}", at, msg_id, xml.findtext("Status", ""), total=_number(xml, "TotalCount"), filtered=_number(xml, "FilterCount"),
        sent=_number(xml, "SentCount"), errors=_number(xml, "ErrorCount"), urls=_texts(xml, "ArticleUrlResult/ResultList/item/ArticleUrl"),
    )  # fmt: skip


def _person(xml: Element) -> str:
    return xml.findtext("FromUserName", "")


def _subscribed(xml: Element, key: str, at: datetime) -> Event:
    return Subscribed(key, at, _person(xml), xml.findtext("EventKey", "").removeprefix("qrscene_"))


def _unsubscribed(xml: Element, key: str, at: datetime) -> Event:
    return Unsubscribed(key, at, _person(xml))


def _scanned(xml: Element, key: str, at: datetime) -> Event:
    return Scanned(key, at, _person(xml), xml.findtext("EventKey", ""))


def _wrote(xml: Element, _key: str, at: datetime) -> Event:
    return FollowerWrote(f"message:{xml.findtext('MsgId', '')}", at, _person(xml), xml.findtext("Content", ""))


def _added(xml: Element, key: str, at: datetime) -> Event:
    half = xml.findtext("ChangeType") == "add_half_external_contact"
    state, code = xml.findtext("State", ""), xml.findtext("WelcomeCode", "")
    return ContactAdded(key, at, xml.findtext("UserID", ""), xml.findtext("ExternalUserID", ""), state, code, half)


def _lost(xml: Element, key: str, at: datetime) -> Event:
    by = "customer" if xml.findtext("ChangeType") == "del_follow_user" else "member"
    return ContactLost(key, at, xml.findtext("UserID", ""), xml.findtext("ExternalUserID", ""), by)


def _group(xml: Element, key: str, at: datetime) -> Event:
    detail, people = xml.findtext("UpdateDetail", ""), _texts(xml, "MemChangeList/Item")
    return GroupChanged(key, at, xml.findtext("ChatId", ""), xml.findtext("ChangeType", ""), detail, people)


def _tag(xml: Element, key: str, at: datetime) -> Event:
    return TagChanged(key, at, xml.findtext("Id", ""), xml.findtext("ChangeType", ""))


_READERS: dict[tuple[str, str], Callable[[Element, str, datetime], Event]] = {
    ("PUBLISHJOBFINISH", ""): _published,
    ("MASSSENDJOBFINISH", ""): _mass_sent,
    ("subscribe", ""): _subscribed,
    ("unsubscribe", ""): _unsubscribed,
    ("SCAN", ""): _scanned,
    ("message:text", ""): _wrote,
    ("change_external_contact", "add_external_contact"): _added,
    ("change_external_contact", "add_half_external_contact"): _added,
    ("change_external_contact", "del_external_contact"): _lost,
    ("change_external_contact", "del_follow_user"): _lost,
    ("change_external_chat", ""): _group,
    ("change_external_tag", ""): _tag,
}
