"""The job that makes a moment: created, polled, found again when its answer got lost, stopped (wechat-api.md §1.11, §3.2)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from studio.channels.answer import Adopted, Answer, AskAPerson, Blame, Done, Facts, Found, LookAgain, NotSent, SafeToRepeat
from studio.channels.each import each, inside, name, whole
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
    if whole(said["status"]) != DONE:
        return None
    result: dict[str, Any] = said["result"]
    code = whole(result.get("errcode") or 0)
    if code:
        return refused(code, wire.platform.name, words=str(result.get("errmsg", "")), rid="", now=now)
    found = Made(name(result["moment_id"]), _left_out(result))
    wire.drawer.keep(f"moment:{facts['jobid']}", json.dumps({"moment_id": found.moment_id, "left_out": found.left_out}), until=None)
    return found


def _left_out(result: Mapping[str, Any]) -> dict[str, list[str]]:
    senders, customers = "invalid_sender_list", "invalid_external_contact_list"
    lists = {"members": (senders, "user_list"), "departments": (senders, "department_list"), "tags": (customers, "tag_list")}
    named = {kind: list(each(inside(result, *path), name, of="get_moment_task_result").good) for kind, path in lists.items()}
    return {kind: ids for kind, ids in named.items() if ids}


def find(wire: Wire, message: Message, *, since: datetime, now: datetime) -> Found:
    """Look among the corp's moments of that time for ten minutes before a second try."""
    wish = {"filter_type": 0, "limit": 20, **around(since, now=now)}
    rows = pages(
        wire, f"{CONTACT}/get_moment_list", wish, "moment_list", lambda one: (name(one["moment_id"]), is_this(one, message)), now=now
    )
    match [moment_id for moment_id, same in rows.good if same]:
        case [found]:
            return Adopted({"moment_id": found, "at": since.isoformat(), "public": not message.to.tags}, saw=f"moment {found}")
        case []:
            if now - since < _SURE_AFTER:
                return LookAgain(now + timedelta(minutes=2), saw="no such moment yet")
            if rows.odd:
                return AskAPerson(
                    Words(f"平台的朋友圈列表里有 {rows.odd} 条读不懂", f"{rows.odd} moments of the platform's list cannot be read")
                )
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
