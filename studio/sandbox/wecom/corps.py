"""The corps of the sandbox: apps, members, departments, what each may do and how each behaves."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from studio.sandbox.call import Call, Json, Refusal
from studio.sandbox.callback import Receiver
from studio.sandbox.world import World

PLATFORM = "wecom"
EVERYBODY = 1
"""The department that holds the whole corp."""

T = TypeVar("T")


@dataclass
class Corp:
    """A corp; `receive_rule` is the console's switch of mass messages per customer [D W1, pages differ on the default].

    `allow_ips` empty means any; `moment_cap_month` 0 means that every Moment is shown [P, not verified: rule 34].
    """

    corpid: str
    name: str
    allow_ips: list[str] = field(default_factory=list)
    receive_rule: Literal["month_days", "week_7", "day_1"] = "month_days"
    moment_cap_month: int = 0
    callback_url: str = ""
    callback_token: str = ""
    aes_key: str = ""
    callback_agent: str = "1000002"


@dataclass
class App:
    """An app with its secret; `kind` system is the 客户联系 app whose secret is no longer accepted (rule 24).

    `callable` says whether the app stands on the list 可调用接口的应用; `visible` empty means every member.
    """

    corpid: str
    agentid: str
    secret: str
    kind: Literal["self_built", "system"] = "self_built"
    callable: bool = True
    visible: list[str] = field(default_factory=list)


@dataclass
class Member:
    """Somebody who works at the corp; by default confirms tasks and publishes Moments after a few minutes."""

    corpid: str
    userid: str
    name: str
    department: int = 2
    position: str = ""
    never_confirms: bool = False
    waits_for_reminder: bool = False
    licensed: bool = True


@dataclass
class Department:
    corpid: str
    id: int
    name: str


def members(world: World, corpid: str) -> list[Member]:
    return [m for m in world.shelf(Member).values() if m.corpid == corpid]


def member(world: World, corpid: str, userid: str) -> Member | None:
    return world.shelf(Member).get(f"{corpid}|{userid}")


def app_of(world: World, call: Call) -> App:
    """The app whose token the call carries."""
    return world.shelf(App)[f"{call.account}|{call.agent}"]


def in_sight(world: World, call: Call) -> list[Member]:
    """The members inside the visible range of the calling app."""
    seen = app_of(world, call).visible
    return [m for m in members(world, call.account) if not seen or m.userid in seen]


def staff(world: World, call: Call, userid: str) -> Member:
    """A member by id; 60111 when there is none, 84074 when the app may not see them [R]."""
    found = member(world, call.account, userid)
    if found is None:
        raise Refusal(60111, "userid not found")
    seen = app_of(world, call).visible
    if seen and userid not in seen:
        raise Refusal(84074, "no privilege to access/modify contact/party/agent", rule="member outside the app's visible range", mark="R")
    return found


def receiver(world: World, corpid: str) -> Receiver | None:
    """Where events of the corp go, if an address is configured."""
    corp = world.shelf(Corp).get(corpid)
    if corp is None or not corp.callback_url:
        return None
    agent = {"AgentID": corp.callback_agent}
    return Receiver(corp.callback_url, corp.callback_token, corp.aes_key, corp.corpid, extra=agent, sealed_echo=True)


def event(world: World, corpid: str, fields: Json, *, at: float) -> None:
    """Push an event in WeCom's envelope; only what people do is pushed, never what was done through the API [D W2]."""
    envelope = {"ToUserName": corpid, "FromUserName": "sys", "CreateTime": int(at), "MsgType": "event"}
    world.tell(PLATFORM, corpid, envelope | fields, at=at)


def keys_made_from(corpid: str) -> tuple[str, str]:
    """The callback token and AES key a corp gets when none are given: always the same for the same corpid."""
    token = hashlib.sha256(f"token|{corpid}".encode()).hexdigest()[:24]
    key = base64.b64encode(hashlib.sha256(f"aes|{corpid}".encode()).digest()).decode().rstrip("=")
    return token, key


def altered(kind: type[T], before: T | None, wish: Json) -> T:
    """The thing with the wished fields; ValueError names fields it does not have."""
    known = set(getattr(kind, "__dataclass_fields__", ()))
    if unknown := set(wish) - known:
        raise ValueError(f"unknown fields {sorted(unknown)}; known: {sorted(known)}")
    return kind(**{**(vars(before) if before is not None else {}), **wish})
