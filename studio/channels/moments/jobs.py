"""The job that makes a moment: created, polled, found again when its answer got lost, stopped (wechat-api.md §1.11, §3.2)."""

from datetime import datetime, timedelta
from typing import Any

from studio.channels.answer import Adopted, Answer, AskAPerson, Blame, Done, Facts, Found, LookAgain, NotSent, SafeToRepeat
from studio.channels.errcodes import refused
from studio.channels.message import Message
from studio.channels.moments.content import content_of, is_this, pictures_of, range_of
from studio.channels.wechat_http import Stopped
from studio.channels.wecom import CONTACT, around, forget_uploads, pages
from studio.channels.wire import Wire
from studio.errors import Words

DONE = 3
_SURE_AFTER = timedelta(minutes=10)  # nobody says whether a job that is still handed out is listed


def create(wire: Wire, message: Message, *, now: datetime) -> Facts:
    """The job's id, good for 24 hours. Nobody sees anything before a member publishes."""
    try:
        return _created(wire, message, now=now)
    except Stopped as stopped:
        if stopped.code != 40007:
            raise
    forget_uploads(wire, *pictures_of(message))  # 40007: refused before anything was made, an upload had expired
    return _created(wire, message, now=now)


def _created(wire: Wire, message: Message, *, now: datetime) -> Facts:
    wish = {**content_of(wire, message, now=now), **range_of(message)}
    said = wire.create(f"{CONTACT}/add_moment_task", wish, now=now, gives=("jobid",))
    return {"jobid": str(said["jobid"]), "at": now.isoformat(), "public": not message.to.tags}


def moment_id(wire: Wire, facts: Facts, *, now: datetime) -> str | NotSent:
    """The moment's id once the job is done, empty before. It is kept, since the job can be asked about for a day only."""
    if facts.get("moment_id"):
        return str(facts["moment_id"])
    kept = wire.drawer.take(f"moment:{facts['jobid']}")
    if kept is not None:
        return kept.value
    said = wire.read(f"{CONTACT}/get_moment_task_result", now=now, query={"jobid": facts["jobid"]}, gives=("status",))
    if int(said["status"]) != DONE:
        return ""
    result: dict[str, Any] = said["result"]
    code = int(result.get("errcode") or 0)
    if code:
        return refused(code, wire.platform.name, words=str(result.get("errmsg", "")), rid="", now=now)
    wire.drawer.keep(f"moment:{facts['jobid']}", str(result["moment_id"]), until=None)
    return str(result["moment_id"])


def find(wire: Wire, message: Message, *, since: datetime, now: datetime) -> Found:
    """Look among the corp's moments of that time for ten minutes before a second try."""
    wish = {"filter_type": 0, "limit": 20, **around(since, now=now)}
    rows = pages(wire, f"{CONTACT}/get_moment_list", wish, "moment_list", now=now)
    match [str(one["moment_id"]) for one in rows if is_this(one, message)]:
        case [found]:
            return Adopted({"moment_id": found, "at": since.isoformat(), "public": not message.to.tags}, saw=f"moment {found}")
        case []:
            if now - since < _SURE_AFTER:
                return LookAgain(now + timedelta(minutes=2), saw="no such moment yet")
            return SafeToRepeat(saw="ten minutes, no such moment")
        case several:
            words = Words(f"平台上有 {len(several)} 条一样的朋友圈", f"the platform holds {len(several)} such moments")
            return AskAPerson(words, candidates=tuple({"moment_id": found, "at": since.isoformat()} for found in several))


def cancel(wire: Wire, facts: Facts, *, now: datetime) -> Answer:
    """Stop the members who have not published; a published moment cannot be recalled."""
    found = moment_id(wire, facts, now=now)
    if isinstance(found, NotSent):
        return Done({"stopped": "the job failed by itself"})
    if not found:
        return NotSent(
            Blame.TRY_AGAIN, Words("平台还在派发任务，暂时不能取消", "the platform is still handing out the task; it cannot be stopped yet"),
            Words("几秒后再取消", "cancel it again in some seconds"), retry_at=now + timedelta(seconds=5),
        )  # fmt: skip
    wire.read(f"{CONTACT}/cancel_moment_task", {"moment_id": found}, now=now)
    return Done({"moment_id": found, "stopped": "members who had not published"})
