"""Corp tags in their groups, and marking customers with them (wechat-api.md §1.12)."""

from dataclasses import dataclass

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.ids import new_id
from studio.sandbox.wecom.pages import strings
from studio.sandbox.world import World

TAGS_A_CORP = 10_000
NAME_LENGTH = 30


@dataclass
class TagGroup:
    corpid: str
    group_id: str
    name: str
    created_at: float
    order: int = 0


@dataclass
class Tag:
    corpid: str
    tag_id: str
    group_id: str
    name: str
    created_at: float
    order: int = 0


def tags_of(world: World, corpid: str) -> list[Tag]:
    return [t for t in world.shelf(Tag).values() if t.corpid == corpid]


def tag_names(world: World, corpid: str) -> dict[str, tuple[str, str]]:
    """Group name and tag name by tag id."""
    groups = world.shelf(TagGroup)
    return {t.tag_id: (groups[t.group_id].name, t.name) for t in tags_of(world, corpid)}


def is_corp_tag(world: World, corpid: str, tag_id: str) -> bool:
    tag = world.shelf(Tag).get(tag_id)
    return tag is not None and tag.corpid == corpid


def get_corp_tag_list(world: World, call: Call) -> Json:
    """All tags, or those named; `group_id` wins over `tag_id`."""
    tag_ids, group_ids = strings(call.body, "tag_id", most=1_000), strings(call.body, "group_id", most=1_000)
    chosen = [t for t in tags_of(world, call.account) if (t.group_id in group_ids if group_ids else not tag_ids or t.tag_id in tag_ids)]
    groups = world.shelf(TagGroup)
    listed = [
        _shown_group(groups[group_id], [t for t in chosen if t.group_id == group_id])
        for group_id in dict.fromkeys(t.group_id for t in chosen)
    ]
    return {"errcode": 0, "errmsg": "ok", "tag_group": listed}


def add_corp_tag(world: World, call: Call) -> Json:
    """Tags in a group, which is made when only its name is given; 40071 for a name that exists [R]."""
    wishes = call.body.get("tag") or []
    if not isinstance(wishes, list) or not wishes or not all(_is_wish(w) for w in wishes):
        raise Refusal(40058, "invalid Request Parameter: tag should be a list of names")
    if len(tags_of(world, call.account)) + len(wishes) > TAGS_A_CORP:
        raise Refusal(40072, "tag count out of limit", mark="R")
    if any(len(w["name"]) > NAME_LENGTH for w in wishes):
        raise Refusal(40058, "invalid Request Parameter: tag name too long")
    group = _group_for(world, call)
    taken = {t.name for t in tags_of(world, call.account) if t.group_id == group.group_id}
    if taken & {w["name"] for w in wishes}:
        raise Refusal(40071, "invalid tag name: exists already", mark="R")
    world.shelf(TagGroup).put(group.group_id, group)
    made = [_new_tag(world, call, group, wish) for wish in wishes]
    return {"errcode": 0, "errmsg": "ok", "tag_group": _without_deleted(_shown_group(group, made))}


def _without_deleted(shown: Json) -> Json:
    """What was just made says nothing of being deleted."""
    tags = [{name: value for name, value in tag.items() if name != "deleted"} for tag in shown["tag"]]
    return {name: value for name, value in shown.items() if name != "deleted"} | {"tag": tags}


def _is_wish(wish: object) -> bool:
    """Whether this is `{"name": words, "order": number?}`."""
    if not isinstance(wish, dict):
        return False
    name, order = wish.get("name"), wish.get("order", 0)
    return isinstance(name, str) and bool(name) and isinstance(order, int)


def _group_for(world: World, call: Call) -> TagGroup:
    own = [g for g in world.shelf(TagGroup).values() if g.corpid == call.account]
    wanted, name = call.text("group_id"), call.text("group_name")
    found = next((g for g in own if (g.group_id == wanted if wanted else g.name == name)), None)
    if found is not None:
        return found
    if wanted or not name:
        raise Refusal(40068, "invalid tagid", rule="unknown tag group")
    return TagGroup(call.account, new_id(world, "tag_group", prefix="et"), name, call.at, call.number("order"))


def _new_tag(world: World, call: Call, group: TagGroup, wish: Json) -> Tag:
    tag_id = new_id(world, "tag", prefix="et")
    return world.shelf(Tag).put(tag_id, Tag(call.account, tag_id, group.group_id, wish["name"], call.at, int(wish.get("order", 0))))


def edit_corp_tag(world: World, call: Call) -> Json:
    """A new name or order for a tag or a tag group; 40068 for an id of neither."""
    wanted = call.text("id")
    group, tag = world.shelf(TagGroup).get(wanted), world.shelf(Tag).get(wanted)
    for thing in (group, tag):
        if thing is not None and thing.corpid == call.account:
            thing.name = call.text("name") or thing.name
            thing.order = call.number("order", thing.order)
    if group is not None and group.corpid == call.account:
        world.shelf(TagGroup).put(wanted, group)
    elif tag is not None and tag.corpid == call.account:
        world.shelf(Tag).put(wanted, tag)
    else:
        raise Refusal(40068, "invalid tagid")
    return {"errcode": 0, "errmsg": "ok"}


def del_corp_tag(world: World, call: Call) -> Json:
    tag_ids, group_ids = strings(call.body, "tag_id", most=1_000), strings(call.body, "group_id", most=1_000)
    chosen = [t for t in tags_of(world, call.account) if t.tag_id in tag_ids or t.group_id in group_ids]
    if not chosen:
        raise Refusal(40068, "invalid tagid")
    for tag in chosen:
        world.shelf(Tag).drop(tag.tag_id)
    for group_id in {t.group_id for t in chosen} - {t.group_id for t in tags_of(world, call.account)}:
        world.shelf(TagGroup).drop(group_id)
    return {"errcode": 0, "errmsg": "ok"}


def _shown_group(group: TagGroup, tags: list[Tag]) -> Json:
    return {
        "group_id": group.group_id,
        "group_name": group.name,
        "create_time": int(group.created_at),
        "order": group.order,
        "deleted": False,
        "tag": [{"id": t.tag_id, "name": t.name, "create_time": int(t.created_at), "order": t.order, "deleted": False} for t in tags],
    }


routes = {
    "/cgi-bin/externalcontact/get_corp_tag_list": post(get_corp_tag_list, empty=("tag_group",)),
    "/cgi-bin/externalcontact/add_corp_tag": post(add_corp_tag),
    "/cgi-bin/externalcontact/edit_corp_tag": post(edit_corp_tag),
    "/cgi-bin/externalcontact/del_corp_tag": post(del_corp_tag),
}
