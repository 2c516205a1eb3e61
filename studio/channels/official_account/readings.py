"""What comes back from readers: figures by day and comments (wechat-api.md §1.6, §1.7)."""

from datetime import date, datetime, timedelta
from typing import Any

from studio.channels.answer import Answer, Done, Facts, Figure, Reaction, Reactions
from studio.channels.each import each, moment, name, whole, whole_or_none, words
from studio.channels.wechat_http import Stopped
from studio.channels.wire import Wire
from studio.clock import BEIJING
from studio.rules.lookup import lookup

METRICS = {
    "reads": "read_user", "shares": "share_user", "wow": "zaikan_user", "likes": "like_user", "comments": "comment_count", "saves": "collection_user",
}  # fmt: skip
_NO_FIGURES = (48001, 61500, 61501, 61503)
GONE = (88004, 88008)  # deleted by its author, by the account or by the platform
DETAIL = "/datacube/getarticletotaldetail"
_PAGES = 200
_NO_COMMENTS = (88000, 88001, 48001)
_ALL_KINDS, _FIRST_ARTICLE = 0, 0


def figures_of(wire: Wire, facts: Facts, *, now: datetime) -> list[Figure]:
    """The newest cumulative figures: yesterday's at best. Before the platform has any, and for accounts that are not verified, each value is None."""
    detail: dict[str, Any] = {}
    for day in _publish_days(facts, now=now) if wire.account.verified else ():
        detail = detail or _detail(wire, facts, day, now=now)
    figures = [Figure(metric, whole_or_none(detail.get(theirs)), now) for metric, theirs in METRICS.items()]
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
        said = wire.read(DETAIL, span, now=now)
    except Stopped as stopped:
        if stopped.code in _NO_FIGURES:
            return {}
        raise
    for msg_data_id, url, detail in each(said.get("list"), _first_article, of=DETAIL).good:
        if msg_data_id is not None and (msg_data_id == facts.get("msg_data_id") or (facts.get("url") and url == facts["url"])):
            wire.drawer.keep(_known_as(facts), msg_data_id, until=None)
            return detail
    return {}


def _first_article(row: Any) -> tuple[str | None, str, dict[str, Any]]:
    """Of one article: its msg_data_id (None where it is not the first of its message, counted from 1 here), its address and its newest figures."""
    msg_data_id, _, index = name(row["msgid"]).rpartition("_")
    days = each(row.get("detail_list"), dict, of=DETAIL).good
    return (msg_data_id if index == "1" else None), words(row.get("content_url")), days[-1] if days else {}


def _known_as(facts: Facts) -> str:
    return f"msg_data_id:{facts.get('article_id') or facts.get('msg_id')}"


def _msg_data_id(wire: Wire, facts: Facts) -> str:
    """From the submission, or learnt from the figures when a person published the draft; empty when unknown."""
    kept = None if facts.get("msg_data_id") else wire.drawer.take(_known_as(facts))
    return kept.value if kept else str(facts.get("msg_data_id", ""))


def _comment_total(wire: Wire, facts: Facts, *, now: datetime) -> int | None:
    msg_data_id = _msg_data_id(wire, facts)
    page = _page(wire, msg_data_id, 0, 1, now=now) if msg_data_id else None
    return whole_or_none(page.get("total")) if page else None


def comments_of(wire: Wire, facts: Facts, *, now: datetime) -> Reactions:
    """All comments, with whether they were answered; none while the account or the article has none to show."""
    msg_data_id = _msg_data_id(wire, facts)
    size = lookup("oa.comments.page", now.astimezone(BEIJING).date()).count
    told: dict[str, Reaction] = {}
    begin = odd = 0
    for _ in range(_PAGES if msg_data_id else 0):
        page = _page(wire, msg_data_id, begin, size, now=now)
        if page is None:
            break
        found = each(page.get("comment"), lambda row: _reaction(msg_data_id, row), of="comment/list")
        fresh = {one.remote_id: one for one in found.good if one.remote_id not in told}
        told, odd, begin = told | fresh, odd + found.odd, begin + len(found.good) + found.odd
        total = whole_or_none(page.get("total"))
        if not (fresh or found.odd) or total is None or begin >= total:
            return Reactions(tuple(told.values()), whole=odd == 0 and total is not None and len(told) >= total, unreadable=odd)
    return Reactions(tuple(told.values()), unreadable=odd)


def _page(wire: Wire, msg_data_id: str, begin: int, count: int, *, now: datetime) -> dict[str, Any] | None:
    number = whole_or_none(msg_data_id)
    if number is None:
        return None
    wish = {"msg_data_id": number, "index": _FIRST_ARTICLE, "begin": begin, "count": count, "type": _ALL_KINDS}
    try:
        return wire.read("/cgi-bin/comment/list", wish, now=now)
    except Stopped as stopped:
        if stopped.code in _NO_COMMENTS:
            return None
        raise


def _reaction(msg_data_id: str, comment: Any) -> Reaction:
    """One comment; who has no WeChat identity comments without an openid."""
    text, reply = comment.get("content"), comment.get("reply")  # a reply is an object in some answers, a list in others
    return Reaction(
        kind="comment", remote_id=f"{msg_data_id}:{name(comment['user_comment_id'])}", person=words(comment.get("openid")),
        text=text if isinstance(text, str) else None, at=moment(comment["create_time"]), replied=bool(reply),
    )  # fmt: skip


def reply_to(wire: Wire, remote_id: str, text: str, *, now: datetime) -> Answer:
    """Answer a comment by its Reaction's remote_id. 88005 means that it has its one reply, perhaps ours; what is no longer there (GONE) takes none."""
    msg_data_id, _, comment_id = remote_id.partition(":")
    wish = {"msg_data_id": whole(msg_data_id), "index": _FIRST_ARTICLE, "user_comment_id": whole(comment_id), "content": text}
    try:
        wire.create("/cgi-bin/comment/reply/add", wish, now=now)
    except Stopped as stopped:
        if stopped.code == 88005:
            return Done({"replied": remote_id, "already": True})
        return stopped.answer
    return Done({"replied": remote_id})
