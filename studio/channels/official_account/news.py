"""The list of published articles: asked for once for everything that waits on the account, and kept for a while in its drawer."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from studio.channels.each import ODD, Read, each, inside, moment, name, whole, words
from studio.channels.message import Message
from studio.channels.wechat_http import Stopped
from studio.channels.wire import Wire

BATCHGET = "/cgi-bin/freepublish/batchget"
KEPT_AS = "published"
EARLIER = timedelta(seconds=60)  # clocks differ
PAGE, PAGES = 20, 5
LATELY = timedelta(hours=2)  # how far back a list goes that serves everybody who waits


@dataclass(frozen=True)
class Listed:
    """One item of a batchget: its id (`article_id` or `media_id`), its first article, and when it changed."""

    id: str
    title: str
    author: str
    thumb: str
    url: str
    changed: int  # unix seconds

    def is_(self, message: Message, cover: str) -> bool:
        same = self.title == message.title and self.author in (message.author, "")
        return same and (not cover or self.thumb in (cover, ""))


def listed(wire: Wire, path: str, *, since: datetime, now: datetime) -> Read[Listed]:
    """Items of a batchget, newest first, that changed after `since` (less a minute); at most a hundred."""
    earliest = (since - EARLIER).timestamp()
    found: dict[str, Listed] = {}
    odd = 0
    for page in range(PAGES):
        said = wire.read(path, {"offset": page * PAGE, "count": PAGE, "no_content": 1}, now=now)
        rows = each(said.get("item"), _item, of=path)
        young = [item for item in rows.good if item.changed >= earliest and item.id not in found]
        found |= {item.id: item for item in young}
        odd += rows.odd
        if len(young) + rows.odd < PAGE:
            break
    return Read(tuple(found.values()), odd)


def _item(row: Any) -> Listed:
    """Without content a draft may come without its articles: then it is only known by its id."""
    articles = inside(row, "content", "news_item")
    first = articles[0] if isinstance(articles, list) and articles else {}
    told = {mine: words(inside(first, theirs)) for mine, theirs in _FIELDS.items()}
    changed = row.get("update_time", inside(row, "content", "update_time"))
    return Listed(name(row.get("article_id") or row.get("media_id")), changed=int(moment(changed).timestamp()), **told)


_FIELDS = {"title": "title", "author": "author", "thumb": "thumb_media_id", "url": "url"}


@dataclass(frozen=True)
class News:
    """What was published since `since`, as it stood at `at`."""

    at: datetime
    since: datetime
    items: Read[Listed]


def published(wire: Wire, *, since: datetime, young: timedelta, stretched: bool = True, now: datetime) -> News:
    """The list as it was at most `young` ago, `stretched` so that the day's calls last until midnight; Stopped when it cannot be asked for."""
    kept = _kept(wire)
    left = wire.left(BATCHGET, now=now)
    wait = max(young, (left.until - now) / max(left.calls, 1)) if stretched and left and not left.over(ENOUGH) else young
    if kept is not None and kept.since <= since and timedelta(0) <= now - kept.at < wait:
        return kept
    begin = min(since, now - LATELY)
    try:
        items = listed(wire, BATCHGET, since=begin, now=now)
    except Stopped as stopped:
        if stopped.code == 48001:  # the account may not read it
            return News(now, begin, Read())
        raise
    news = News(now, begin, items)
    held = {"at": now.isoformat(), "since": begin.isoformat(), "odd": items.odd, "items": [asdict(item) for item in items.good]}
    wire.drawer.keep(KEPT_AS, json.dumps(held), until=now + timedelta(days=1))
    return news


ENOUGH = 0.5  # while more than half of the day's calls are left nobody has to wait for them


def _kept(wire: Wire) -> News | None:
    kept = wire.drawer.take(KEPT_AS)
    if kept is None:
        return None
    try:
        held = json.loads(kept.value)
        items = Read(tuple(Listed(**item) for item in held["items"]), whole(held["odd"]))
        return News(datetime.fromisoformat(held["at"]), datetime.fromisoformat(held["since"]), items)
    except ODD:
        return None
