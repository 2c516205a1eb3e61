"""What comes back from readers: figures by day and comments (wechat-api.md §1.6, §1.7)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from studio.channels.answer import Answer, Done, Facts, Figure, Reaction
from studio.channels.wechat_http import Stopped
from studio.channels.wire import Wire
from studio.clock import BEIJING
from studio.rules.lookup import lookup

METRICS = {
    "reads": "read_user", "shares": "share_user", "wow": "zaikan_user", "likes": "like_user", "comments": "comment_count", "saves": "collection_user",
}  # fmt: skip
_NO_FIGURES = (48001, 61500, 61501, 61503)
_NO_COMMENTS = (88000, 88001, 48001)
_ALL_KINDS, _FIRST_ARTICLE = 0, 0


def figures_of(wire: Wire, facts: Facts, *, now: datetime) -> list[Figure]:
    """The newest cumulative figures: yesterday's at best. Before the platform has any, and for accounts that are not verified, each value is None."""
    detail: dict[str, Any] = {}
    for day in _publish_days(facts, now=now) if wire.account.verified else ():
        detail = detail or _detail(wire, facts, day, now=now)
    figures = [Figure(metric, int(detail[name]) if name in detail else None, now) for metric, name in METRICS.items()]
    total = _comment_total(wire, facts, now=now)
    return [Figure("comments", total, now) if figure.metric == "comments" and total is not None else figure for figure in figures]


def _publish_days(facts: Facts, *, now: datetime) -> list[date]:
    """The Beijing days on which it may have appeared, as far as they are over."""
    told = [datetime.fromisoformat(facts[name]) for name in ("at", "published_at") if facts.get(name)]
    yesterday = now.astimezone(BEIJING).date() - timedelta(days=1)
    first = date.fromisoformat(lookup("oa.stats.first_day", yesterday).value)
    return sorted({day for moment in told if first <= (day := moment.astimezone(BEIJING).date()) <= yesterday})


def _detail(wire: Wire, facts: Facts, day: date, *, now: datetime) -> dict[str, Any]:
    span = {"begin_date": day.isoformat(), "end_date": day.isoformat()}
    try:
        rows = wire.read("/datacube/getarticletotaldetail", span, now=now).get("list", [])
    except Stopped as stopped:
        if stopped.code in _NO_FIGURES:
            return {}
        raise
    for row in rows:
        msg_data_id, _, index = str(row["msgid"]).rpartition("_")  # the index counts from 1 here
        ours = msg_data_id == facts.get("msg_data_id") or (facts.get("url") and row.get("content_url") == facts["url"])
        if ours and index == "1":
            wire.drawer.keep(_known_as(facts), msg_data_id, until=None)
            return row["detail_list"][-1] if row.get("detail_list") else {}
    return {}


def _known_as(facts: Facts) -> str:
    return f"msg_data_id:{facts.get('article_id') or facts.get('msg_id')}"


def _msg_data_id(wire: Wire, facts: Facts) -> str:
    """From the submission, or learnt from the figures when a person published the draft; empty when unknown."""
    kept = None if facts.get("msg_data_id") else wire.drawer.take(_known_as(facts))
    return kept.value if kept else str(facts.get("msg_data_id", ""))


def _comment_total(wire: Wire, facts: Facts, *, now: datetime) -> int | None:
    msg_data_id = _msg_data_id(wire, facts)
    page = _page(wire, msg_data_id, 0, 1, now=now) if msg_data_id else None
    return int(page["total"]) if page else None


def comments_of(wire: Wire, facts: Facts, *, now: datetime) -> Iterator[Reaction]:
    """All comments, with whether they were answered; none while the account or the article has none to show."""
    msg_data_id, begin = _msg_data_id(wire, facts), 0
    size = lookup("oa.comments.page", now.astimezone(BEIJING).date()).count
    while msg_data_id and (page := _page(wire, msg_data_id, begin, size, now=now)):
        comments = page.get("comment", [])
        yield from (_reaction(msg_data_id, comment) for comment in comments)
        begin += len(comments)
        if not comments or begin >= int(page["total"]):
            return


def _page(wire: Wire, msg_data_id: str, begin: int, count: int, *, now: datetime) -> dict[str, Any] | None:
    wish = {"msg_data_id": int(msg_data_id), "index": _FIRST_ARTICLE, "begin": begin, "count": count, "type": _ALL_KINDS}
    try:
        return wire.read("/cgi-bin/comment/list", wish, now=now)
    except Stopped as stopped:
        if stopped.code in _NO_COMMENTS:
            return None
        raise


def _reaction(msg_data_id: str, comment: dict[str, Any]) -> Reaction:
    return Reaction(
        kind="comment", remote_id=f"{msg_data_id}:{comment['user_comment_id']}", person=str(comment["openid"]), text=comment.get("content"),
        at=datetime.fromtimestamp(int(comment["create_time"]), UTC), replied=bool(comment.get("reply")),  # an object in some answers, a list in others
    )  # fmt: skip


def reply_to(wire: Wire, remote_id: str, text: str, *, now: datetime) -> Answer:
    """Answer a comment by its Reaction's remote_id. One reply per comment: 88005 means that it has one, perhaps ours."""
    msg_data_id, _, comment_id = remote_id.partition(":")
    wish = {"msg_data_id": int(msg_data_id), "index": _FIRST_ARTICLE, "user_comment_id": int(comment_id), "content": text}
    try:
        wire.create("/cgi-bin/comment/reply/add", wish, now=now)
    except Stopped as stopped:
        if stopped.code == 88005:
            return Done({"replied": remote_id, "already": True})
        return stopped.answer
    return Done({"replied": remote_id})
