"""A moment's text, attachments and range (wechat-api.md §1.11), and recognising it in the platform's list."""

from datetime import datetime
from typing import Any

from studio.channels.each import inside, words
from studio.channels.message import Message, Picture, Video
from studio.channels.wecom import moment_media
from studio.channels.wire import Wire


def content_of(wire: Wire, message: Message, *, now: datetime) -> dict[str, Any]:
    """`text` and `attachments` as add_moment_task takes them: pictures, or one video, or one link; uploads what is not uploaded yet."""
    attachments = [{"msgtype": "image", "image": {"media_id": moment_media(wire, picture, now=now)}} for picture in message.pictures]
    if message.video:
        attachments.append({"msgtype": "video", "video": {"media_id": moment_media(wire, message.video, now=now)}})
    if message.link and message.link.picture:
        cover = moment_media(wire, message.link.picture, now=now)
        attachments.append({"msgtype": "link", "link": {"title": message.link.title, "url": message.link.url, "media_id": cover}})
    text = {"text": {"content": message.text}} if message.text else {}
    return text | ({"attachments": attachments} if attachments else {})


def range_of(message: Message) -> dict[str, Any]:
    """Who publishes and who sees it. No tags: public to all customers of every member in range."""
    wanted: dict[str, Any] = {}
    if message.to.members:
        wanted["sender_list"] = {"user_list": list(message.to.members)}
    if message.to.tags:
        wanted["external_contact_list"] = {"tag_list": list(message.to.tags)}
    return {"visible_range": wanted} if wanted else {}


def media_of(message: Message) -> tuple[Picture | Video | None, ...]:
    return (*message.pictures, message.video, message.link.picture if message.link else None)


def is_this(listed: dict[str, Any], message: Message) -> bool:
    """Whether an item of get_moment_list is this message: the same text, kinds, counts and link; media ids are reissued."""
    said = listed.get("text", {})
    text = words(inside(said, "content")) if isinstance(said, dict) else words(said)
    images = listed.get("image") or []
    same = (text, len(images), bool(listed.get("video"))) == (message.text, len(message.pictures), message.video is not None)
    return same and words(inside(listed, "link", "url")) == (message.link.url if message.link else "")
