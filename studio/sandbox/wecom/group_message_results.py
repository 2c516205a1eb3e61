"""Group messages read back: the list, each member's task, each customer's or chat's outcome (wechat-api.md §1.10)."""

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.group_messages import GroupMessage, asked_task, dispatched_message, tasks
from studio.sandbox.wecom.pages import page, window
from studio.sandbox.world import World


def get_groupmsg_list_v2(world: World, call: Call) -> Json:
    """Newest first [C]; tasks made through the API have no creator [R], so a creator filter leaves them out."""
    chat_type = call.text("chat_type")
    if chat_type not in ("single", "group"):
        raise Refusal(40058, "invalid Request Parameter: chat_type is required")
    begin, end = window(call, days=31)
    filter_type = call.number("filter_type", 2)
    if filter_type not in (0, 1, 2):
        raise Refusal(40058, "invalid Request Parameter: filter_type should be 0 to 2")
    chosen = [
        m
        for m in world.shelf(GroupMessage).values()
        if m.corpid == call.account and m.chat_type == chat_type and begin <= int(m.created_at) <= end
    ]
    if filter_type == 1 or call.text("creator"):
        chosen = []
    chosen.sort(key=lambda m: m.created_at, reverse=True)
    shown, cursor = page(call, chosen, most=100, default=50)
    return {"errcode": 0, "errmsg": "ok", "next_cursor": cursor, "group_msg_list": [_shown(m) for m in shown]}


def _shown(message: GroupMessage) -> Json:
    shown: Json = {"msgid": message.msgid, "create_time": int(message.created_at), "create_type": 0}
    if message.text:
        shown["text"] = {"content": message.text}
    return shown | ({"attachments": message.attachments} if message.attachments else {})


def get_groupmsg_task(world: World, call: Call) -> Json:
    """Status 0 unsent, 2 sent; no send_time while unsent."""
    message = dispatched_message(world, call)
    shown, cursor = page(call, tasks(world, message.msgid), most=1_000, default=500)
    listed = [
        {"userid": t.userid, "status": 2, "send_time": int(t.confirmed_at)} if t.confirmed_at else {"userid": t.userid, "status": 0}
        for t in shown
    ]
    return {"errcode": 0, "errmsg": "ok", "next_cursor": cursor, "task_list": listed}


def get_groupmsg_send_result(world: World, call: Call) -> Json:
    """Status 0 unsent, 1 sent, 2 not a friend, 3 had too many; chat_id and external_userid exclude each other."""
    message = dispatched_message(world, call)
    part = asked_task(world, call, message)
    shown, cursor = page(call, list(enumerate(part.targets)), most=1_000, default=500)
    name = "chat_id" if message.chat_type == "group" else "external_userid"
    listed: list[Json] = []
    for place, target in shown:
        status = part.outcomes[place] if part.confirmed_at else 0
        listed.append(
            {name: target, "userid": part.userid, "status": status} | ({"send_time": int(part.confirmed_at)} if status == 1 else {})
        )
    return {"errcode": 0, "errmsg": "ok", "next_cursor": cursor, "send_list": listed}


routes = {
    "/cgi-bin/externalcontact/get_groupmsg_list_v2": post(get_groupmsg_list_v2, empty=("group_msg_list",)),
    "/cgi-bin/externalcontact/get_groupmsg_task": post(get_groupmsg_task, empty=("task_list",)),
    "/cgi-bin/externalcontact/get_groupmsg_send_result": post(get_groupmsg_send_result, empty=("send_list",)),
}
