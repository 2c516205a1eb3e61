"""Names behind ids: groups, members, customers and followers as the platforms tell them (wechat-api.md §1.6, §1.12)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from studio.channels.each import each, inside, name, words
from studio.channels.wechat_http import Stopped
from studio.channels.wecom import CONTACT, pages
from studio.channels.wire import Json, Wire

GROUP, MEMBER, PERSON = "group", "member", "person"
NOT_OURS = (40003, 40050, 60111, 84061, 84074, 86001, 86003)  # gone, out of sight, or never one of ours: no name, and no trouble
AT_ONCE = 100  # openids in one user/info/batchget


@dataclass(frozen=True)
class Named:
    """An id and what people call it; `kind` is group, member or person. An empty name: the platform has none to give."""

    remote_id: str
    name: str
    kind: str


@runtime_checkable
class KnowsNames(Protocol):
    """A channel whose platform tells names. StudioError and Stopped never leave it: what cannot be asked is left out, and asked another day."""

    def directory(self, *, now: datetime) -> Sequence[Named]:
        """Every group and member in sight."""
        ...

    def names_of(self, people: Sequence[str], *, now: datetime) -> Sequence[Named]:
        """Customers or followers by their ids."""
        ...


def as_far_as_told(names: Iterable[Named]) -> list[Named]:
    """What was told before the platform stopped answering."""
    told: list[Named] = []
    try:
        told.extend(names)
    except Stopped:
        return told
    return told


def groups_and_members(wire: Wire, *, now: datetime) -> Iterator[Named]:
    """The corp's groups and members. A member who is out of the app's sight has no name here."""
    members = wire.read(f"{CONTACT}/get_follow_user_list", now=now).get("follow_user")
    for userid in each(members, name, of="get_follow_user_list").good:
        said = _if_ours(wire, "/cgi-bin/user/get", {"userid": userid}, now=now)
        yield Named(userid, words(said.get("name")), MEMBER)
    wish = {"status_filter": 0, "limit": 1000}
    listed = pages(wire, f"{CONTACT}/groupchat/list", wish, "group_chat_list", lambda one: name(one["chat_id"]), now=now)
    for chat_id in listed.good:
        said = wire.read(f"{CONTACT}/groupchat/get", {"chat_id": chat_id, "need_name": 0}, now=now, gives=("group_chat",))
        yield Named(chat_id, words(inside(said, "group_chat", "name")), GROUP)


def customers(wire: Wire, people: Sequence[str], *, now: datetime) -> Iterator[Named]:
    """Customers by external_userid, under their own nicknames."""
    for who in people:
        said = _if_ours(wire, f"{CONTACT}/get", {"external_userid": who}, now=now)
        yield Named(who, words(inside(said, "external_contact", "name")), PERSON)


def followers(wire: Wire, people: Sequence[str], *, now: datetime) -> Iterator[Named]:
    """Followers by openid: only the account's own remark, since nicknames are no longer given (wechat-api.md §1.6, since 2021-12)."""
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        wish = {"user_list": [{"openid": who, "lang": "zh_CN"} for who in some]}
        told = dict(each(_followers(wire, wish, now=now), lambda row: (name(row["openid"]), words(row.get("remark"))), of="user/info").good)
        yield from (Named(who, told.get(who, ""), PERSON) for who in some)


def _followers(wire: Wire, wish: Json, *, now: datetime) -> object:
    try:
        return wire.read("/cgi-bin/user/info/batchget", wish, now=now).get("user_info_list")
    except Stopped as stopped:
        if stopped.code in NOT_OURS:
            return []
        raise


def _if_ours(wire: Wire, path: str, query: dict[str, str | int], *, now: datetime) -> Json:
    try:
        return wire.read(path, now=now, query=query)
    except Stopped as stopped:
        if stopped.code in NOT_OURS:
            return {}
        raise
