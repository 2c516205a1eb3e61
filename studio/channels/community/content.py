"""A group message's text and attachments (wechat-api.md §1.10), and recognising them in the platform's list."""

from datetime import datetime
from typing import Any

from studio.channels.each import inside, words
from studio.channels.message import Link, Message, MiniProgram, Picture
from studio.channels.wecom import message_media, picture_address
from studio.channels.wire import Wire


def content_of(wire: Wire, message: Message, *, now: datetime) -> dict[str, Any]:
    """`text` and `attachments` as add_msg_template takes them; uploads what is not uploaded yet."""
    images = [{"msgtype": "image", "image": {"media_id": message_media(wire, picture, now=now)}} for picture in message.pictures]
    cards = [
        *([_link(wire, message.link, now)] if message.link else []),
        *([_mini(wire, message.mini_program, now)] if message.mini_program else []),
    ]
    text = {"text": {"content": message.text}} if message.text else {}
    return text | ({"attachments": [*images, *cards]} if images or cards else {})


def pictures_of(message: Message) -> tuple[Picture | None, ...]:
    link, program = message.link, message.mini_program
    return (*message.pictures, link.picture if link else None, program.picture if program else None)


def is_this(listed: dict[str, Any], message: Message) -> bool:
    """Whether an item of get_groupmsg_list_v2 is this message: the same text and the same attachments but for media ids, which are reissued."""
    text = words(inside(listed, "text", "content"))
    return text == message.text and [_mark(one) for one in listed.get("attachments") or []] == _marks(message)


def _marks(message: Message) -> list[tuple[str, str]]:
    marks = [("image", "") for _ in message.pictures]
    marks += [("link", message.link.url)] if message.link else []
    return marks + ([("miniprogram", message.mini_program.page)] if message.mini_program else [])


def _mark(attachment: dict[str, Any]) -> tuple[str, str]:
    kind = str(attachment.get("msgtype"))
    return kind, words(inside(attachment, kind, {"link": "url", "miniprogram": "page"}.get(kind, "")))


def _link(wire: Wire, link: Link, now: datetime) -> dict[str, Any]:
    card = {"title": link.title or link.url, "url": link.url}
    card |= {"desc": link.summary} if link.summary else {}
    card |= {"picurl": picture_address(wire, link.picture, now=now)} if link.picture else {}
    return {"msgtype": "link", "link": card}


def _mini(wire: Wire, program: MiniProgram, now: datetime) -> dict[str, Any]:
    card = {"title": program.title, "appid": program.appid, "page": program.page}
    card |= {"pic_media_id": message_media(wire, program.picture, now=now)} if program.picture else {}
    return {"msgtype": "miniprogram", "miniprogram": card}
