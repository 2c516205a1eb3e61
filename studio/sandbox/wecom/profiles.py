"""Corps seen and altered through the control plane: `POST /_sandbox/world {"side": "wecom", "corpid": …, …}`."""

from dataclasses import asdict
from typing import Any

from studio.sandbox.call import Json
from studio.sandbox.wecom.corps import App, Corp, Department, Member, altered, keys_made_from, members
from studio.sandbox.wecom.customers import friendships
from studio.sandbox.wecom.group_chats import GroupChat, group_chats, seats
from studio.sandbox.wecom.residents import CORPID
from studio.sandbox.wecom.tags import tags_of
from studio.sandbox.wecom.webhook import Robot
from studio.sandbox.world import World


def profiles(world: World) -> list[Json]:
    """Every corp with what a person needs to set up an account: credentials, members, tags, groups, robots, callback."""
    return [_profile(world, corp) for corp in world.shelf(Corp).values()]


def _profile(world: World, corp: Corp) -> Json:
    corpid = corp.corpid
    departments = [d for d in world.shelf(Department).values() if d.corpid == corpid]
    robots = [r for r in world.shelf(Robot).values() if r.corpid == corpid]
    return {
        **asdict(corp),
        "apps": [asdict(app) for app in world.shelf(App).values() if app.corpid == corpid],
        "members": [asdict(m) | {"customers": len(friendships(world, corpid, userid=m.userid))} for m in members(world, corpid)],
        "departments": [{"id": d.id, "name": d.name} for d in departments],
        "tags": [{"id": t.tag_id, "name": t.name, "group_id": t.group_id} for t in tags_of(world, corpid)],
        "groups": [
            {"chat_id": g.chat_id, "name": g.name, "owner": g.owner, "people": len(seats(world, g.chat_id))}
            for g in group_chats(world, corpid)
        ],
        "robots": [{"key": r.key, "name": r.name, "disabled": r.disabled} for r in robots],
    }


def alter(world: World, wish: Json) -> Any:
    """Change or found a corp, and in it `app`, `members`, `robot`, `group` (each named by its id); gives its profile.

    `{"members": [{"userid": "xu-miao", "never_confirms": true}]}` · `{"app": {"agentid": "1000002", "callable": false}}` ·
    `{"robot": {"key": …, "disabled": true}}` · `{"allow_ips": [...]}` · `{"receive_rule": "day_1"}` · `{"callback_url": …}`.
    """
    corpid = str(wish.pop("corpid", CORPID))
    parts = {name: wish.pop(name) for name in ("app", "members", "robot", "group") if name in wish}
    corp = altered(Corp, world.shelf(Corp).get(corpid) or Corp(corpid, corpid), wish)
    token, key = keys_made_from(corpid)
    if corp.callback_url:
        corp.callback_token, corp.aes_key = corp.callback_token or token, corp.aes_key or key
    made = _parts(world, corpid, parts)
    world.shelf(Corp).put(corpid, corp)
    for kind, name, thing in made:
        world.shelf(kind).put(name, thing)
    return _profile(world, corp)


def _parts(world: World, corpid: str, parts: Json) -> list[tuple[type[Any], str, Any]]:
    made: list[tuple[type[Any], str, Any]] = []
    if app := parts.get("app"):
        key = f"{corpid}|{app['agentid']}"
        made.append((App, key, altered(App, world.shelf(App).get(key), {"corpid": corpid, **app})))
    for one in parts.get("members", []):
        key = f"{corpid}|{one['userid']}"
        made.append((Member, key, altered(Member, world.shelf(Member).get(key), {"corpid": corpid, **one})))
    if robot := parts.get("robot"):
        made.append((Robot, robot["key"], altered(Robot, world.shelf(Robot).get(robot["key"]), {"corpid": corpid, **robot})))
    if group := parts.get("group"):
        begun = {"corpid": corpid, "created_at": world.at(), **group}
        known = world.shelf(GroupChat).get(group["chat_id"])
        made.append((GroupChat, group["chat_id"], altered(GroupChat, known, group if known else begun)))
    return made
