"""The draft box (wechat-api.md §1.3): drafts leave it when they are published or sent."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.sandbox.call import Call, Json, Refusal, get, post
from studio.sandbox.official_account.accounts import PLATFORM, caller
from studio.sandbox.official_account.articles import MOST_ARTICLES, accepted, shown
from studio.sandbox.official_account.material import paged
from studio.sandbox.world import World


@dataclass
class Draft:
    """Articles that wait for somebody; `payload_sha256` is the digest of the last body that wrote it."""

    media_id: str
    appid: str
    articles: list[Json]
    created_at: float
    updated_at: float
    payload_sha256: str


def draft_add(world: World, call: Call) -> Json:
    account = caller(world, call)
    wished = call.body.get("articles")
    if not isinstance(wished, list) or not wished:
        raise Refusal(47001, "data format error: articles must be a list")
    if len(wished) > MOST_ARTICLES:
        raise Refusal(45008, "article size out of limit", rule="at most 8 articles in a draft", mark="C")
    if call.escaped:
        call.note("escaped characters are kept as six literal ones", "P")
    articles = [accepted(world, call, account, article, alone=len(wished) == 1) for article in wished]
    media_id = _new_id(world, call.account)
    digest = hashlib.sha256(call.raw).hexdigest()
    world.shelf(Draft).put(media_id, Draft(media_id, call.account, articles, call.at, call.at, digest))
    _record(world, call, "draft_added", media_id, articles)
    return {"media_id": media_id}


def draft_update(world: World, call: Call) -> Json:
    account = caller(world, call)
    draft = standing(world, call.account, call.body.get("media_id"))
    index = call.number("index")
    if not 0 <= index < len(draft.articles):
        raise Refusal(40114, "invalid index value")
    article: Any = call.body.get("articles")
    draft.articles[index] = accepted(world, call, account, article, alone=len(draft.articles) == 1)
    draft.updated_at, draft.payload_sha256 = call.at, hashlib.sha256(call.raw).hexdigest()
    world.shelf(Draft).put(draft.media_id, draft)
    _record(world, call, "draft_updated", draft.media_id, draft.articles)
    return {"errcode": 0, "errmsg": "ok"}


def draft_get(world: World, call: Call) -> Json:
    draft = standing(world, call.account, call.body.get("media_id"))
    return {"news_item": _items(draft, content=True), "create_time": int(draft.created_at), "update_time": int(draft.updated_at)}


def draft_delete(world: World, call: Call) -> Json:
    draft = standing(world, call.account, call.body.get("media_id"))
    world.shelf(Draft).drop(draft.media_id)
    _record(world, call, "draft_deleted", draft.media_id, draft.articles)
    return {"errcode": 0, "errmsg": "ok"}


def draft_batchget(world: World, call: Call) -> Json:
    drafts = sorted(_of(world, call.account), key=lambda d: d.updated_at, reverse=True)
    items = [
        {"media_id": d.media_id, "update_time": int(d.updated_at)}
        | content_of(world, call, lambda content, d=d: _items(d, content=content), made=d.created_at, changed=d.updated_at)
        for d in paged(drafts, call)
    ]
    return {"total_count": len(drafts), "item_count": len(items), "item": items}


def content_of(world: World, call: Call, items: Callable[[bool], list[Json]], *, made: float, changed: float) -> Json:
    """The `content` of an item of a batchget; on demand (tuning `bare_lists`) without one when no content is wanted."""
    without = call.number("no_content") == 1
    if without and world.tuning("bare_lists", 0):
        return {}
    return {"content": {"news_item": items(not without), "create_time": int(made), "update_time": int(changed)}}


def draft_count(world: World, call: Call) -> Json:
    return {"total_count": len(_of(world, call.account))}


def standing(world: World, appid: str, media_id: object) -> Draft:
    """The draft, while it is in the box of this account; else 40007."""
    draft = world.shelf(Draft).get(str(media_id))
    if draft is None or draft.appid != appid:
        raise Refusal(40007, "invalid media_id")
    return draft


def taken_out(world: World, draft: Draft) -> Draft:
    """The draft leaves the box because it is published or sent [D O1]; that this happens at submission is our choice [C]."""
    world.shelf(Draft).drop(draft.media_id)
    return draft


def _of(world: World, appid: str) -> list[Draft]:
    return [draft for draft in world.shelf(Draft).values() if draft.appid == appid]


def _items(draft: Draft, *, content: bool) -> list[Json]:
    preview = f"http://mp.weixin.qq.com/s?__biz={draft.appid}&tempkey={draft.media_id[:24]}"
    return [shown(article, content=content) | {"url": f"{preview}&idx={n}"} for n, article in enumerate(draft.articles, 1)]


def _new_id(world: World, appid: str) -> str:
    about = f"{world.facts.seed}|{appid}|draft|{world.number('draft')}"
    return base64.urlsafe_b64encode(hashlib.sha384(about.encode()).digest()).decode()


def _record(world: World, call: Call, effect: str, media_id: str, articles: list[Json]) -> None:
    world.ledger.add(
        at=call.at,
        platform=PLATFORM,
        account=call.account,
        effect=effect,
        remote={"media_id": media_id},
        title=articles[0]["title"],
        text=articles[0]["content"],
        pictures=[picture for article in articles for picture in article["pictures"]],
        payload=call.raw,
        rid=call.rid,
    )


routes = {
    "/cgi-bin/draft/add": post(draft_add),
    "/cgi-bin/draft/update": post(draft_update),
    "/cgi-bin/draft/get": post(draft_get),
    "/cgi-bin/draft/delete": post(draft_delete),
    "/cgi-bin/draft/batchget": post(draft_batchget),
    "/cgi-bin/draft/count": get(draft_count),
}
