"""From the draft box to the readers: published, mass-sent, or left for a person, and what became of it (wechat-api.md §1.4, §1.5)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from studio.channels.answer import Accepted, Answer, Blame, Facts, NotSent, Sent, Unknown
from studio.channels.message import Message
from studio.channels.official_account.drafts import is_this, listed, still_there
from studio.channels.official_account.settings import Way
from studio.channels.wechat_http import Stopped
from studio.channels.wire import Wire
from studio.errors import Words

OK, RUNNING, NOT_ORIGINAL, FAILED, REFUSED, DELETED, BANNED = range(7)
_PERSON_EVERY = timedelta(minutes=10)
DRAFT_READY = Words("草稿已备好，等人点发布", "the draft is ready, somebody has to publish it")
DRAFT_GONE = Words(
    "草稿已不在草稿箱：请确认是发布了还是删除了", "the draft has left the box: please say whether it was published or deleted"
)
CONSUMED = Words("草稿已不在，可能上一次请求已经成功", "the draft is gone; an earlier request may have succeeded")


def submit(wire: Wire, message: Message, way: Way, draft: Facts, *, now: datetime) -> Answer:
    """Publish, mass-send or leave the draft. An account that may not publish (48001) falls back to the draft."""
    facts: Facts = {"way": way.value, "media_id": draft["media_id"], "at": now.isoformat()}
    if way is Way.DRAFT:
        return left_to_a_person(facts, now=now)
    try:
        return _ACTS[way](wire, message, facts, now)
    except Stopped as stopped:
        match stopped.code:
            case 48001:
                return left_to_a_person(facts | {"way": Way.DRAFT.value, "refused": 48001}, now=now)
            case 45065:  # our own clientmsgid: the mass send exists, its id is in the answer
                return _mass_accepted(facts, stopped.body, now=now)
            case 40007:
                return Unknown(CONSUMED, stopped.answer.rid)
            case _:
                raise


def left_to_a_person(facts: Facts, *, now: datetime) -> Accepted:
    return Accepted(facts, ask_at=now + _PERSON_EVERY, waiting_for=DRAFT_READY, person=True)


def _publish(wire: Wire, _message: Message, facts: Facts, now: datetime) -> Answer:
    said = wire.create("/cgi-bin/freepublish/submit", {"media_id": facts["media_id"]}, now=now, gives=("publish_id",))
    ids = {"publish_id": str(said["publish_id"]), "msg_data_id": str(said.get("msg_data_id", ""))}
    return Accepted(facts | ids, ask_at=now + timedelta(seconds=5))


def _mass_send(wire: Wire, message: Message, facts: Facts, now: datetime) -> Answer:
    body: dict[str, Any] = {"msgtype": "mpnews", "mpnews": {"media_id": facts["media_id"]}, "send_ignore_reprint": 0}
    path, whom = _audience(message)
    said = wire.create(path, {**whom, **body, "clientmsgid": message.marker}, now=now, gives=("msg_id",))
    return _mass_accepted(facts, said, now=now)


def _audience(message: Message) -> tuple[str, dict[str, Any]]:
    if message.to.people:
        return "/cgi-bin/message/mass/send", {"touser": list(message.to.people)}
    if message.to.tags:
        return "/cgi-bin/message/mass/sendall", {"filter": {"is_to_all": False, "tag_id": int(message.to.tags[0])}}
    return "/cgi-bin/message/mass/sendall", {"filter": {"is_to_all": True}}


def _mass_accepted(facts: Facts, said: dict[str, Any], *, now: datetime) -> Accepted:
    ids = {"msg_id": str(said["msg_id"]), "msg_data_id": str(said.get("msg_data_id", ""))}
    return Accepted(facts | ids, ask_at=now + timedelta(seconds=10))


_ACTS: dict[Way, Callable[[Wire, Message, Facts, datetime], Answer]] = {Way.FREEPUBLISH: _publish, Way.MASS: _mass_send}


def what_became(wire: Wire, message: Message, facts: Facts, *, now: datetime) -> Answer:
    """Ask the platform about what was submitted."""
    if facts.get("article_id"):  # found by reconcile
        return Sent(facts["article_id"], facts)
    if facts["way"] == Way.DRAFT:
        return _did_somebody_publish(wire, message, facts, now=now)
    if facts["way"] == Way.MASS:
        return _mass_status(wire, facts, now=now)
    return _publish_status(wire, facts, now=now)


def _publish_status(wire: Wire, facts: Facts, *, now: datetime) -> Answer:
    said = wire.read("/cgi-bin/freepublish/get", {"publish_id": facts["publish_id"]}, now=now, gives=("publish_status",))
    status = int(said["publish_status"])
    if status == OK:
        urls = [item["article_url"] for item in said.get("article_detail", {}).get("item", [])]
        found = {"article_id": said["article_id"], "url": urls[0] if urls else "", "published_at": now.isoformat()}
        return Sent(said["article_id"], found)
    if status == RUNNING:
        return Accepted(facts, ask_at=now + _patience(facts, now))
    return _refused(status)


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


def _patience(facts: Facts, now: datetime) -> timedelta:
    """5, 10, 30 seconds, then every minute, by how long it has been running."""
    waited = (now - datetime.fromisoformat(facts["at"])).total_seconds()
    return timedelta(seconds=next((pause for limit, pause in ((10, 5), (40, 10), (180, 30)) if waited < limit), 60))


def _mass_status(wire: Wire, facts: Facts, *, now: datetime) -> Answer:
    status = str(wire.read("/cgi-bin/message/mass/get", {"msg_id": facts["msg_id"]}, now=now, gives=("msg_status",))["msg_status"])
    match status.upper().replace(" ", "_"):
        case "SEND_SUCCESS":
            return Sent(facts["msg_id"], {"msg_id": facts["msg_id"], "published_at": now.isoformat()})
        case "SENDING":
            return Accepted(facts, ask_at=now + _patience(facts, now))
        case "DELETE":
            return NotSent(Blame.ASK_A_PERSON, Words("群发已被删除", "the mass send was deleted"))
        case _:
            return NotSent(
                Blame.FIX_THE_POST, Words("群发没有通过", "the mass send failed"),
                Words("在公众号后台看原因，修改后重新送审", "see the reason in the console, change the post and hand it in again"),
            )  # fmt: skip


def _did_somebody_publish(wire: Wire, message: Message, facts: Facts, *, now: datetime) -> Answer:
    """Sent only when the article itself is seen: a draft also leaves the box when it is deleted."""
    since = datetime.fromisoformat(facts["at"])
    found = published_since(wire, message, facts, since=since, now=now)
    if found:
        return Sent(found["article_id"], found)
    gone = not still_there(wire, facts["media_id"], now=now)
    return Accepted(facts | {"draft_gone": gone}, ask_at=now + _PERSON_EVERY, waiting_for=DRAFT_GONE if gone else DRAFT_READY, person=True)


def published_since(wire: Wire, message: Message, facts: Facts, *, since: datetime, now: datetime) -> Facts:
    """The article's facts when the list of published articles shows it; empty when not, or when the account may not read the list."""
    try:
        items = listed(wire, "/cgi-bin/freepublish/batchget", since=since, now=now)
    except Stopped as stopped:
        if stopped.code == 48001:
            return {}
        raise
    for item in items:
        if is_this(item, message, facts.get("thumb", "")):
            at = datetime.fromtimestamp(int(item["update_time"]), UTC)
            url = item["content"]["news_item"][0].get("url", "")
            return {"article_id": item["article_id"], "url": url, "published_at": at.isoformat()}
    return {}
