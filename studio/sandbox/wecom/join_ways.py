"""Join ways: codes that lead customers into groups (wechat-api.md §1.12)."""

from dataclasses import dataclass

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.group_chats import group_chat
from studio.sandbox.wecom.ids import new_id
from studio.sandbox.wecom.pages import strings
from studio.sandbox.world import World

CHATS, STATE = 5, 30


@dataclass
class JoinWay:
    """`scene` 1 mini program, 2 QR code; a full group makes way for a new one when `auto_create_room` is 1."""

    corpid: str
    config_id: str
    scene: int
    chat_id_list: list[str]
    auto_create_room: int = 1
    room_base_name: str = ""
    room_base_id: int = 1
    remark: str = ""
    state: str = ""
    mark_source: bool = True


def add_join_way(world: World, call: Call) -> Json:
    config_id = new_id(world, "join_way", prefix="", length=32)
    world.shelf(JoinWay).put(config_id, _wished(world, call, config_id))
    return {"errcode": 0, "errmsg": "ok", "config_id": config_id}


def _wished(world: World, call: Call, config_id: str) -> JoinWay:
    scene, chats = call.number("scene"), strings(call.body, "chat_id_list", most=CHATS)
    if scene not in (1, 2):
        raise Refusal(40058, "invalid Request Parameter: scene should be 1 or 2")
    if not chats or any(group_chat(world, call.account, chat_id) is None for chat_id in chats):
        raise Refusal(40050, "invalid chatid", mark="R")
    if len(call.text("state")) > STATE:
        raise Refusal(40058, "invalid Request Parameter: state has more than 30 characters")
    return JoinWay(
        call.account,
        config_id,
        scene,
        chats,
        auto_create_room=call.number("auto_create_room", 1),
        room_base_name=call.text("room_base_name"),
        room_base_id=call.number("room_base_id", 1),
        remark=call.text("remark"),
        state=call.text("state"),
        mark_source=call.body.get("mark_source", True) is True,
    )


def asked_way(world: World, call: Call) -> JoinWay:
    """The way the call names; 41091 for a wrong config_id [C]."""
    way = world.shelf(JoinWay).get(call.text("config_id"))
    if way is None or way.corpid != call.account:
        raise Refusal(41091, "invalid join way config_id", mark="C")
    return way


def get_join_way(world: World, call: Call) -> Json:
    way = asked_way(world, call)
    shown = {name: value for name, value in vars(way).items() if name != "corpid"}
    return {"errcode": 0, "errmsg": "ok", "join_way": shown | {"qr_code": f"https://wework.qpic.cn/wwpic/{way.config_id}/0"}}


def update_join_way(world: World, call: Call) -> Json:
    way = asked_way(world, call)
    world.shelf(JoinWay).put(way.config_id, _wished(world, call, way.config_id))
    return {"errcode": 0, "errmsg": "ok"}


def del_join_way(world: World, call: Call) -> Json:
    world.shelf(JoinWay).drop(asked_way(world, call).config_id)
    return {"errcode": 0, "errmsg": "ok"}


routes = {
    "/cgi-bin/externalcontact/groupchat/add_join_way": post(add_join_way),
    "/cgi-bin/externalcontact/groupchat/get_join_way": post(get_join_way),
    "/cgi-bin/externalcontact/groupchat/update_join_way": post(update_join_way),
    "/cgi-bin/externalcontact/groupchat/del_join_way": post(del_join_way),
}
