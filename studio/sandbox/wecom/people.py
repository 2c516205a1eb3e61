"""What people do when the control plane asks them to: confirm, publish, like, comment, add, scan, delete, join, leave, speak.

`POST /_sandbox/people {"side": "wecom", "act": "confirm", "msgid": …, "userid": …}`; `corpid` may be left out.
"""

from typing import Any

from studio.sandbox.call import Json
from studio.sandbox.wecom import coming_and_going
from studio.sandbox.wecom.coming_and_going import SCANNED, befriend, part_ways
from studio.sandbox.wecom.confirming import confirm
from studio.sandbox.wecom.contact_ways import TEMPORARY_S, ContactWay
from studio.sandbox.wecom.corps import EVERYBODY, Corp, member, members
from studio.sandbox.wecom.customers import Friendship, friendship, name_of
from studio.sandbox.wecom.group_chats import GroupChat, group_chat, say, seats
from studio.sandbox.wecom.group_messages import GroupMessage, MemberTask, tasks
from studio.sandbox.wecom.ids import new_id
from studio.sandbox.wecom.join_ways import JoinWay
from studio.sandbox.wecom.moment_records import Reaction
from studio.sandbox.wecom.moments import Moment, MomentTask, moment_task, moment_tasks
from studio.sandbox.wecom.publishing_moments import publish, react
from studio.sandbox.wecom.residents import CORPID, new_customer
from studio.sandbox.world import World


def waiting(world: World, wish: Json) -> Any:
    """What members have not tapped yet: group messages and Moments, by member."""
    corpid = _corpid(world, wish)
    messages, moments = world.shelf(GroupMessage), world.shelf(Moment)
    to_confirm = [
        {"userid": t.userid, "msgid": t.msgid, "text": messages[t.msgid].text}
        for t in world.shelf(MemberTask).values()
        if t.corpid == corpid and not t.confirmed_at and not messages[t.msgid].cancelled_at
    ]
    to_publish = [
        {"userid": t.userid, "moment_id": t.moment_id, "text": moments[t.moment_id].text}
        for t in world.shelf(MomentTask).values()
        if t.corpid == corpid and not t.published_at and not moments[t.moment_id].cancelled_at
    ]
    return {"group_messages": to_confirm, "moments": to_publish}


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
    return _added(world, _corpid(world, wish), str(wish["userid"]), wish, state=str(wish.get("state", "")))


def _added(world: World, corpid: str, userid: str, wish: Json, *, state: str, **how: int) -> Json:
    if member(world, corpid, userid) is None:
        raise ValueError(f"no member {userid}")
    who = str(wish.get("external_userid") or _somebody_new(world, corpid, wish))
    code = befriend(world, corpid, userid, who, at=world.at(), state=state, welcome=bool(wish.get("welcome_code", True)), **how)
    return {"external_userid": who, "name": name_of(world, corpid, who), "userid": userid, "welcome_code": code}


def _somebody_new(world: World, corpid: str, wish: Json) -> str:
    return new_customer(world, corpid, "came", world.number("wecom.came"), name=str(wish.get("name", "")))


def scan(world: World, wish: Json) -> Any:
    """`config_id` of a contact way, or of a join way: somebody scans it and becomes a customer, or sits down in the group."""
    way = world.shelf(ContactWay).get(wish["config_id"])
    if way is not None:
        if way.is_temp and world.at() > way.made_at + (way.expires_in or TEMPORARY_S):
            raise ValueError("this temporary code has expired")
        chosen = way.user or [m.userid for m in members(world, way.corpid) if m.department in way.party or EVERYBODY in way.party]
        userid = world.chance("scan", way.config_id, world.number("wecom.scan")).choice(chosen)
        return _added(world, way.corpid, userid, wish, state=way.state, add_way=SCANNED)
    door = world.shelf(JoinWay).get(wish["config_id"])
    if door is None:
        raise ValueError("no such contact way or join way")
    return join_group(world, {**wish, "corpid": door.corpid, "chat_id": door.chat_id_list[0], "state": door.state, "scene": 3})


