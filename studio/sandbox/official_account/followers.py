"""Followers of an account, who come and go (wechat-api.md §1.6): no nickname or avatar since 2021-12 [R]."""

import hashlib
from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, get, post
from studio.sandbox.official_account.accounts import PLATFORM, event
from studio.sandbox.official_account.voices import nickname
from studio.sandbox.world import World, beijing, day_of, month_of

PAGE = 10_000
DAY_S = 86_400
JOIN_A_DAY, LEAVE_A_DAY = 0.004, 0.0015
SOURCES = {
    "ADD_SCENE_SEARCH": 1,
    "ADD_SCENE_PROFILE_CARD": 17,
    "ADD_SCENE_QR_CODE": 30,
    "ADD_SCENE_PROFILE_LINK": 57,
    "ADD_SCENE_OTHERS": 0,
}
"""Where a follower came from, with the number that getusersummary uses for it [S F]."""


@dataclass
class Follower:
    """A person at an account; `month` and `received` count the mass messages of one calendar month, `inbox` what was ever received."""

    openid: str
    appid: str
    name: str
    subscribed_at: float
    scene: str = "ADD_SCENE_SEARCH"
    subscribed: bool = True
    tags: list[int] = field(default_factory=list)
    remark: str = ""
    month: str = ""
    received: int = 0
    inbox: list[str] = field(default_factory=list)

    def received_in(self, month: str) -> int:
        return self.received if self.month == month else 0


@dataclass
class FollowerDay:
    """How many came and went at an account on one Beijing day, and how many there were at its end."""

    appid: str
    day: str
    total: int = 0
    came: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)


def of(world: World, appid: str) -> list[Follower]:
    """Everybody who follows the account now."""
    return [person for person in _everybody(world, appid).values() if person.subscribed]


def _everybody(world: World, appid: str) -> dict[str, Follower]:
    def group() -> dict[str, dict[str, Follower]]:
        groups: dict[str, dict[str, Follower]] = {}
        for person in world.shelf(Follower).values():
            groups.setdefault(person.appid, {})[person.openid] = person
        return groups

    return world.cache("followers", group).setdefault(appid, {})


def follower(world: World, appid: str, openid: object) -> Follower:
    """The follower; 40003 when this openid is not of this account."""
    found = _everybody(world, appid).get(str(openid))
    if found is None:
        raise Refusal(40003, "invalid openid")
    return found


def settle(world: World, appid: str, number: int, *, at: float) -> None:
    """The first followers of a new account, who came during the year before."""
    chance = world.chance("settle", appid)
    scenes = list(SOURCES)
    for _ in range(number):
        _arrive(world, appid, at=at - chance.uniform(1, 360) * DAY_S, scene=chance.choice(scenes))
    world.plan(_tomorrow(at), PLATFORM, "followers_move", appid=appid)


def _arrive(world: World, appid: str, *, at: float, scene: str) -> Follower:
    number = world.number(f"follower|{appid}")
    digest = hashlib.sha256(f"{world.facts.seed}|{appid}|{number}".encode()).hexdigest()
    person = Follower(f"o{digest[:27]}", appid, nickname(int(digest[-6:], 16)), at, scene)
    _everybody(world, appid)[person.openid] = person
    return world.shelf(Follower).put(person.openid, person)


def subscribes(world: World, at: float, *, appid: str, scene: str = "ADD_SCENE_SEARCH", state: str = "") -> Follower:
    """Somebody new follows the account now."""
    person = _arrive(world, appid, at=at, scene=scene)
    day = _day(world, appid, at)
    day.came[str(SOURCES.get(scene, 0))] = day.came.get(str(SOURCES.get(scene, 0)), 0) + 1
    _close(world, day)
    event(world, appid, "subscribe", {"EventKey": f"qrscene_{state}" if state else ""}, at=at, openid=person.openid)
    return person


def somebody_leaves(world: World, at: float, *, appid: str) -> None:
    """One of the crowd leaves, if anybody is left."""
    people = of(world, appid)
    if people:
        unsubscribes(world, at, appid=appid, openid=world.chance("leaves", appid, int(at)).choice(people).openid)


