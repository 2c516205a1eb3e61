"""Group robots: a webhook key that writes into one internal group (wechat-api.md §1.12, §2 rule 37)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom import measure
from studio.sandbox.wecom.corps import PLATFORM
from studio.sandbox.wecom.group_chats import say
from studio.sandbox.wecom.ids import new_id
from studio.sandbox.wecom.media import DAYS_3_S, MB, Media
from studio.sandbox.wecom.pages import part
from studio.sandbox.world import World

A_MINUTE = 20
BYTES_OF = {"text": 2_048, "markdown": 4_096, "markdown_v2": 4_096}
PICTURE, FILE = 2 * MB, 20 * MB
ARTICLES = 8


@dataclass
class Robot:
    """A robot of an internal group; `sent` holds the times of the last minute."""

    key: str
    corpid: str
    name: str
    disabled: bool = False
    sent: list[float] = field(default_factory=list)


def send(world: World, call: Call) -> Json:
    """One message into the robot's group; the 21st in a minute gives 45009."""
    robot = _robot(world, call)
    kind = call.text("msgtype")
    payload = call.body.get(kind)
    if kind not in (*BYTES_OF, "image", "news", "file", "voice", "template_card") or not isinstance(payload, dict):
        raise Refusal(40008, "invalid message type", rule="msgtype and payload must match")
    text, pictures = _shown(world, robot, kind, payload, at=call.at)
    robot.sent = [at for at in robot.sent if at > call.at - 60]
    if len(robot.sent) >= A_MINUTE:
        raise Refusal(45009, "api freq out of limit", rule="20 messages a minute per key (rule 37)")
    robot.sent.append(call.at)
    world.shelf(Robot).put(robot.key, robot)
    say(world, robot.corpid, f"robot|{robot.key}", who=robot.name, at=call.at, text=text, pictures=pictures)
    world.ledger.add(
        at=call.at,
        platform=PLATFORM,
        account=robot.corpid,
        effect="robot_message_sent",
        remote={"robot": robot.name, "msgtype": kind},
        text=text,
        pictures=pictures,
        payload=call.raw,
        rid=call.rid,
    )
    return {"errcode": 0, "errmsg": "ok"}


def _robot(world: World, call: Call) -> Robot:
    robot = world.shelf(Robot).get(call.query.get("key", ""))
    if robot is None:
        raise Refusal(93000, "invalid webhook url")
    if robot.disabled:
        raise Refusal(93004, "robot is disabled")
    call.account = robot.corpid
    return robot


def _shown(world: World, robot: Robot, kind: str, payload: Json, *, at: float) -> tuple[str, list[str]]:
    """What the group will see of it: words, and pictures by their sha256."""
    match kind:
        case "image":
            return "", [_picture(world, payload)]
        case "news":
            return _news(payload), []
        case "file" | "voice":
            return f"[{kind}] {_uploaded(world, robot, payload, at=at).filename}", []
        case "template_card":
            return str(part(payload, "main_title").get("title") or "[template_card]"), []
        case _:
            return _text(kind, payload), []


def _text(kind: str, payload: Json) -> str:
    content = payload.get("content")
    if not isinstance(content, str) or not content:
        raise Refusal(44004, "empty content")
    if len(content.encode()) > BYTES_OF[kind]:
        raise Refusal(40058, f"invalid Request Parameter: {kind}.content exceed max length {BYTES_OF[kind]}", rule="bytes, not characters")
    return content


def _picture(world: World, payload: Json) -> str:
    try:
        content = base64.b64decode(payload.get("base64") or "", validate=True)
    except (binascii.Error, TypeError, ValueError) as broken:
        raise Refusal(40009, "invalid image size", rule="not base64", mark="R") from broken
    if len(content) > PICTURE or not content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise Refusal(40009, "invalid image size", rule="jpg or png of at most 2 MB before base64")
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != str(payload.get("md5", "")).lower():
        raise Refusal(301019, "media md5 not match", mark="R")
    return world.journal.keep(content)


def _news(payload: Json) -> str:
    articles = payload.get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= ARTICLES or not all(isinstance(a, dict) for a in articles):
        raise Refusal(40058, "invalid Request Parameter: news.articles should be 1 to 8", mark="R")
    if not all(a.get("title") and a.get("url") for a in articles):
        raise Refusal(40058, "invalid Request Parameter: an article needs title and url", mark="R")
    return "\n".join(str(a["title"]) for a in articles)


def _uploaded(world: World, robot: Robot, payload: Json, *, at: float) -> Media:
    found = world.shelf(Media).get(str(payload.get("media_id", "")))
    if found is None or found.corpid != robot.corpid or at >= found.created_at + DAYS_3_S:
        raise Refusal(40007, "invalid media_id")
    return found


def upload_media(world: World, call: Call) -> Json:
    """A file or voice for this robot; more than 5 bytes, at most 20 MB [R]."""
    robot = _robot(world, call)
    kind = call.query.get("type", "")
    if kind not in ("file", "voice"):
        raise Refusal(40004, "invalid media type")
    received = call.files.get("media")
    if received is None:
        raise Refusal(41005, "media data missing")
    if len(received.content) <= 5:
        raise Refusal(40006, "invalid media size", mark="R")
    measure.of_kind(received, kind, largest=FILE if kind == "file" else PICTURE)
    media_id = new_id(world, "media", prefix="3", length=64)
    sha256 = world.journal.keep(received.content)
    world.shelf(Media).put(
        media_id, Media(media_id, robot.corpid, kind, "message", sha256, received.filename, received.content_type, call.at)
    )
    return {"errcode": 0, "errmsg": "ok", "type": kind, "media_id": media_id, "created_at": str(int(call.at))}


routes = {"/cgi-bin/webhook/send": post(send, token=False), "/cgi-bin/webhook/upload_media": post(upload_media, token=False)}
