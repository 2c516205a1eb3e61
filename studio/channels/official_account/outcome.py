"""What became of what was submitted: asked often while news is likely, seldom later, and together for all that wait on an account."""

from datetime import UTC, datetime, timedelta

from studio.channels.answer import Accepted, Answer, Blame, Facts, NotSent, Sent
from studio.channels.channel import Left
from studio.channels.each import each, inside, name, whole, words
from studio.channels.message import Message
from studio.channels.official_account.drafts import still_there
from studio.channels.official_account.news import Listed, published
from studio.channels.official_account.settings import Way, may_publish
from studio.channels.wechat_http import OVER_QUOTA, Stopped
from studio.channels.wire import Wire
from studio.errors import Words

GET, DRAFT_GET = "/cgi-bin/freepublish/get", "/cgi-bin/draft/get"
OK, RUNNING, NOT_ORIGINAL, FAILED, REFUSED, DELETED, BANNED = range(7)
A_DAY, YOUNG = timedelta(days=1), timedelta(minutes=10)
PAUSES = tuple(
    (timedelta(seconds=age), timedelta(seconds=pause))
    for age, pause in ((10, 5), (40, 10), (180, 30), (600, 120), (3600, 600), (6 * 3600, 1800), (3 * 86_400, 3600))
)
"""How old, and how long until it is asked again; older ones every three hours."""
SELDOM, A_PERSONS_PAUSE = timedelta(hours=3), timedelta(minutes=10)
DRAFT_READY = Words("草稿已备好，等人点发布", "the draft is ready, somebody has to publish it")
DRAFT_GONE = Words(
    "草稿已不在草稿箱：请确认是发布了还是删除了", "the draft has left the box: please say whether it was published or deleted"
)


def what_became(wire: Wire, message: Message, facts: Facts, *, now: datetime) -> Answer:
    """Ask the platform about what was submitted."""
    if facts.get("article_id"):  # found by reconcile
        return Sent(facts["article_id"], facts)
    if facts["way"] == Way.DRAFT:
        return _did_somebody_publish(wire, message, facts, now=now)
    if facts["way"] == Way.MASS:
        return _mass_status(wire, facts, now=now)
    return _publish_status(wire, message, facts, now=now)


def _publish_status(wire: Wire, message: Message, facts: Facts, *, now: datetime) -> Answer:
    """By its own question while the day's calls last, else by the list that answers for everything on the account."""
    if worth_a_question(wire.left(GET, now=now), facts, now=now):
        return _own_question(wire, facts, now=now)
    try:
        seen = published_since(wire, message, facts, since=_last_listed(facts), now=now)
    except Stopped as stopped:
        if stopped.code not in OVER_QUOTA:
            raise
        return _own_question(wire, facts, now=now)
    if not seen:
        return Accepted(_noted(facts, listed_at=now.isoformat()), ask_at=now + pause(_age(facts, now)))
    try:
        return _own_question(wire, facts, now=now)
    except Stopped as stopped:
        if stopped.code not in OVER_QUOTA:
            raise
        return Sent(seen["article_id"], seen)


def _own_question(wire: Wire, facts: Facts, *, now: datetime) -> Answer:
    said = wire.read(GET, {"publish_id": facts["publish_id"]}, now=now, gives=("publish_status",))
    status = whole(said["publish_status"])
    if status == OK:
        article_id = name(said.get("article_id"))
        urls = each(inside(said, "article_detail", "item"), lambda item: name(item["article_url"]), of=GET)
        return Sent(article_id, {"article_id": article_id, "url": urls.good[0] if urls.good else "", "published_at": now.isoformat()})
    if status == RUNNING:
        return Accepted(_noted(facts, asked_at=now.isoformat()), ask_at=now + pause(_age(facts, now)))
    return _refused(status)


def worth_a_question(left: Left | None, facts: Facts, *, now: datetime) -> bool:
    """Whether a question about this one alone is worth one of the day's calls.

    What was pushed to us is looked at. The first minutes may use half of the calls; later ones are spread over the day; a tenth is kept for what
    the list shows as published.
    """
    if left is None:
        return True
    if facts.get("heard_at", "") > facts.get("asked_at", ""):
        return left.calls > 0
    if "asked_at" not in facts:
        return left.over(0.2)
    if _age(facts, now) < YOUNG:
        return left.over(0.5)
    return left.over(0.1) and left.over((left.until - now) / A_DAY)


