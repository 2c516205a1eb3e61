"""Figures of groups by Beijing day (wechat-api.md §1.12, §2 rule 38): yesterday at the latest, 180 days back at most.

What was really said and joined is counted; on top of it groups have small talk every day that nobody wrote down, drawn by chance.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.corps import staff
from studio.sandbox.wecom.group_chats import GroupChat, Seat, Utterance
from studio.sandbox.wecom.pages import DAY_S, part, strings
from studio.sandbox.world import World, beijing, day_of

KEPT_DAYS = 180
OWNERS = 100
_FAR = 2**33
_ORDER = {1: "new_chat_cnt", 2: "chat_total", 3: "new_member_cnt", 4: "member_total"}


def day_begin(at: float) -> float:
    """Beijing midnight of the day of this moment, Unix seconds."""
    return beijing(at).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def days_asked(call: Call, begin_name: str, end_name: str, *, span: int) -> list[float]:
    """The first second of each day asked for; 40058 for today, for more than 180 days back, or for too wide a span."""
    if begin_name not in call.body:
        raise Refusal(40058, f"invalid Request Parameter: {begin_name} is required")
    asked = call.number(begin_name), call.number(end_name) or call.number(begin_name)
    if not all(0 <= at < _FAR for at in asked):
        raise Refusal(40058, f"invalid Request Parameter: {begin_name} and {end_name} should be Unix seconds")
    begin, end = day_begin(asked[0]), day_begin(asked[1])
    today = day_begin(call.at)
    if begin > end or end >= today:
        raise Refusal(40058, "invalid Request Parameter: days until yesterday only", rule="statistics end yesterday (rule 38)")
    if begin < today - KEPT_DAYS * DAY_S:
        raise Refusal(40058, "invalid Request Parameter: 180 days are kept", rule="statistics are kept for 180 days (rule 38)")
    if (end - begin) / DAY_S >= span:
        raise Refusal(40058, f"invalid Request Parameter: at most {span} days")
    first = beijing(begin)
    return [_plus(first, number) for number in range(round((end - begin) / DAY_S) + 1)]


def _plus(day: datetime, number: int) -> float:
    return (day + timedelta(days=number)).timestamp()


def statistic(world: World, call: Call) -> Json:
    """One row per owner over the days; paged by offset, not by cursor."""
    days = days_asked(call, "day_begin_time", "day_end_time", span=KEPT_DAYS)
    owners = _owners(world, call)
    rows = [{"owner": owner, "data": _figures(world, call.account, {owner}, days)} for owner in owners]
    order, offset, limit = call.number("order_by", 1), call.number("offset"), call.number("limit", 500)
    if order not in _ORDER or offset < 0 or not 1 <= limit <= 1_000:
        raise Refusal(40058, "invalid Request Parameter: order_by, offset or limit")
    rows.sort(key=lambda row: row["data"][_ORDER[order]], reverse=call.number("order_asc") != 1)
    answer = {"errcode": 0, "errmsg": "ok", "total": len(rows), "items": rows[offset : offset + limit]}
    return answer | ({"next_offset": offset + limit} if offset + limit < len(rows) else {"next_offset": len(rows)})


def statistic_group_by_day(world: World, call: Call) -> Json:
    """One row per day over the owners."""
    days = days_asked(call, "day_begin_time", "day_end_time", span=KEPT_DAYS)
    owners = set(_owners(world, call))
    rows = [{"stat_time": int(day), "data": _figures(world, call.account, owners, [day])} for day in days]
    return {"errcode": 0, "errmsg": "ok", "items": rows}


def _owners(world: World, call: Call) -> list[str]:
    owners = strings(part(call.body, "owner_filter"), "userid_list", most=OWNERS)
    if not owners:
        raise Refusal(40058, "invalid Request Parameter: owner_filter.userid_list is required")
    return [staff(world, call, userid).userid for userid in dict.fromkeys(owners)]


def _figures(world: World, corpid: str, owners: set[str], days: list[float]) -> Json:
    begin, end = days[0], days[-1] + DAY_S
    chats = [
        g
        for g in world.shelf(GroupChat).values()
        if g.corpid == corpid and g.owner in owners and g.created_at < end and not 0 < g.dismissed_at < end
    ]
    ids = {g.chat_id for g in chats}
    stays = [s for s in world.shelf(Seat).values() if s.chat_id in ids and s.joined_at < end]
    said = [u for u in world.shelf(Utterance).values() if u.chat_id in ids and begin <= u.at < end]
    talk = [_small_talk(world, chat, [s for s in stays if s.chat_id == chat.chat_id], day) for chat in chats for day in days]
    return {
        "new_chat_cnt": sum(g.created_at >= begin for g in chats),
        "chat_total": len(chats),
        "chat_has_msg": len({u.chat_id for u in said} | {chat_id for chat_id, people, _ in talk if people}),
        "new_member_cnt": sum(s.joined_at >= begin for s in stays),
        "member_total": sum(not 0 < s.left_at < end for s in stays),
        "member_has_msg": len({(u.chat_id, u.who) for u in said} | _speakers(talk)),
        "msg_total": len(said) + sum(messages for _, _, messages in talk),
        "migrate_trainee_chat_cnt": 0,
    }


def _small_talk(world: World, chat: GroupChat, stays: list[Seat], day: float) -> tuple[str, list[str], int]:
    """Group, who chatted and how much on a day, beside what is written down: always the same for the same day."""
    present = [s.who for s in stays if s.joined_at < day and not 0 < s.left_at < day]
    chance = world.chance("small talk", chat.chat_id, day_of(day))
    people = chance.sample(present, k=min(len(present), chance.randint(0, 6)))
    return chat.chat_id, people, len(people) * chance.randint(1, 3)


def _speakers(talk: Iterable[tuple[str, list[str], int]]) -> set[tuple[str, str]]:
    return {(chat_id, who) for chat_id, people, _ in talk for who in people}


routes = {
    "/cgi-bin/externalcontact/groupchat/statistic": post(statistic, empty=("items",)),
    "/cgi-bin/externalcontact/groupchat/statistic_group_by_day": post(statistic_group_by_day, empty=("items",)),
}