def delete_member(world: World, wish: Json) -> Any:
    """The customer deletes the member; the member still lists them but no message arrives."""
    relation = _relation(world, wish)
    part_ways(world, relation, by="customer", at=world.at())
    return vars(relation)


def remove_customer(world: World, wish: Json) -> Any:
    """The member deletes the customer; the relation is gone from every list."""
    relation = _relation(world, wish)
    part_ways(world, relation, by="member", at=world.at())
    return vars(relation)


def write_remark(world: World, wish: Json) -> Any:
    """The member writes `remark` on the customer."""
    relation = _relation(world, wish)
    coming_and_going.remark(world, relation, str(wish["remark"]), at=world.at())
    return vars(relation)


def _relation(world: World, wish: Json) -> Friendship:
    relation = friendship(world, _corpid(world, wish), wish["userid"], wish["external_userid"])
    if relation is None:
        raise ValueError("they do not know each other")
    return relation


def join_group(world: World, wish: Json) -> Any:
    """`chat_id`, and `external_userid` or `name` of somebody new; `scene` 1 invited, 2 link, 3 code; `state`."""
    chat = _chat(world, wish)
    who = str(wish.get("external_userid") or _somebody_new(world, chat.corpid, wish))
    if any(s.who == who for s in seats(world, chat.chat_id)):
        raise ValueError("sits in the group already")
    return vars(coming_and_going.join(world, chat, who, at=world.at(), scene=int(wish.get("scene", 3)), state=str(wish.get("state", ""))))


def leave_group(world: World, wish: Json) -> Any:
    """`chat_id`, `external_userid`; `removed`: true when the owner put them out."""
    chat = _chat(world, wish)
    seat = next((s for s in seats(world, chat.chat_id) if s.who == wish["external_userid"]), None)
    if seat is None:
        raise ValueError("does not sit in this group")
    coming_and_going.leave(world, chat, seat, at=world.at(), removed=bool(wish.get("removed")))
    return vars(seat)


def speak(world: World, wish: Json) -> Any:
    """`chat_id`, `who`, `text`: somebody of the group says something."""
    chat = _chat(world, wish)
    if all(s.who != wish["who"] for s in seats(world, chat.chat_id)):
        raise ValueError("does not sit in this group")
    return vars(say(world, chat.corpid, chat.chat_id, who=wish["who"], at=world.at(), text=str(wish["text"])))


def found_group(world: World, wish: Json) -> Any:
    """`name`, `owner`: a member opens a group; `chat_id` may be chosen."""
    corpid = _corpid(world, wish)
    if member(world, corpid, wish["owner"]) is None:
        raise ValueError(f"no member {wish['owner']}")
    chat_id = str(wish.get("chat_id") or new_id(world, "group_chat", prefix="wr", length=32))
    chat = GroupChat(corpid, chat_id, str(wish["name"]), wish["owner"], world.at())
    coming_and_going.found(world, chat)
    return vars(chat)


def dismiss_group(world: World, wish: Json) -> Any:
    """`chat_id`: the owner dissolves it."""
    chat = _chat(world, wish)
    coming_and_going.dismiss(world, chat, at=world.at())
    return vars(chat)


def rename_group(world: World, wish: Json) -> Any:
    """`chat_id`, `name`."""
    chat = _chat(world, wish)
    coming_and_going.rename(world, chat, str(wish["name"]), at=world.at())
    return vars(chat)


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
    "waiting": waiting,
    "confirm": confirm_task,
    "publish_moment": publish_moment,
    "like": like,
    "comment": comment,
    "add_customer": add_customer,
    "scan": scan,
    "delete_member": delete_member,
    "remove_customer": remove_customer,
    "write_remark": write_remark,
    "join_group": join_group,
    "leave_group": leave_group,
    "speak": speak,
    "found_group": found_group,
    "dismiss_group": dismiss_group,
    "rename_group": rename_group,
}
