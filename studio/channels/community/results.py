"""What became of group-message tasks: who confirmed, and into which groups it really went (wechat-api.md §1.10)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from studio.channels.answer import Accepted, Answer, Facts, Figure, Sent
from studio.channels.community.owners import created_in, group
from studio.channels.wechat_http import Stopped
from studio.channels.wecom import CONTACT, pages
from studio.channels.wire import Wire
from studio.errors import Words

CONFIRMED = 2  # in get_groupmsg_task; other sources' 0..3 is wrong there
OUTCOMES = {0: "unsent", 1: "sent", 2: "not_a_friend", 3: "had_too_many"}
METRICS = ("confirmed_members", "reached_groups", "reached_customers")
_FIRST, _LATER = timedelta(minutes=2), timedelta(minutes=10)
_DISPATCHING = timedelta(seconds=15)


def members_of(wire: Wire, msgid: str, *, now: datetime) -> dict[str, dict[str, Any]]:
    """Member → whether and when they confirmed."""
    rows = pages(wire, f"{CONTACT}/get_groupmsg_task", {"msgid": msgid, "limit": 500}, "task_list", now=now)
    return {row["userid"]: {"confirmed": int(row["status"]) == CONFIRMED, "at": row.get("send_time")} for row in rows}


def what_became(wire: Wire, done: Mapping[str, Facts], *, now: datetime) -> Answer:
    """Sent when every owner confirmed; until then n of m."""
    try:
        members, chats = _results(wire, done, now=now)
    except Stopped as stopped:
        if stopped.code != 41063:
            raise
        return Accepted(ask_at=now + _DISPATCHING, waiting_for=Words("平台正在派发任务", "the platform is handing out the task"))
    confirmed, expected = sum(member["confirmed"] for member in members.values()), len(members)
    facts: Facts = {"members": members, "chats": chats}
    if expected and confirmed == expected:
        return Sent(created_in(done)[0][1]["msgid"], facts, confirmed, expected)
    waiting = Words(f"待成员确认：{confirmed}/{expected}", f"waiting for members to confirm: {confirmed} of {expected}")
    return Accepted(facts, ask_at=now + _pause(done, now), confirmed=confirmed, expected=expected, waiting_for=waiting, person=True)


def _results(wire: Wire, done: Mapping[str, Facts], *, now: datetime) -> tuple[dict[str, Any], dict[str, str]]:
    members: dict[str, Any] = {}
    chats: dict[str, str] = {}
    for task, facts in created_in(done):
        chats |= dict.fromkeys(task.chats, "unsent") | dict.fromkeys(facts.get("failed", []), "failed")
        for userid, member in members_of(wire, facts["msgid"], now=now).items():
            members[userid] = _both(members.get(userid), member)
            if member["confirmed"]:
                chats |= _outcomes(wire, facts["msgid"], userid, now=now)
    return members, chats


def _both(one: dict[str, Any] | None, other: dict[str, Any]) -> dict[str, Any]:
    """A member with several tasks has confirmed when all of them are."""
    return other if one is None or not other["confirmed"] else one


def _outcomes(wire: Wire, msgid: str, userid: str, *, now: datetime) -> dict[str, str]:
    wish = {"msgid": msgid, "userid": userid, "limit": 500}
    rows = pages(wire, f"{CONTACT}/get_groupmsg_send_result", wish, "send_list", now=now)
    return {row["chat_id"]: OUTCOMES.get(int(row["status"]), "unknown") for row in rows if "chat_id" in row}


def _pause(done: Mapping[str, Facts], now: datetime) -> timedelta:
    began = min(datetime.fromisoformat(facts["at"]) for _, facts in created_in(done))
    return _FIRST if now - began < timedelta(hours=1) else _LATER


def figures_of(wire: Wire, done: Mapping[str, Facts], *, now: datetime) -> list[Figure]:
    """How many owners confirmed, how many groups and customers it reached; customers are those who sit in these groups now."""
    members, chats = _results(wire, done, now=now)
    reached = [chat_id for chat_id, outcome in chats.items() if outcome == "sent"]
    people = sum(sum(int(seat["type"]) == 2 for seat in group(wire, chat_id, now=now)["member_list"]) for chat_id in reached)
    values = (sum(member["confirmed"] for member in members.values()), len(reached), people)
    return [Figure(metric, value, now) for metric, value in zip(METRICS, values, strict=True)]