def unsubscribes(world: World, at: float, *, appid: str, openid: str) -> Follower:
    """A follower leaves; ValueError when this person left before."""
    person = follower(world, appid, openid)
    if not person.subscribed:
        raise ValueError(f"{openid} does not follow {appid} any more")
    person.subscribed = False
    world.shelf(Follower).put(person.openid, person)
    day = _day(world, appid, at)
    day.left["0"] = day.left.get("0", 0) + 1
    _close(world, day)
    event(world, appid, "unsubscribe", {"EventKey": ""}, at=at, openid=person.openid)
    return person


def followers_move(world: World, at: float, *, appid: str) -> None:
    """At the beginning of a day it is known who will come and go in its course; the next day is planned too."""
    chance = world.chance("move", appid, day_of(at))
    people = of(world, appid)
    if not world.tuning("people_off", 0):
        for _ in range(round(len(people) * JOIN_A_DAY * world.tuning("join_rate", 1) * chance.uniform(0.4, 1.8))):
            world.plan(at + chance.uniform(8, 23) * 3600, PLATFORM, "subscribes", appid=appid, scene=chance.choice(list(SOURCES)))
        for _ in range(round(len(people) * LEAVE_A_DAY * world.tuning("leave_rate", 1) * chance.uniform(0.2, 1.8))):
            world.plan(at + chance.uniform(8, 23) * 3600, PLATFORM, "somebody_leaves", appid=appid)
    _close(world, _day(world, appid, at))
    world.plan(_tomorrow(at), PLATFORM, "followers_move", appid=appid)


def _tomorrow(at: float) -> float:
    return beijing(at + DAY_S).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def _day(world: World, appid: str, at: float) -> FollowerDay:
    key = f"{appid}|{day_of(at)}"
    return world.shelf(FollowerDay).get(key) or FollowerDay(appid, day_of(at))


def _close(world: World, day: FollowerDay) -> None:
    day.total = len(of(world, day.appid))
    world.shelf(FollowerDay).put(f"{day.appid}|{day.day}", day)


def receive(world: World, person: Follower, message: str, *, at: float) -> None:
    """A mass message arrives in the follower's inbox."""
    month = month_of(at)
    person.month, person.received = month, person.received_in(month) + 1
    person.inbox = [*person.inbox, message][-50:]
    world.shelf(Follower).put(person.openid, person)


def user_get(world: World, call: Call) -> Json:
    people = [person.openid for person in of(world, call.account)]
    return _page(people, call.query.get("next_openid", "")) | {"total": len(people)}


def _page(openids: list[str], after: str) -> Json:
    if after and after not in openids:
        raise Refusal(40003, "invalid openid")
    start = openids.index(after) + 1 if after else 0
    page = openids[start : start + PAGE]
    data = {"data": {"openid": page}} if page else {}
    return {"count": len(page), **data, "next_openid": page[-1] if page else ""}


def page_of_tag(world: World, appid: str, tag: int, after: str) -> Json:
    return _page([person.openid for person in of(world, appid) if tag in person.tags], after)


def _info(person: Follower) -> Json:
    if not person.subscribed:
        return {"subscribe": 0, "openid": person.openid}
    return {
        "subscribe": 1,
        "openid": person.openid,
        "nickname": "",
        "sex": 0,
        "language": "zh_CN",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "subscribe_time": int(person.subscribed_at),
        "unionid": f"u{person.openid[1:]}",
        "remark": person.remark,
        "groupid": person.tags[0] if person.tags else 0,
        "tagid_list": person.tags,
        "subscribe_scene": person.scene,
        "qr_scene": 0,
        "qr_scene_str": "",
    }


def user_info(world: World, call: Call) -> Json:
    return _info(follower(world, call.account, call.query.get("openid")))


def user_info_batchget(world: World, call: Call) -> Json:
    wanted = call.body.get("user_list")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= 100:
        raise Refusal(40032, "invalid openid list size", mark="R")
    openids = [one.get("openid") if isinstance(one, dict) else one for one in wanted]
    return {"user_info_list": [_info(follower(world, call.account, openid)) for openid in openids]}


def update_remark(world: World, call: Call) -> Json:
    person = follower(world, call.account, call.body.get("openid"))
    person.remark = call.text("remark")[:30]
    world.shelf(Follower).put(person.openid, person)
    return {"errcode": 0, "errmsg": "ok"}


routes = {
    "/cgi-bin/user/get": get(user_get),
    "/cgi-bin/user/info": get(user_info),
    "/cgi-bin/user/info/batchget": post(user_info_batchget),
    "/cgi-bin/user/info/updateremark": post(update_remark),
}
