"""Customer groups: who sits in them, what is said in them (wechat-api.md §1.12)."""

from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.corps import app_of, in_sight
from studio.sandbox.wecom.customers import Customer, name_of
from studio.sandbox.wecom.pages import page, part, strings
from studio.sandbox.world import World

PEOPLE_IN_RANGE = 1_000


@dataclass
class GroupChat:
    """A group of a corp; `status` 0 normal, 1 owner left the corp, 2 being handed over, 3 handed over."""

    corpid: str
    chat_id: str
    name: str
    owner: str
    created_at: float
    notice: str = ""
    status: int = 0
    version: int = 1
    dismissed_at: float = 0.0


@dataclass
class Seat:
    """Somebody's stay in a group; `scene` 1 invited by a member, 2 by link, 3 by code; a new stay is a new seat."""

    key: str
    corpid: str
    chat_id: str
    who: str
    staff: bool
    joined_at: float
    scene: int
    invitor: str = ""
    state: str = ""
    left_at: float = 0.0


@dataclass
class Utterance:
    """Something said in a group or in a private chat (then `chat_id` is "member|customer"); only people see it, no API tells it."""

    key: str
    corpid: str
    chat_id: str
    who: str
    at: float
    text: str
    attachments: list[Json] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    msgid: str = ""


def group_chat(world: World, corpid: str, chat_id: str) -> GroupChat | None:
    """The group unless it was dismissed."""
    found = world.shelf(GroupChat).get(chat_id)
    return None if found is None or found.corpid != corpid or found.dismissed_at else found


def group_chats(world: World, corpid: str, *, owner: str = "") -> list[GroupChat]:
    """The living groups of a corp or of one owner."""
    return [g for g in world.shelf(GroupChat).values() if g.corpid == corpid and not g.dismissed_at and owner in ("", g.owner)]


def seats(world: World, chat_id: str) -> list[Seat]:
    """Who sits in a group now, in the order of joining."""
    return [s for s in world.shelf(Seat).values() if s.chat_id == chat_id and not s.left_at]


def sit_down(
    world: World, chat: GroupChat, who: str, *, at: float, scene: int, staff: bool = False, invitor: str = "", state: str = ""
) -> Seat:
    key = str(world.number("wecom.seat"))
    chat.version += 1
    world.shelf(GroupChat).put(chat.chat_id, chat)
    return world.shelf(Seat).put(key, Seat(key, chat.corpid, chat.chat_id, who, staff, at, scene, invitor, state))


def say(
    world: World,
    corpid: str,
    chat_id: str,
    *,
    who: str,
    at: float,
    text: str,
    attachments: list[Json] | None = None,
    pictures: list[str] | None = None,
    msgid: str = "",
) -> Utterance:
    key = str(world.number("wecom.utterance"))
    said = Utterance(key, corpid, chat_id, who, at, text, attachments or [], pictures or [], msgid)
    return world.shelf(Utterance).put(key, said)


def list_group_chats(world: World, call: Call) -> Json:
    owners = strings(part(call.body, "owner_filter"), "userid_list", most=100)
    status = call.number("status_filter")
    if status not in (0, 1, 2, 3):
        raise Refusal(40058, "invalid Request Parameter: status_filter should be 0 to 3")
    visible = {m.userid for m in in_sight(world, call)}
    if not owners and len(visible) > PEOPLE_IN_RANGE:
        raise Refusal(81017, "too many users in range, use owner_filter")
    chosen = [
        g for g in group_chats(world, call.account) if g.owner in visible and (not owners or g.owner in owners) and status in (0, g.status)
    ]
    shown, cursor = page(call, chosen, most=1_000, default=0, required=True)
    listed = [{"chat_id": g.chat_id, "status": g.status} for g in shown]
    return {"errcode": 0, "errmsg": "ok", "group_chat_list": listed, "next_cursor": cursor}


def get_group_chat(world: World, call: Call) -> Json:
    chat = group_chat(world, call.account, call.text("chat_id"))
    if chat is None:
        raise Refusal(40050, "invalid chatid", mark="R")
    visible = app_of(world, call).visible
    if visible and chat.owner not in visible:
        raise Refusal(84074, "no privilege to access/modify contact/party/agent", mark="R")
    named = call.number("need_name") == 1
    listed = [_shown(world, seat, named=named) for seat in seats(world, chat.chat_id)]
    shown = {
        "chat_id": chat.chat_id,
        "name": chat.name,
        "owner": chat.owner,
        "create_time": int(chat.created_at),
        "notice": chat.notice,
        "member_list": listed,
        "admin_list": [{"userid": chat.owner}],
        "member_version": f"v{chat.version}",
    }
    return {"errcode": 0, "errmsg": "ok", "group_chat": shown}


def _shown(world: World, seat: Seat, *, named: bool) -> Json:
    shown: Json = {
        "userid": seat.who,
        "type": 1 if seat.staff else 2,
        "join_time": int(seat.joined_at),
        "join_scene": seat.scene,
        "group_nickname": "",
    }
    if not seat.staff:
        customer = world.shelf(Customer).get(f"{seat.corpid}|{seat.who}")
        shown |= {"unionid": customer.unionid} if customer else {}
    if seat.invitor:
        shown["invitor"] = {"userid": seat.invitor}
    if seat.state:
        shown["state"] = seat.state
    return shown | ({"name": name_of(world, seat.corpid, seat.who)} if named else {})


routes = {
    "/cgi-bin/externalcontact/groupchat/list": post(list_group_chats, empty=("group_chat_list",)),
    "/cgi-bin/externalcontact/groupchat/get": post(get_group_chat),
}
