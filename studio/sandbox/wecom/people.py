"""What people do when the control plane asks them to: confirm, publish, like, comment, add, scan, delete, join, leave, speak.

`POST /_sandbox/people {"side": "wecom", "act": "confirm", "msgid": …, "userid": …}`; `corpid` may be left out.
"""

from typing import Any

from studio.sandbox.call import Json
from studio.sandbox.wecom.confirming import confirm
from studio.sandbox.wecom.contact_ways import TEMPORARY_S, ContactWay
from studio.sandbox.wecom.corps import EVERYBODY, Corp, event, member, members
from studio.sandbox.wecom.customers import Friendship, friendship, keep_friendship, name_of
from studio.sandbox.wecom.group_chats import GroupChat, Seat, group_chat, say, seats, sit_down
from studio.sandbox.wecom.group_messages import tasks
from studio.sandbox.wecom.join_ways import JoinWay
from studio.sandbox.wecom.moment_records import Reaction
from studio.sandbox.wecom.moments import MomentTask, moment_task, moment_tasks
from studio.sandbox.wecom.publishing_moments import publish, react
from studio.sandbox.wecom.residents import CORPID, new_customer
from studio.sandbox.wecom.welcome import expect_welcome
from studio.sandbox.world import World


def confirm_task(world: World, wish: Json) -> Any:
    """`msgid`, and `userid` for one member only: confirm now; gives the members who did."""
    parts = [t for t in tasks(world, wish["msgid"]) if wish.get("userid") in (None, t.userid)]
    return {"confirmed": [t.userid for t in parts if confirm(world, t, at=world.at())]}


def publish_moment(world: World, wish: Json) -> Any:
    """`moment_id`, and `userid` for one member only: publish now."""
    parts = [t for t in moment_tasks(world, wish["moment_id"]) if wish.get("userid") in (None, t.userid)]
    return {"published": [t.userid for t in parts if publish(world, t, at=world.at())]}


def like(world: World, wish: Json) -> Any:
    """`moment_id`, `userid` whose Moment, `who` likes it: a customer, or a member."""
    return vars(_react(world, wish, kind="like"))


def comment(world: World, wish: Json) -> Any:
    """The same, with `text`, which only phones show."""
    return vars(_react(world, wish, kind="comment", text=str(wish.get("text", ""))))


def _react(world: World, wish: Json, *, kind: str, text: str = "") -> Reaction:
    part: MomentTask | None = moment_task(world, wish["moment_id"], wish["userid"])
    if part is None or not part.published_at:
        raise ValueError("this member has not published this Moment")
    staff = member(world, part.corpid, wish["who"]) is not None
    if not staff and wish["who"] not in part.seen_by:
        raise ValueError("this customer does not see this Moment")
    return react(world, part, kind=kind, who=wish["who"], at=world.at(), text=text, staff=staff)


def add_customer(world: World, wish: Json) -> Any:
    """`userid` whom somebody new adds; `name`, `state`; `external_userid` for somebody who exists; `welcome_code`: false for none."""
    return befriend(world, _corpid(world, wish), str(wish["userid"]), wish, state=str(wish.get("state", "")))


def befriend(world: World, corpid: str, userid: str, wish: Json, *, state: str = "", add_way: int = 2) -> Json:
    """Make the relation, tell the callback address, and hand out a welcome code for twenty seconds."""
    if member(world, corpid, userid) is None:
        raise ValueError(f"no member {userid}")
    now = world.at()
    who = str(
        wish.get("external_userid") or new_customer(world, corpid, "added", world.number("wecom.added"), name=str(wish.get("name", "")))
    )
    keep_friendship(world, Friendship(corpid, userid, who, now, now, state=state, add_way=add_way))
    fields = {"Event": "change_external_contact", "ChangeType": "add_external_contact", "UserID": userid, "ExternalUserID": who}
    fields |= {"State": state} if state else {}
    code = expect_welcome(world, corpid, userid, who, at=now) if wish.get("welcome_code", True) else ""
    event(world, corpid, fields | ({"WelcomeCode": code} if code else {}), at=now)
    return {"external_userid": who, "name": name_of(world, corpid, who), "userid": userid, "welcome_code": code}


def scan(world: World, wish: Json) -> Any:
    """`config_id` of a contact way, or of a join way: somebody scans it and becomes a customer, or sits down in the group."""
    way = world.shelf(ContactWay).get(wish["config_id"])
    if way is not None:
        _must_be_valid(world, way)
        chosen = way.user or [m.userid for m in members(world, way.corpid) if m.department in way.party or EVERYBODY in way.party]
        userid = world.chance("scan", way.config_id, world.number("wecom.scan")).choice(chosen)
        return befriend(world, way.corpid, userid, wish, state=way.state, add_way=1)
    door = world.shelf(JoinWay).get(wish["config_id"])
    if door is None:
        raise ValueError("no such contact way or join way")
    return join_group(world, {**wish, "corpid": door.corpid, "chat_id": door.chat_id_list[0], "state": door.state, "scene": 3})


