"""Who gets a group message, and from which member (wechat-api.md §1.10)."""

from collections.abc import Iterable

from studio.sandbox.call import Call, Json, Refusal
from studio.sandbox.wecom.corps import in_sight, staff
from studio.sandbox.wecom.customers import Friendship, friendships
from studio.sandbox.wecom.group_chats import group_chat, group_chats
from studio.sandbox.wecom.pages import part, strings
from studio.sandbox.wecom.tags import is_corp_tag
from studio.sandbox.world import World

CUSTOMERS, CHATS, TAGS_A_GROUP = 10_000, 2_000, 100

Targets = dict[str, list[str]]


def targets_of(world: World, call: Call, chat_type: str) -> tuple[Targets, list[str]]:
    """Customers or chats by member, and the list of those that cannot be reached."""
    return _chats(world, call) if chat_type == "group" else _customers(world, call)


def _chats(world: World, call: Call) -> tuple[Targets, list[str]]:
    """Named chats of the sender, or all of them: without a list the owner picks in the client, our owner picks all [C]."""
    sender = call.text("sender")
    if not sender:
        raise Refusal(40058, "invalid Request Parameter: sender is required for group", rule="group messages to chats need a sender")
    owner = staff(world, call, sender).userid
    named = list(dict.fromkeys(strings(call.body, "chat_id_list", most=CHATS)))
    if not named:
        own = [g.chat_id for g in group_chats(world, call.account, owner=owner)]
        return ({owner: own} if own else {}), []
    found = {chat_id: group_chat(world, call.account, chat_id) for chat_id in named}
    reachable = [chat_id for chat_id, chat in found.items() if chat is not None and chat.owner == owner]
    return ({owner: reachable} if reachable else {}), [chat_id for chat_id in named if chat_id not in reachable]


def _customers(world: World, call: Call) -> tuple[Targets, list[str]]:
    """Named customers win over tags; a sender alone means all customers of that member."""
    named = list(dict.fromkeys(strings(call.body, "external_userid", most=CUSTOMERS)))
    sender, groups = call.text("sender"), _tag_groups(world, call)
    if not (named or sender or groups):
        raise Refusal(40058, "invalid Request Parameter: external_userid, sender and tag_filter may not all be empty")
    seen = {staff(world, call, sender).userid} if sender else {m.userid for m in in_sight(world, call)}
    known = [f for f in friendships(world, call.account) if f.userid in seen]
    if named:
        wanted = set(named)
        known = [f for f in known if f.external_userid in wanted]
    elif groups:
        known = [f for f in known if all(set(f.tags) & group for group in groups)]
    chosen = _last_to_chat(known)
    targets: Targets = {}
    for relation in chosen:
        targets.setdefault(relation.userid, []).append(relation.external_userid)
    reached = {f.external_userid for f in chosen}
    return targets, [external_userid for external_userid in named if external_userid not in reached]


def _last_to_chat(relations: Iterable[Friendship]) -> list[Friendship]:
    """Of several members who know a customer only the one who chatted last gets the task [D W1]."""
    best: dict[str, Friendship] = {}
    for relation in relations:
        other = best.get(relation.external_userid)
        if other is None or relation.last_chat_at > other.last_chat_at:
            best[relation.external_userid] = relation
    return list(best.values())


def _tag_groups(world: World, call: Call) -> list[set[str]]:
    """OR inside a group, AND across groups; 40068 for a tag that is not the corp's."""
    groups = part(call.body, "tag_filter").get("group_list") or []
    if not isinstance(groups, list) or not all(isinstance(g, dict) for g in groups):
        raise Refusal(40058, "invalid Request Parameter: tag_filter.group_list")
    return [_tags(world, call, group) for group in groups if group.get("tag_list")]


def _tags(world: World, call: Call, group: Json) -> set[str]:
    tags = strings(group, "tag_list", most=TAGS_A_GROUP)
    if not all(is_corp_tag(world, call.account, tag) for tag in tags):
        raise Refusal(40068, "invalid tagid")
    return set(tags)
