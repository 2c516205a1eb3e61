"""The accounts of the sandbox: what kind each is, what it may do, where its events go."""

import base64
import hashlib
from dataclasses import asdict, dataclass, field
from typing import Literal

from studio.sandbox.call import Call, Json, Refusal
from studio.sandbox.callback import Receiver
from studio.sandbox.world import World

PLATFORM = "official_account"


@dataclass
class Account:
    """An Official Account: `kind` 订阅号 or 服务号; `allow_ips` empty means any; `strict_bytes` counts titles in bytes as some report [P U1].

    `guarded`: an administrator must confirm each mass message within half an hour [D O5]. `quotas`: calls a day by path where it has other ones.
    """

    appid: str
    secret: str
    name: str
    username: str
    kind: Literal["subscription", "service"] = "service"
    verified: bool = True
    entity: Literal["company", "personal"] = "company"
    secret_frozen: bool = False
    allow_ips: list[str] = field(default_factory=list)
    comments: bool = True
    strict_bytes: bool = False
    guarded: bool = False
    callback_url: str = ""
    callback_token: str = ""
    aes_key: str = ""
    speed: int = 3
    quotas: dict[str, int] = field(default_factory=dict)


DEFAULT_WORLD: tuple[tuple[Account, int], ...] = (
    (Account("wxsandboxservice01", "sandbox-secret-service-01", "沙盒服务号", "gh_sandboxservice", "service"), 1200),
    (Account("wxsandboxsubscr001", "sandbox-secret-subscr-001", "沙盒订阅号", "gh_sandboxsubscr", "subscription"), 800),
    (
        Account(
            "wxsandboxunverif01",
            "sandbox-secret-unverif-01",
            "沙盒未认证号",
            "gh_sandboxunverif",
            "subscription",
            verified=False,
            comments=False,
        ),
        150,
    ),
)
"""The accounts that are there at the first start, with the number of their followers."""


def account(world: World, appid: str) -> Account:
    """The account; 40013 when there is none."""
    found = world.shelf(Account).get(appid)
    if found is None:
        raise Refusal(40013, "invalid appid")
    return found


def caller(world: World, call: Call) -> Account:
    """The account whose token the call carries."""
    return world.shelf(Account)[call.account]


def receiver(world: World, appid: str) -> Receiver | None:
    """Where events of the account go, if an address is configured."""
    found = world.shelf(Account).get(appid)
    if found is None or not found.callback_url:
        return None
    return Receiver(found.callback_url, found.callback_token, found.aes_key, found.appid)


def event(world: World, appid: str, name: str, fields: Json, *, at: float, openid: str = "") -> None:
    """Push an event in the standard envelope to the account's callback address."""
    username = world.shelf(Account)[appid].username
    envelope = {"ToUserName": username, "FromUserName": openid or username, "CreateTime": int(at), "MsgType": "event", "Event": name}
    world.tell(PLATFORM, appid, envelope | fields, at=at)


def message(world: World, appid: str, fields: Json, *, at: float, openid: str) -> None:
    """Push what a follower wrote to the account's callback address."""
    username = world.shelf(Account)[appid].username
    world.tell(PLATFORM, appid, {"ToUserName": username, "FromUserName": openid, "CreateTime": int(at)} | fields, at=at)


def open_account(world: World, wish: Json) -> Account:
    """Create an account or alter the named fields of one; a callback without keys gets fixed ones made from its appid."""
    shelf = world.shelf(Account)
    appid = str(wish["appid"])
    if unknown := set(wish) - set(Account.__dataclass_fields__):
        raise ValueError(f"unknown fields {sorted(unknown)}; known: {sorted(Account.__dataclass_fields__)}")
    known = shelf.get(appid)
    fields = asdict(known) if known else {"secret": f"secret-of-{appid}", "name": appid, "username": f"gh_{appid[2:]}"}
    made = Account(**{**fields, **wish})
    if made.callback_url and not made.callback_token:
        made.callback_token = hashlib.sha256(f"token|{appid}".encode()).hexdigest()[:24]
    if made.aes_key and len(base64.b64decode(made.aes_key + "=")) != 32:
        raise ValueError("aes_key must be 43 characters of base64")
    return shelf.put(appid, made)
