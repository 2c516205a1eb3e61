"""The permanent library of an account (wechat-api.md §1.2)."""

from typing import TypeVar

from studio.sandbox.call import Bytes, Call, Json, Refusal, get, post
from studio.sandbox.official_account.media import LIBRARY_IMAGES, LIBRARY_OTHERS, Media, attachment, description, keep, usable
from studio.sandbox.world import World

T = TypeVar("T")
_KINDS = ("image", "voice", "video", "thumb")


def add_material(world: World, call: Call) -> Json:
    kind = call.query.get("type") or call.fields.get("type", "")
    if len(_library(world, call.account, kind)) >= (LIBRARY_IMAGES if kind == "image" else LIBRARY_OTHERS):
        raise Refusal(45001, "media size out of limit", rule="library full", mark="C")
    about = description(call) if kind == "video" else {}
    media = keep(world, call, life="permanent", kind=kind)
    media.title, media.introduction = str(about.get("title", "")), str(about.get("introduction", ""))
    world.shelf(Media).put(media.media_id, media)
    return {"media_id": media.media_id, "url": media.url} if media.url else {"media_id": media.media_id}


def get_material(world: World, call: Call) -> Json | Bytes:
    media = usable(world, call.account, call.body.get("media_id"), at=call.at, lives=("permanent",), kinds=_KINDS)
    if media.kind == "video":
        return {"title": media.title, "description": media.introduction, "down_url": f"http://mp.weixin.qq.com/mp/video/{media.media_id}"}
    return attachment(world, media)


def get_materialcount(world: World, call: Call) -> Json:
    counts = {f"{kind}_count": len(_library(world, call.account, kind)) for kind in ("voice", "video", "image")}
    return {**counts, "news_count": 0}


def batchget_material(world: World, call: Call) -> Json:
    kind = call.text("type")
    if kind not in ("image", "video", "voice", "news"):
        raise Refusal(40004, "invalid media type")
    page = paged(_library(world, call.account, kind), call)
    items = [{"media_id": m.media_id, "name": m.name, "update_time": int(m.at), "url": m.url} for m in page]
    return {"item": items, "total_count": len(_library(world, call.account, kind)), "item_count": len(items)}


def del_material(world: World, call: Call) -> Json:
    media = usable(world, call.account, call.body.get("media_id"), at=call.at, lives=("permanent",), kinds=_KINDS)
    world.shelf(Media).drop(media.media_id)
    return {"errcode": 0, "errmsg": "ok"}


def paged(things: list[T], call: Call) -> list[T]:
    """The page that `offset` and `count` ask for: more than 20 are lowered to 20, less than one is refused with 40097 [C]."""
    offset, count = call.number("offset"), call.number("count")
    if offset < 0 or count < 1:
        raise Refusal(40097, "invalid args", rule="offset from 0, count from 1", mark="C")
    return things[offset : offset + min(count, 20)]


def _library(world: World, appid: str, kind: str) -> list[Media]:
    """Newest first."""
    kept = [m for m in world.shelf(Media).values() if m.appid == appid and m.life == "permanent" and m.kind == kind]
    return kept[::-1]


routes = {
    "/cgi-bin/material/add_material": post(add_material),
    "/cgi-bin/material/get_material": post(get_material),
    "/cgi-bin/material/get_materialcount": get(get_materialcount),
    "/cgi-bin/material/batchget_material": post(batchget_material),
    "/cgi-bin/material/del_material": post(del_material),
}
