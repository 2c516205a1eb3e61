"""Tags of followers (wechat-api.md §1.6); 0, 1 and 2 belong to the platform."""

from collections import Counter
from dataclasses import dataclass

from studio.sandbox.call import Call, Json, Refusal, get, post
from studio.sandbox.official_account.followers import Follower, follower, of, page_of_tag
from studio.sandbox.world import World

MOST_TAGS, NAME, BATCH, ON_ONE_FAN = 100, 30, 50, 20
FIRST_ID = 100
DEFAULTS = {2: "星标组"}


@dataclass
class Tag:
    """A tag of one account."""

    id: int
    appid: str
    name: str


def _of(world: World, appid: str) -> list[Tag]:
    return [tag for tag in world.shelf(Tag).values() if tag.appid == appid]


def tag_of(world: World, appid: str, tag_id: object) -> Tag:
    """The tag; 45159 when the account has none with this id."""
    own = {str(number): name for number, name in DEFAULTS.items()}.get(str(tag_id))
    if own:
        return Tag(int(str(tag_id)), appid, own)
    found = world.shelf(Tag).get(f"{appid}|{tag_id}")
    if found is None:
        raise Refusal(45159, "invalid tag id")
    return found


def _named(call: Call) -> Json:
    tag = call.body.get("tag")
    if not isinstance(tag, dict):
        raise Refusal(47001, "data format error")
    return tag


def _name(world: World, call: Call) -> str:
    name = str(_named(call).get("name") or "")
    if not name or len(name) > NAME:
        raise Refusal(45158, "tag name too long", mark="R")
    if any(tag.name == name for tag in _of(world, call.account)):
        raise Refusal(45157, "invalid tag name: duplicate")
    return name


def create(world: World, call: Call) -> Json:
    if len(_of(world, call.account)) >= MOST_TAGS:
        raise Refusal(45056, "too many tag now, no need to add new", mark="R")
    name = _name(world, call)
    tag = Tag(world.number(f"tag|{call.account}", first=FIRST_ID), call.account, name)
    world.shelf(Tag).put(f"{call.account}|{tag.id}", tag)
    return {"tag": {"id": tag.id, "name": tag.name}}


def listed(world: World, call: Call) -> Json:
    counts = Counter(tag for person in of(world, call.account) for tag in person.tags)
    own = [{"id": tag.id, "name": tag.name, "count": counts[tag.id]} for tag in _of(world, call.account)]
    return {"tags": [*({"id": tag, "name": name, "count": counts[tag]} for tag, name in DEFAULTS.items()), *own]}


def _changeable(world: World, call: Call) -> Tag:
    tag_id = _named(call).get("id")
    if str(tag_id) in ("0", "1", "2"):
        raise Refusal(45058, "can't modify sys tag")
    return tag_of(world, call.account, tag_id)


def update(world: World, call: Call) -> Json:
    tag = _changeable(world, call)
    tag.name = _name(world, call)
    world.shelf(Tag).put(f"{call.account}|{tag.id}", tag)
    return {"errcode": 0, "errmsg": "ok"}


def delete(world: World, call: Call) -> Json:
    tag = _changeable(world, call)
    world.shelf(Tag).drop(f"{call.account}|{tag.id}")
    for person in of(world, call.account):
        if tag.id in person.tags:
            person.tags.remove(tag.id)
            world.shelf(Follower).put(person.openid, person)
    return {"errcode": 0, "errmsg": "ok"}


def _batch(world: World, call: Call) -> tuple[int, list[Follower]]:
    tag = tag_of(world, call.account, call.body.get("tagid"))
    openids = call.body.get("openid_list")
    if not isinstance(openids, list) or not 1 <= len(openids) <= BATCH:
        raise Refusal(40032, "invalid openid list size")
    return tag.id, [follower(world, call.account, openid) for openid in openids]


def batchtagging(world: World, call: Call) -> Json:
    tag, people = _batch(world, call)
    if any(tag not in person.tags and len(person.tags) >= ON_ONE_FAN for person in people):
        raise Refusal(45059, "can't add more tag to a user", mark="R")
    for person in people:
        if tag not in person.tags:
            person.tags.append(tag)
            world.shelf(Follower).put(person.openid, person)
    return {"errcode": 0, "errmsg": "ok"}


def batchuntagging(world: World, call: Call) -> Json:
    tag, people = _batch(world, call)
    for person in people:
        if tag in person.tags:
            person.tags.remove(tag)
            world.shelf(Follower).put(person.openid, person)
    return {"errcode": 0, "errmsg": "ok"}


def getidlist(world: World, call: Call) -> Json:
    return {"tagid_list": follower(world, call.account, call.body.get("openid")).tags}


def members(world: World, call: Call) -> Json:
    tag = tag_of(world, call.account, call.body.get("tagid"))
    return page_of_tag(world, call.account, tag.id, call.text("next_openid"))


routes = {
    "/cgi-bin/tags/create": post(create),
    "/cgi-bin/tags/get": get(listed),
    "/cgi-bin/tags/update": post(update),
    "/cgi-bin/tags/delete": post(delete),
    "/cgi-bin/tags/members/batchtagging": post(batchtagging),
    "/cgi-bin/tags/members/batchuntagging": post(batchuntagging),
    "/cgi-bin/tags/getidlist": post(getidlist),
    "/cgi-bin/user/tag/get": post(members),
}
