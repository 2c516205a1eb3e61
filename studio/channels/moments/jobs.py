"""The job that makes a moment: created, polled, found again when its answer got lost, stopped (wechat-api.md §1.11, §3.2)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from studio.channels.answer import Adopted, Answer, AskAPerson, Blame, Done, Facts, Found, LookAgain, NotSent, SafeToRepeat
from studio.channels.errcodes import refused
from studio.channels.message import Message
from studio.channels.moments.content import content_of, is_this, media_of, range_of
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
    forget_uploads(wire, *media_of(message))  # 40007: refused before anything was made, an upload had expired
    return _created(wire, message, now=now)


def _created(wire: Wire, message: Message, *, now: datetime) -> Facts:
    wish = {**content_of(wire, message, now=now), **range_of(message)}
    said = wire.create(f"{CONTACT}/add_moment_task", wish, now=now, gives=("jobid",))
    return {"jobid": str(said["jobid"]), "at": now.isoformat(), "public": not message.to.tags}


@dataclass(frozen=True)
class Made:
    """A job that is done. `left_out`: whom the platform did not take, as {"members", "departments", "tags"}; empty when nobody was."""

    moment_id: str
    left_out: Mapping[str, list[str]]


def made(wire: Wire, facts: Facts, *, now: datetime) -> Made | NotSent | None:
    """What the job made, None before it is done. It is kept, since the job can be asked about for a day only."""
    if facts.get("moment_id"):
        return Made(str(facts["moment_id"]), facts.get("left_out") or {})
    kept = wire.drawer.take(f"moment:{facts['jobid']}")
    if kept is not None:
        held: dict[str, Any] = json.loads(kept.value) if kept.value.startswith("{") else {"moment_id": kept.value}
        return Made(held["moment_id"], held.get("left_out", {}))
    said = wire.read(f"{CONTACT}/get_moment_task_result", now=now, query={"jobid": facts["jobid"]}, gives=("status",))
    if int(said["status"]) != DONE:
        return None
    result: dict[str, Any] = said["result"]
    code = int(result.get("errcode") or 0)
    if code:
        return refused(code, wire.platform.name, words=str(result.get("errmsg", "")), rid="", now=now)
    found = Made(str(result["moment_id"]), _left_out(result))
    wire.drawer.keep(f"moment:{facts['jobid']}", json.dumps({"moment_id": found.moment_id, "left_out": found.left_out}), until=None)
    return found


def _left_out(result: Mapping[str, Any]) -> dict[str, list[str]]:
    senders, customers = result.get("invalid_sender_list") or {}, result.get("invalid_external_contact_list") or {}
    lists = {"members": senders.get("user_list"), "departments": senders.get("department_list"), "tags": customers.get("tag_list")}
    return {name: [str(one) for one in named] for name, named in lists.items() if named}


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
    found = made(wire, facts, now=now)
    if isinstance(found, NotSent):
        return Done({"stopped": "the job failed by itself"})
    if found is None:
        return NotSent(
            Blame.TRY_AGAIN, Words("平台还在派发任务，暂时不能取消", "the platform is still handing out the task; it cannot be stopped yet"),
            Words("几秒后再取消", "cancel it again in some seconds"), retry_at=now + timedelta(seconds=5),
        )  # fmt: skip
    wire.read(f"{CONTACT}/cancel_moment_task", {"moment_id": found.moment_id}, now=now)
    return Done({"moment_id": found.moment_id, "stopped": "members who had not published"})
