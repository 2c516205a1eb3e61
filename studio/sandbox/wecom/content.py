"""What a message to customers carries: text and attachments, as group messages and welcome messages share them (wechat-api.md §1.10)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal
from studio.sandbox.wecom.media import article_picture, usable
from studio.sandbox.wecom.pages import part
from studio.sandbox.world import World

TEXT_BYTES = 4_000
ATTACHMENTS = 9
LINK_TITLE_BYTES, LINK_DESC_BYTES, MINIPROGRAM_TITLE_BYTES = 128, 512, 64
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}")


@dataclass
class Content:
    """`attachments` as they were sent; `pictures` the sha256 of each picture in their order, `files` of everything else with bytes."""

    text: str
    attachments: list[Json] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def message_content(world: World, call: Call) -> Content:
    """The content of the call; 40063 when there is none, 45002, 41064, 41065, 40058 and 40007 for what does not fit."""
    content = Content(text_of(call))
    if len(content.text.encode()) > TEXT_BYTES:
        raise Refusal(45002, "content size out of limit", rule="text: at most 4 000 bytes, not characters")
    content.attachments = attachments_of(call)
    if not content.text and not content.attachments:
        raise Refusal(40063, "some parameters are empty", rule="text and attachments may not both be empty")
    if len(content.attachments) > ATTACHMENTS:
        raise Refusal(41064, "invalid attachments size", rule="at most 9 attachments")
    for attachment in content.attachments:
        _check(world, call, attachment, content)
    return content


def text_of(call: Call) -> str:
    r"""The text of the call; 40033 when it was sent with `\uXXXX` escapes."""
    text = part(call.body, "text").get("content", "")
    if not isinstance(text, str):
        raise Refusal(40058, "invalid Request Parameter: text.content should be a string")
    if _ESCAPE.search(text):
        raise Refusal(40033, r"invalid charset: \uxxxx escapes are not allowed")
    return text


def attachments_of(call: Call) -> list[Json]:
    """The attachments, each with a msgtype and the payload of that name; 41065 when they do not match."""
    attachments = call.body.get("attachments") or []
    if not isinstance(attachments, list):
        raise Refusal(40058, "invalid Request Parameter: attachments should be a list")
    for attachment in attachments:
        kind = attachment.get("msgtype") if isinstance(attachment, dict) else None
        if not isinstance(kind, str) or kind not in _CHECKS or not isinstance(attachment.get(kind), dict):
            raise Refusal(41065, "invalid attachments msgtype", rule="msgtype and payload of an attachment must match")
    return attachments


def _check(world: World, call: Call, attachment: Json, content: Content) -> None:
    kind = attachment["msgtype"]
    _CHECKS[kind](world, call, attachment[kind], content)


def _image(world: World, call: Call, image: Json, content: Content) -> None:
    """`media_id` wins over `pic_url`, which must come from uploadimg."""
    if image.get("media_id"):
        content.pictures.append(_media(world, call, image, "image"))
    elif image.get("pic_url"):
        content.pictures.append(article_picture(world, call.account, str(image["pic_url"])).sha256)
    else:
        raise Refusal(40058, "invalid Request Parameter: image needs media_id or pic_url")


def _link(_world: World, _call: Call, link: Json, _content: Content) -> None:
    _within(link, "title", LINK_TITLE_BYTES, required=True)
    _within(link, "desc", LINK_DESC_BYTES)
    _within(link, "url", 2_048, required=True)


def _miniprogram(world: World, call: Call, program: Json, content: Content) -> None:
    _within(program, "title", MINIPROGRAM_TITLE_BYTES, required=True)
    for name in ("appid", "page"):
        _within(program, name, 1_024, required=True)
    content.pictures.append(_media(world, call, program, "image", name="pic_media_id"))


def _video(world: World, call: Call, video: Json, content: Content) -> None:
    content.files.append(_media(world, call, video, "video"))


def _file(world: World, call: Call, file: Json, content: Content) -> None:
    content.files.append(_media(world, call, file, "file"))


def _media(world: World, call: Call, payload: Json, kind: str, *, name: str = "media_id") -> str:
    return usable(world, call.account, str(payload.get(name, "")), kind=kind, scene="message", at=call.at).sha256


def _within(payload: Json, name: str, most: int, *, required: bool = False) -> None:
    value = payload.get(name, "")
    if not isinstance(value, str) or (required and not value):
        raise Refusal(40058, f"invalid Request Parameter: {name} is required")
    if len(value.encode()) > most:
        raise Refusal(40058, f"invalid Request Parameter: {name} has {len(value.encode())} bytes, at most {most}")


_CHECKS: dict[str, Callable[[World, Call, Json, Content], None]] = {
    "image": _image,
    "link": _link,
    "miniprogram": _miniprogram,
    "video": _video,
    "file": _file,
}
