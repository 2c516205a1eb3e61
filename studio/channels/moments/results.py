"""What became of a moment: who published it, who can see it, who liked and commented (wechat-api.md §1.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from studio.channels.answer import Accepted, Answer, Blame, Facts, Figure, NotSent, Reaction, Reactions, Sent
from studio.channels.each import Read, each, moment, name, whole
from studio.channels.moments.jobs import Made, made
from studio.channels.wechat_http import Stopped
from studio.channels.wecom import CONTACT, pages
from studio.channels.wire import Wire
from studio.errors import Words

METRICS = ("confirmed_members", "reached_customers", "likes", "comments")
_NOT_YET = (41062, 41079)  # not published by this member, or still handed out
_SOON = timedelta(seconds=3)


def what_became(wire: Wire, facts: Facts, *, now: datetime) -> Answer:
    """Sent when every member published; until then n of m. Whom the platform left out is said, and stands in the facts as `left_out`."""
    found = made(wire, facts, now=now)
    if isinstance(found, NotSent):
        return found
    if found is None:
        return Accepted(facts, ask_at=now + _SOON, waiting_for=Words("平台正在派发任务", "the platform is handing out the task"))
    rows = members_of(wire, found.moment_id, now=now)
    members = dict(rows.good)
    if found.left_out and not members and not rows.odd:
        return _nobody(found)
    confirmed, expected = sum(members.values()), len(members) + rows.odd
    told: Facts = {"moment_id": found.moment_id, "members": {userid: {"confirmed": done} for userid, done in members.items()}}
    told |= ({"left_out": dict(found.left_out)} if found.left_out else {}) | ({"unreadable": rows.odd} if rows.odd else {})
    if expected and confirmed == expected:
        return Sent(found.moment_id, told, confirmed, expected)
    pause = timedelta(minutes=2) if now - datetime.fromisoformat(facts["at"]) < timedelta(hours=1) else timedelta(minutes=10)
    return Accepted(
        told, ask_at=now + pause, confirmed=confirmed, expected=expected, waiting_for=_waiting(confirmed, expected, found), person=True
    )


def _waiting(confirmed: int, expected: int, found: Made) -> Words:
    without = left_out_words(found.left_out)
    return Words(
        f"待成员发表：{confirmed}/{expected}" + (f"；{without.zh}" if without.zh else ""),
        f"waiting for members to publish: {confirmed} of {expected}" + (f"; {without.en}" if without.en else ""),
    )


def _nobody(found: Made) -> NotSent:
    words = left_out_words(found.left_out)
    return NotSent(
        Blame.FIX_THE_CHANNEL, Words(f"没有成员能发表：{words.zh}", f"no member can publish it: {words.en}"),
        Words("在企业微信后台把成员加进应用可见范围，再重新安排", "put the members into the app's visible range, then schedule it again"), field="audience",
    )  # fmt: skip


def left_out_words(left_out: Mapping[str, Sequence[str]]) -> Words:
    """Whom the platform did not take, in words; empty when it took everybody."""
    names = {
        "members": ("成员", "members"), "departments": ("部门", "departments"), "tags": ("标签", "tags"),
    }  # fmt: skip
    parts = [(names[kind], "、".join(ids)) for kind, ids in left_out.items() if ids]
    if not parts:
        return Words("", "")
    zh, en = "，".join(f"{kind[0]} {ids}" for kind, ids in parts), ", ".join(f"{kind[1]} {ids}" for kind, ids in parts)
    return Words(f"平台没有派给{zh}（不在可见范围或已不存在）", f"the platform left out {en} (out of range, or gone)")


def members_of(wire: Wire, found: str, *, now: datetime) -> Read[tuple[str, bool]]:
    """Each member with whether they published."""
    return pages(wire, f"{CONTACT}/get_moment_task", {"moment_id": found, "limit": 500}, "task_list", _member, now=now)


def _member(row: Any) -> tuple[str, bool]:
    return name(row["userid"]), whole(row["publish_status"]) == 1


@dataclass(frozen=True)
class Seen:
    """What was seen of a moment at `at`: who published it, and what customers did under it."""

    moment_id: str
    at: datetime
    published: tuple[str, ...]
    reactions: Reactions


def look(wire: Wire, facts: Facts, before: Seen | None = None, *, now: datetime) -> Seen | None:
    """Look at the moment, or take what was seen `before` at this same moment of time; None while there is nothing to see."""
    job = made(wire, facts, now=now)
    if not isinstance(job, Made):
        return None
    if before is not None and (before.moment_id, before.at) == (job.moment_id, now):
        return before
    members = members_of(wire, job.moment_id, now=now)
    published = [userid for userid, done in members.good if done]
    found = [_of_member(wire, job.moment_id, userid, now=now) for userid in published]
    told = tuple(one for reactions in found for one in reactions)
    unreadable = sum(reactions.unreadable for reactions in found)
    whole_ = members.odd == 0 and all(reactions.whole for reactions in found)
    return Seen(job.moment_id, now, tuple(published), Reactions(told, whole_, unreadable))


def figures_of(wire: Wire, seen: Seen, *, now: datetime) -> list[Figure]:
    """Members who published, customers who can see it, likes and comments of customers."""
    reached: set[str] = set()
    for userid in seen.published:
        wish = {"moment_id": seen.moment_id, "userid": userid, "limit": 3000}
        path = f"{CONTACT}/get_moment_send_result"
        reached |= set(pages(wire, path, wish, "customer_list", lambda row: name(row["external_userid"]), now=now).good)
    counts = [sum(one.kind == kind for one in seen.reactions) for kind in ("like", "comment")]
    return [Figure(metric, value, now) for metric, value in zip(METRICS, (len(seen.published), len(reached), *counts), strict=True)]


def _of_member(wire: Wire, found: str, userid: str, *, now: datetime) -> Reactions:
    try:
        said = wire.read(f"{CONTACT}/get_moment_comments", {"moment_id": found, "userid": userid}, now=now)
    except Stopped as stopped:
        if stopped.code in _NOT_YET:
            return Reactions()
        raise
    rows = {
        kind: each(said.get(f"{kind}_list"), partial(_reaction, found, userid, kind), of="get_moment_comments")
        for kind in ("comment", "like")
    }
    told = tuple(one for read in rows.values() for one in read.good if one is not None)
    odd = sum(read.odd for read in rows.values())
    return Reactions(told, whole=odd == 0, unreadable=odd)


def _reaction(found: str, userid: str, kind: str, row: Any) -> Reaction | None:
    """What a customer did; None for a colleague."""
    if not row.get("external_userid"):
        return None
    when, who = whole(row["create_time"]), name(row["external_userid"])
    return Reaction(kind=kind, remote_id=f"{found}:{userid}:{kind}:{who}:{when}", person=who, text=None, at=moment(when))