def _noted(facts: Facts, **more: object) -> Facts:
    """What is known with what this question told; when it was heard of stands in a row of its own."""
    return {known: value for known, value in facts.items() if known != "heard_at"} | more


def pause(age: timedelta) -> timedelta:
    """How long until the next question about something of this age."""
    return next((wait for limit, wait in PAUSES if age < limit), SELDOM)


def _age(facts: Facts, now: datetime) -> timedelta:
    return now - datetime.fromisoformat(facts["at"])


def _last_listed(facts: Facts) -> datetime:
    """Since when the list has to be looked through: what it did not show before may be shown since then."""
    return datetime.fromisoformat(facts.get("listed_at") or facts["at"]) - timedelta(hours=1)


def _refused(status: int) -> NotSent:
    if status in (DELETED, BANNED):
        gone = (
            Words("发布后已被删除", "deleted after it was published")
            if status == DELETED
            else Words("发布后被平台封禁", "banned after it was published")
        )
        return NotSent(Blame.ASK_A_PERSON, gone, Words("在公众号后台查看原因", "see the reason in the console"))
    why = {
        NOT_ORIGINAL: Words("原创声明没有通过", "the claim of originality failed"),
        REFUSED: Words("平台审核没有通过", "the platform's review refused it"),
    }
    reason = why.get(status, Words("平台发布失败", "the platform failed to publish it"))
    return NotSent(Blame.FIX_THE_POST, reason, Words("修改内容后重新送审", "change the post and hand it in again"), field="html")


def _mass_status(wire: Wire, facts: Facts, *, now: datetime) -> Answer:
    status = words(wire.read("/cgi-bin/message/mass/get", {"msg_id": facts["msg_id"]}, now=now, gives=("msg_status",))["msg_status"])
    match status.upper().replace(" ", "_"):
        case "SEND_SUCCESS":
            return Sent(facts["msg_id"], {"msg_id": facts["msg_id"], "published_at": now.isoformat()})
        case "SENDING":
            return Accepted(facts, ask_at=now + pause(_age(facts, now)))
        case "DELETE":
            return NotSent(Blame.ASK_A_PERSON, Words("群发已被删除", "the mass send was deleted"))
        case _:
            return NotSent(
                Blame.FIX_THE_POST, Words("群发没有通过", "the mass send failed"),
                Words("在公众号后台看原因，修改后重新送审", "see the reason in the console, change the post and hand it in again"),
            )  # fmt: skip


def _did_somebody_publish(wire: Wire, message: Message, facts: Facts, *, now: datetime) -> Answer:
    """Sent only when the article itself is seen: a draft also leaves the box when it is deleted."""
    found = published_since(wire, message, facts, since=_last_listed(facts), now=now)
    if found:
        return Sent(found["article_id"], found)
    left = wire.left(DRAFT_GET, now=now)
    gone = bool(facts.get("draft_gone")) if left and not left.over(0.1) else not still_there(wire, facts["media_id"], now=now)
    ask_at = now + max(pause(_age(facts, now)), A_PERSONS_PAUSE)
    return Accepted(
        _noted(facts, draft_gone=gone, listed_at=now.isoformat()),
        ask_at=ask_at,
        waiting_for=DRAFT_GONE if gone else DRAFT_READY,
        person=True,
    )


def published_since(wire: Wire, message: Message, facts: Facts, *, since: datetime, now: datetime, fresh: bool = False) -> Facts:
    """The article's facts when the list of published articles shows it; empty when not, or when the account may not read the list.

    `fresh`: what is not listed may be repeated, so the list is as of now.
    """
    if not may_publish(wire.account):
        return {}
    began = datetime.fromisoformat(facts["at"]) if "at" in facts else since
    young = timedelta() if fresh else timedelta(seconds=30) if now - began < YOUNG else timedelta(minutes=15)
    news = published(wire, since=since, young=young, stretched=not fresh, now=now)
    for item in news.items.good:
        if item.changed >= (began - timedelta(minutes=1)).timestamp() and item.is_(message, facts.get("thumb", "")):
            return _as_facts(item)
    return {}


def _as_facts(item: Listed) -> Facts:
    return {"article_id": item.id, "url": item.url, "published_at": datetime.fromtimestamp(item.changed, UTC).isoformat()}
