"""What became of group-message tasks: who confirmed, and into which groups it really went (wechat-api.md §1.10)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from studio.channels.answer import Accepted, Answer, Facts, Figure, Sent
from studio.channels.community.owners import created_in, group
from studio.channels.each import Read, each, inside, name, whole, whole_or_none, words
from studio.channels.wechat_http import Stopped
from studio.channels.wecom import CONTACT, pages
from studio.channels.wire import Wire
from studio.errors import Words

Member = dict[str, Any]  # confirmed, at
CONFIRMED = 2  # in get_groupmsg_task; other sources' 0..3 is wrong there
OUTCOMES = {0: "unsent", 1: "sent", 2: "not_a_friend", 3: "had_too_many"}
METRICS = ("confirmed_members", "reached_groups", "reached_customers")
_FIRST, _LATER = timedelta(minutes=2), timedelta(minutes=10)
_DISPATCHING = timedelta(seconds=15)


def members_of(wire: Wire, msgid: str, *, now: datetime) -> Read[tuple[str, Member]]:
    """Each member with whether and when they confirmed."""
    return pages(wire, f"{CONTACT}/get_groupmsg_task", {"msgid": msgid, "limit": 500}, "task_list", _member, now=now)


def _member(row: Any) -> tuple[str, Member]:
    return name(row["userid"]), {"confirmed": whole(row["status"]) == CONFIRMED, "at": whole_or_none(row.get("send_time"))}


def what_became(wire: Wire, done: Mapping[str, Facts], *, now: datetime) -> Answer:
    """Sent when every owner confirmed; until then n of m. Rows that cannot be read may be members who have not."""
    try:
        members, chats, odd = _results(wire, done, now=now)
    except Stopped as stopped:
        if stopped.code != 41063:
            raise
        return Accepted(ask_at=now + _DISPATCHING, waiting_for=Words("平台正在派发任务", "the platform is handing out the task"))
    confirmed, expected = sum(member["confirmed"] for member in members.values()), len(members) + odd
    facts: Facts = {"members": members, "chats": chats} | ({"unreadable": odd} if odd else {})
    if expected and confirmed == expected:
        return Sent(created_in(done)[0][1]["msgid"], facts, confirmed, expected)
    return Accepted(
        facts,
        ask_at=now + _pause(done, now),
        confirmed=confirmed,
        expected=expected,
        waiting_for=_waiting(confirmed, expected, odd),
        person=True,
    )


def _waiting(confirmed: int, expected: int, odd: int) -> Words:
    zh, en = f"；平台的回答里有 {odd} 行读不懂" if odd else "", f"; {odd} lines of the platform's answer cannot be read" if odd else ""
    return Words(f"待成员确认：{confirmed}/{expected}{zh}", f"waiting for members to confirm: {confirmed} of {expected}{en}")


def _results(wire: Wire, done: Mapping[str, Facts], *, now: datetime) -> tuple[dict[str, Member], dict[str, str], int]:
    members: dict[str, Member] = {}
    chats: dict[str, str] = {}
    odd = 0
    for task, facts in created_in(done):
        chats |= dict.fromkeys(task.chats, "unsent") | dict.fromkeys(facts.get("failed", []), "failed")
        found = members_of(wire, facts["msgid"], now=now)
        odd += found.odd
        for userid, member in found.good:
            members[userid] = _both(members.get(userid), member)
            if member["confirmed"]:
                chats |= _outcomes(wire, facts["msgid"], userid, now=now)
    return members, chats, odd


def _both(one: Member | None, other: Member) -> Member:
    """A member with several tasks has confirmed when all of them are."""
    return other if one is None or not other["confirmed"] else one


def _outcomes(wire: Wire, msgid: str, userid: str, *, now: datetime) -> dict[str, str]:
    wish = {"msgid": msgid, "userid": userid, "limit": 500}
    rows = pages(wire, f"{CONTACT}/get_groupmsg_send_result", wish, "send_list", _outcome, now=now)
    return {chat_id: outcome for chat_id, outcome in rows.good if chat_id}


def _outcome(row: Any) -> tuple[str, str]:
    """The group and what came of it; rows about single customers name no group."""
    return words(row.get("chat_id")), OUTCOMES.get(whole(row["status"]), "unknown")


def _pause(done: Mapping[str, Facts], now: datetime) -> timedelta:
    began = min(datetime.fromisoformat(facts["at"]) for _, facts in created_in(done))
    return _FIRST if now - began < timedelta(hours=1) else _LATER


def figures_of(wire: Wire, done: Mapping[str, Facts], *, now: datetime) -> list[Figure]:
    """How many owners confirmed, how many groups and customers it reached; customers are those who sit in these groups now."""
    members, chats, _ = _results(wire, done, now=now)
    reached = [chat_id for chat_id, outcome in chats.items() if outcome == "sent"]
    people = sum(_customers(group(wire, chat_id, now=now)) for chat_id in reached)
    values = (sum(member["confirmed"] for member in members.values()), len(reached), people)
    return [Figure(metric, value, now) for metric, value in zip(METRICS, values, strict=True)]


def _customers(chat: Any) -> int:
    seats = each(inside(chat, "member_list"), lambda seat: whole(seat["type"]), of="groupchat/get").good
    return sum(seat == 2 for seat in seats)
