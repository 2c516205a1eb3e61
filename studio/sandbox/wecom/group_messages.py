"""Group messages (群发): a task for members, who confirm before anything is sent (wechat-api.md §1.10, §2 rules 30-32, 39)."""

from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.content import Content, message_content
from studio.sandbox.wecom.corps import PLATFORM, staff
from studio.sandbox.wecom.ids import new_id
from studio.sandbox.wecom.recipients import targets_of
from studio.sandbox.world import World

DISPATCH_S = 2.0
REMINDERS_A_DAY = 3
DAY_S = 86_400


@dataclass
class GroupMessage:
    """A task as created through the API; `payload` is the digest of the request, `ready_at` when its result can be asked for."""

    corpid: str
    msgid: str
    chat_type: str
    created_at: float
    ready_at: float
    text: str
    attachments: list[Json]
    pictures: list[str]
    files: list[str]
    payload: str
    reminders: list[float] = field(default_factory=list)
    cancelled_at: float = 0.0


@dataclass
class MemberTask:
    """One member's part: `targets` customers or chats, `outcomes` 0 unsent, 1 sent, 2 not a friend, 3 had too many, once confirmed."""

    corpid: str
    msgid: str
    userid: str
    targets: list[str]
    confirmed_at: float = 0.0
    outcomes: list[int] = field(default_factory=list)


def add_msg_template(world: World, call: Call) -> Json:
    """Create the task; targets without a way to them are named in fail_list, 41048 when nobody is left."""
    chat_type = call.text("chat_type", "single")
    if chat_type not in ("single", "group"):
        raise Refusal(40058, "invalid Request Parameter: chat_type should be single or group")
    content = message_content(world, call)
    targets, failed = targets_of(world, call, chat_type)
    if not targets:
        raise Refusal(41048, "no customer to send", extra={"fail_list": failed})
    message = _created(world, call, chat_type, content)
    for userid, to in targets.items():
        world.shelf(MemberTask).put(f"{message.msgid}|{userid}", MemberTask(call.account, message.msgid, userid, to))
    world.plan(message.ready_at, PLATFORM, "group_message_ready", msgid=message.msgid)
    remote = {"msgid": message.msgid, "chat_type": chat_type, "targets": targets, "fail_list": failed}
    _note(world, message, "group_message_created", at=call.at, remote=remote, rid=call.rid)
    return {"errcode": 0, "errmsg": "ok", "fail_list": failed, "msgid": message.msgid}


def _created(world: World, call: Call, chat_type: str, content: Content) -> GroupMessage:
    msgid = new_id(world, "group_message", prefix="msgGCAAA", length=40)
    ready_at = call.at + world.tuning("dispatch_s", DISPATCH_S)
    message = GroupMessage(
        call.account,
        msgid,
        chat_type,
        call.at,
        ready_at,
        content.text,
        content.attachments,
        content.pictures,
        content.files,
        world.journal.keep(call.raw),
    )
    return world.shelf(GroupMessage).put(msgid, message)


def task(world: World, msgid: str, userid: str) -> MemberTask | None:
    return world.shelf(MemberTask).get(f"{msgid}|{userid}")


def tasks(world: World, msgid: str) -> list[MemberTask]:
    return [t for t in world.shelf(MemberTask).values() if t.msgid == msgid]


def asked_message(world: World, call: Call) -> GroupMessage:
    """The task the call names; 41046 without a msgid, 41047 for a wrong one."""
    msgid = call.text("msgid")
    if not msgid:
        raise Refusal(41046, "missing msgid")
    message = world.shelf(GroupMessage).get(msgid)
    if message is None or message.corpid != call.account:
        raise Refusal(41047, "invalid msgid")
    return message


def dispatched_message(world: World, call: Call) -> GroupMessage:
    """The same, when its result can be asked for already; else 41063."""
    message = asked_message(world, call)
    if call.at < message.ready_at:
        raise Refusal(41063, "group message is being dispatched, please retry later")
    return message


def remind_groupmsg_send(world: World, call: Call) -> Json:
    """Remind members who have not confirmed: three times in 24 h, then 41094; 41093 after a cancel."""
    message = asked_message(world, call)
    if message.cancelled_at:
        raise Refusal(41093, "group message task is cancelled")
    recent = [at for at in message.reminders if at > call.at - DAY_S]
    if len(recent) >= REMINDERS_A_DAY:
        raise Refusal(41094, "remind times out of limit", rule="3 reminders per task in 24 h (rule 32)")
    message.reminders.append(call.at)
    world.shelf(GroupMessage).put(message.msgid, message)
    waiting = [t.userid for t in tasks(world, message.msgid) if not t.confirmed_at]
    world.plan(call.at, PLATFORM, "members_are_reminded", msgid=message.msgid)
    _note(world, message, "group_message_reminded", at=call.at, remote={"msgid": message.msgid, "members": waiting}, rid=call.rid)
    return {"errcode": 0, "errmsg": "ok"}


def cancel_groupmsg_send(world: World, call: Call) -> Json:
    """Stop members who have not confirmed; what was sent stays sent, and a second cancel changes nothing."""
    message = asked_message(world, call)
    if not message.cancelled_at:
        message.cancelled_at = call.at
        world.shelf(GroupMessage).put(message.msgid, message)
        stopped = [t.userid for t in tasks(world, message.msgid) if not t.confirmed_at]
        _note(world, message, "group_message_cancelled", at=call.at, remote={"msgid": message.msgid, "members": stopped}, rid=call.rid)
    return {"errcode": 0, "errmsg": "ok"}


def asked_task(world: World, call: Call, message: GroupMessage) -> MemberTask:
    """The part of the member the call names; 86003 when this member has none [C]."""
    userid = staff(world, call, call.text("userid")).userid
    found = task(world, message.msgid, userid)
    if found is None:
        raise Refusal(86003, "invalid chat member", rule="this member has no part in the task", mark="C")
    return found


def note_sent(world: World, message: GroupMessage, part: MemberTask) -> None:
    """Record in the ledger what a member's confirmation really did."""
    sent = [to for to, outcome in zip(part.targets, part.outcomes, strict=True) if outcome == 1]
    counts = {"sent": len(sent), "not_friend": part.outcomes.count(2), "over_limit": part.outcomes.count(3)}
    remote = {"msgid": message.msgid, "chat_type": message.chat_type, "userid": part.userid, "sent_to": sent, **counts}
    _note(world, message, "group_message_sent", at=part.confirmed_at, remote=remote)


def _note(world: World, message: GroupMessage, effect: str, *, at: float, remote: Json, rid: str = "") -> None:
    world.ledger.add(
        at=at,
        platform=PLATFORM,
        account=message.corpid,
        effect=effect,
        remote=remote | ({"files": message.files} if message.files else {}),
        text=message.text,
        pictures=message.pictures,
        payload=world.journal.content(message.payload),
        rid=rid,
    )


routes = {
    "/cgi-bin/externalcontact/add_msg_template": post(add_msg_template, empty=("fail_list",)),
    "/cgi-bin/externalcontact/remind_groupmsg_send": post(remind_groupmsg_send),
    "/cgi-bin/externalcontact/cancel_groupmsg_send": post(cancel_groupmsg_send),
}
