"""The body of a mass message or preview: which kind it is and what of the account's it carries (wechat-api.md §1.5)."""

from dataclasses import dataclass, field
from typing import Any

from studio.sandbox.call import Call, Json, Refusal
from studio.sandbox.official_account.drafts import Draft, standing
from studio.sandbox.official_account.media import usable
from studio.sandbox.world import World

TEXT_BYTES = 2048
MOST_PICTURES = 20


@dataclass(frozen=True)
class Content:
    """What would be sent: articles for `mpnews`, else text or the sha256 of files; `draft` leaves the box when it is sent."""

    kind: str
    text: str = ""
    pictures: list[str] = field(default_factory=list)
    articles: list[Json] = field(default_factory=list)
    draft: Draft | None = None


def content_of(world: World, call: Call) -> Content:
    """Read the message of the call; 40008 for an unknown kind, 40007 for media the account does not have."""
    kind = call.text("msgtype")
    said: Any = call.body.get("images" if kind == "image" and "images" in call.body else kind)
    if kind not in ("mpnews", "text", "voice", "image", "mpvideo", "wxcard") or not isinstance(said, dict):
        raise Refusal(40008, "invalid message type")
    match kind:
        case "mpnews":
            draft = standing(world, call.account, said.get("media_id"))
            return Content(kind, draft.articles[0]["content"], [p for a in draft.articles for p in a["pictures"]], draft.articles, draft)
        case "text":
            return _text(str(said.get("content") or ""))
        case "image":
            ids = said.get("media_ids") or [said.get("media_id")]
            if not isinstance(ids, list) or len(ids) > MOST_PICTURES:
                raise Refusal(45008, "article size out of limit", mark="C")
            return Content(kind, str(said.get("recommend") or ""), [_file(world, call, one, "image") for one in ids])
        case "wxcard":
            return Content(kind, str(said.get("card_id") or ""))
        case _:
            return Content(
                kind, str(said.get("title") or ""), [_file(world, call, said.get("media_id"), "voice" if kind == "voice" else "video")]
            )


def _text(content: str) -> Content:
    if not content:
        raise Refusal(44004, "empty content")
    if len(content.encode()) > TEXT_BYTES:
        raise Refusal(45002, "content size out of limit", mark="R")
    return Content("text", content)


def _file(world: World, call: Call, media_id: object, kind: str) -> str:
    return usable(world, call.account, media_id, at=call.at, lives=("temporary", "permanent"), kinds=(kind,)).sha256
