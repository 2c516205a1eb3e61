"""Welcome messages: a code from the add event, good once and for twenty seconds (wechat-api.md §1.12, §3.1)."""

from dataclasses import dataclass

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.content import message_content
from studio.sandbox.wecom.corps import PLATFORM
from studio.sandbox.wecom.group_chats import say
from studio.sandbox.wecom.ids import new_id
from studio.sandbox.world import World

WITHIN_S = 20


@dataclass
class Welcome:
    """A code that was handed out with an add event."""

    code: str
    corpid: str
    userid: str
    external_userid: str
    made_at: float
    used: bool = False


def expect_welcome(world: World, corpid: str, userid: str, external_userid: str, *, at: float) -> str:
    code = new_id(world, "welcome", prefix="CALLBACK_", length=48)
    world.shelf(Welcome).put(code, Welcome(code, corpid, userid, external_userid, at))
    return code


def send_welcome_msg(world: World, call: Call) -> Json:
    """41051 when it was used, 41050 when unknown or older than 20 s; nothing is used up by a message that is refused."""
    welcome = world.shelf(Welcome).get(call.text("welcome_code"))
    if welcome is None or welcome.corpid != call.account:
        raise Refusal(41050, "invalid welcome_code")
    if welcome.used:
        raise Refusal(41051, "welcome message is sent already, or they started chatting")
    if call.at > welcome.made_at + WITHIN_S:
        raise Refusal(41050, "invalid welcome_code", rule="welcome codes live 20 s")
    content = message_content(world, call)
    welcome.used = True
    world.shelf(Welcome).put(welcome.code, welcome)
    room = f"{welcome.userid}|{welcome.external_userid}"
    say(
        world,
        call.account,
        room,
        who=welcome.userid,
        at=call.at,
        text=content.text,
        attachments=content.attachments,
        pictures=content.pictures,
    )
    world.ledger.add(
        at=call.at,
        platform=PLATFORM,
        account=call.account,
        effect="welcome_message_sent",
        remote={"userid": welcome.userid, "external_userid": welcome.external_userid},
        text=content.text,
        pictures=content.pictures,
        payload=call.raw,
        rid=call.rid,
    )
    return {"errcode": 0, "errmsg": "ok"}


routes = {"/cgi-bin/externalcontact/send_welcome_msg": post(send_welcome_msg)}