def _must_be_valid(world: World, way: ContactWay) -> None:
    if way.is_temp and world.at() > way.made_at + (way.expires_in or TEMPORARY_S):
        raise ValueError("this temporary code has expired")


def delete_member(world: World, wish: Json) -> Any:
    """The customer deletes the member: del_follow_user; the member still lists the customer but no message arrives."""
    return _part_ways(world, wish, by="customer", change="del_follow_user")


def remove_customer(world: World, wish: Json) -> Any:
    """The member deletes the customer: del_external_contact; the relation is gone from every list."""
    return _part_ways(world, wish, by="member", change="del_external_contact")


def _part_ways(world: World, wish: Json, *, by: str, change: str) -> Json:
    corpid = _corpid(world, wish)
    relation = friendship(world, corpid, wish["userid"], wish["external_userid"])
    if relation is None:
        raise ValueError("they do not know each other")
    relation.ended_by, relation.ended_at = by, world.at()
    keep_friendship(world, relation)
    fields = {"UserID": relation.userid, "ExternalUserID": relation.external_userid}
    event(world, corpid, {"Event": "change_external_contact", "ChangeType": change, **fields}, at=world.at())
    return vars(relation)


def join_group(world: World, wish: Json) -> Any:
    """`chat_id`, and `external_userid` or `name` of somebody new; `scene` 1 invited, 2 link, 3 code; `state`."""
    chat = _chat(world, wish)
    if wish.get("external_userid"):
        who = str(wish["external_userid"])
    else:
        who = new_customer(world, chat.corpid, "joined", world.number("wecom.joined"), name=str(wish.get("name", "")))
    if any(s.who == who for s in seats(world, chat.chat_id)):
        raise ValueError("sits in the group already")
    seat = sit_down(world, chat, who, at=world.at(), scene=int(wish.get("scene", 3)), state=str(wish.get("state", "")))
    _tell_change(world, chat, "add_member", who, {"JoinScene": seat.scene})
    return vars(seat)


def leave_group(world: World, wish: Json) -> Any:
    """`chat_id`, `external_userid`; `removed`: true when the owner put them out."""
    chat = _chat(world, wish)
    seat = next((s for s in seats(world, chat.chat_id) if s.who == wish["external_userid"]), None)
    if seat is None:
        raise ValueError("does not sit in this group")
    seat.left_at = world.at()
    world.shelf(Seat).put(seat.key, seat)
    chat.version += 1
    world.shelf(GroupChat).put(chat.chat_id, chat)
    _tell_change(world, chat, "del_member", seat.who, {"QuitScene": 1 if wish.get("removed") else 0})
    return vars(seat)


def _tell_change(world: World, chat: GroupChat, detail: str, who: str, scene: Json) -> None:
    fields = {
        "Event": "change_external_chat",
        "ChangeType": "update",
        "ChatId": chat.chat_id,
        "UpdateDetail": detail,
        **scene,
        "MemChangeCnt": 1,
        "MemChangeList": {"Item": [who]},
        "LastMemVer": f"v{chat.version - 1}",
        "CurMemVer": f"v{chat.version}",
    }
    event(world, chat.corpid, fields, at=world.at())


def speak(world: World, wish: Json) -> Any:
    """`chat_id`, `who`, `text`: somebody of the group says something."""
    chat = _chat(world, wish)
    if all(s.who != wish["who"] for s in seats(world, chat.chat_id)):
        raise ValueError("does not sit in this group")
    return vars(say(world, chat.corpid, chat.chat_id, who=wish["who"], at=world.at(), text=str(wish["text"])))


def _chat(world: World, wish: Json) -> GroupChat:
    chat = group_chat(world, _corpid(world, wish), wish["chat_id"])
    if chat is None:
        raise ValueError(f"no group {wish['chat_id']}")
    return chat


def _corpid(world: World, wish: Json) -> str:
    corpid = str(wish.get("corpid") or CORPID)
    if corpid not in world.shelf(Corp):
        raise ValueError(f"no corp {corpid}")
    return corpid


acts = {
    "confirm": confirm_task,
    "publish_moment": publish_moment,
    "like": like,
    "comment": comment,
    "add_customer": add_customer,
    "scan": scan,
    "delete_member": delete_member,
    "remove_customer": remove_customer,
    "join_group": join_group,
    "leave_group": leave_group,
    "speak": speak,
}
