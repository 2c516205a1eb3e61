"""How people become customers and stop being it, sit down in groups and leave: each change is told to the callback address (wechat-api.md §1.13)."""

from dataclasses import replace

from studio.sandbox.call import Json
from studio.sandbox.wecom.corps import event
from studio.sandbox.wecom.customers import Friendship, friendship, keep_friendship
from studio.sandbox.wecom.group_chats import GroupChat, Seat, seats, sit_down
from studio.sandbox.wecom.welcome import expect_welcome
from studio.sandbox.world import World

SEARCHED, SCANNED = 2, 1


def befriend(
    world: World, corpid: str, userid: str, who: str, *, at: float, state: str = "", add_way: int = SEARCHED, welcome: bool = True
) -> str:
    """Make the relation, tell it, and give out a welcome code for twenty seconds; empty when there is to be none."""
    old = friendship(world, corpid, userid, who)
    fresh = Friendship(corpid, userid, who, at, at, state=state, add_way=add_way)
    keep_friendship(world, replace(old, last_chat_at=at, ended_by="", ended_at=0.0) if old else fresh)
    code = expect_welcome(world, corpid, userid, who, at=at) if welcome else ""
    _tell_contact(world, corpid, "add_external_contact", userid, who, at=at, more={"State": state, "WelcomeCode": code})
    return code


def part_ways(world: World, relation: Friendship, *, by: str, at: float) -> None:
    """`by` customer: del_follow_user, the member still lists them; `by` member: del_external_contact, the relation is gone."""
    relation.ended_by, relation.ended_at = by, at
    keep_friendship(world, relation)
    change = "del_follow_user" if by == "customer" else "del_external_contact"
    _tell_contact(world, relation.corpid, change, relation.userid, relation.external_userid, at=at)


def remark(world: World, relation: Friendship, words: str, *, at: float) -> None:
    """The member writes a remark in the client: edit_external_contact."""
    relation.remark = words
    keep_friendship(world, relation)
    _tell_contact(world, relation.corpid, "edit_external_contact", relation.userid, relation.external_userid, at=at)


def _tell_contact(world: World, corpid: str, change: str, userid: str, who: str, *, at: float, more: Json | None = None) -> None:
    fields = {"Event": "change_external_contact", "ChangeType": change, "UserID": userid, "ExternalUserID": who}
    event(world, corpid, fields | {name: value for name, value in (more or {}).items() if value}, at=at)


def join(world: World, chat: GroupChat, who: str, *, at: float, scene: int, state: str = "") -> Seat:
    """`scene` 1 invited by a member, 2 by link, 3 by code."""
    seat = sit_down(world, chat, who, at=at, scene=scene, state=state)
    _tell_change(world, chat, "add_member", who, {"JoinScene": scene}, at=at)
    return seat


def leave(world: World, chat: GroupChat, seat: Seat, *, at: float, removed: bool = False) -> None:
    seat.left_at = at
    world.shelf(Seat).put(seat.key, seat)
    chat.version += 1
    world.shelf(GroupChat).put(chat.chat_id, chat)
    _tell_change(world, chat, "del_member", seat.who, {"QuitScene": 1 if removed else 0}, at=at)


def found(world: World, chat: GroupChat) -> None:
    """A member opens a group: create."""
    world.shelf(GroupChat).put(chat.chat_id, chat)
    sit_down(world, chat, chat.owner, at=chat.created_at, scene=1, staff=True)
    _tell_chat(world, chat, "create", at=chat.created_at)


def dismiss(world: World, chat: GroupChat, *, at: float) -> None:
    """The owner dissolves the group: dismiss; its people are gone with it."""
    for seat in seats(world, chat.chat_id):
        seat.left_at = at
        world.shelf(Seat).put(seat.key, seat)
    chat.dismissed_at = at
    world.shelf(GroupChat).put(chat.chat_id, chat)
    _tell_chat(world, chat, "dismiss", at=at)


def rename(world: World, chat: GroupChat, name: str, *, at: float) -> None:
    chat.name = name
    world.shelf(GroupChat).put(chat.chat_id, chat)
    _tell_chat(world, chat, "update", at=at, more={"UpdateDetail": "change_name"})


def _tell_change(world: World, chat: GroupChat, detail: str, who: str, scene: Json, *, at: float) -> None:
    versions = {"LastMemVer": f"v{chat.version - 1}", "CurMemVer": f"v{chat.version}"}
    changed = {"UpdateDetail": detail, **scene, "MemChangeCnt": 1, "MemChangeList": {"Item": [who]}, **versions}
    _tell_chat(world, chat, "update", at=at, more=changed)


def _tell_chat(world: World, chat: GroupChat, change: str, *, at: float, more: Json | None = None) -> None:
    event(world, chat.corpid, {"Event": "change_external_chat", "ChangeType": change, "ChatId": chat.chat_id, **(more or {})}, at=at)
