"""What a Moment may show: text, and either pictures, or one video, or one link (wechat-api.md §1.11).

The platform prints words without numbers for these refusals; the numbers are the sandbox's choice [C].
"""

from dataclasses import dataclass, field
from typing import Any

from studio.sandbox.call import Call, Json, Refusal
from studio.sandbox.wecom.content import text_of
from studio.sandbox.wecom.media import usable
from studio.sandbox.world import World

TEXT_LENGTH = 2_000
LINK_TITLE_LENGTH = 64
MOST = {"image": 9, "video": 1, "link": 1}


@dataclass
class MomentContent:
    """`shown` as get_moment_list prints it: `image` a list, `video` and `link` an object."""

    text: str
    shown: dict[str, Any] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def moment_content(world: World, call: Call) -> MomentContent:
    content = MomentContent(text_of(call))
    if len(content.text) > TEXT_LENGTH:
        raise Refusal(45002, "invalid text size", rule="text: at most 2 000 characters", mark="C")
    attachments = call.body.get("attachments") or []
    if not content.text and not attachments:
        raise Refusal(41089, "invalid msg: text and attachments are both empty", mark="C")
    kind = _kind(attachments)
    if len(attachments) > MOST.get(kind, 0):
        raise Refusal(41064, "invalid attachments size", rule="9 pictures, or 1 video, or 1 link", mark="C")
    payloads = [attachment[kind] for attachment in attachments]
    match kind:
        case "image":
            content.pictures = [_media(world, call, one, "image") for one in payloads]
            content.shown = {"image": [{"media_id": one["media_id"]} for one in payloads]}
        case "video":
            content.files = [_media(world, call, payloads[0], "video")]
            content.shown = {"video": {"media_id": payloads[0]["media_id"], "thumb_media_id": ""}}
        case "link":
            content.pictures = [_link(world, call, payloads[0])]
            content.shown = {"link": {"title": payloads[0].get("title", ""), "url": payloads[0]["url"]}}
    return content


def _kind(attachments: Any) -> str:
    """The one kind of all attachments, empty for none."""
    mixed = Refusal(41065, "invalid attachments msgtype", rule="one kind of attachment only, payload matching msgtype", mark="C")
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise mixed
    kinds = {str(one.get("msgtype")) for one in attachments}
    if len(kinds) > 1 or (kinds and not kinds <= MOST.keys()):
        raise mixed
    kind = next(iter(kinds), "")
    if not all(isinstance(one.get(kind), dict) for one in attachments):
        raise mixed
    return kind


def _media(world: World, call: Call, payload: Json, kind: str) -> str:
    media_id = payload.get("media_id")
    if not isinstance(media_id, str) or not media_id:
        raise Refusal(41089 if kind == "video" else 40007, "invalid msg" if kind == "video" else "invalid media_id", mark="C")
    return usable(world, call.account, media_id, kind=kind, scene="moment", at=call.at).sha256


def _link(world: World, call: Call, link: Json) -> str:
    if not link.get("url"):
        raise Refusal(40058, "invalid Request Parameter: link.url is required")
    if len(str(link.get("title", ""))) > LINK_TITLE_LENGTH:
        raise Refusal(40058, "invalid Request Parameter: link.title has more than 64 characters")
    return _media(world, call, link, "image")
