"""Behaviour data of members by day (wechat-api.md §1.12): several members are summed; at most 30 days, none older than 180.

New customers, deletions and messages are counted from what happened; everyday chats are drawn by chance and the same each time.
"""

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.corps import EVERYBODY, Member, in_sight, staff
from studio.sandbox.wecom.customers import Friendship
from studio.sandbox.wecom.group_chats import Utterance
from studio.sandbox.wecom.pages import DAY_S, numbers, strings
from studio.sandbox.wecom.statistics import days_asked
from studio.sandbox.world import World, day_of

SPAN_DAYS = 30
PEOPLE = 100


def get_user_behavior_data(world: World, call: Call) -> Json:
    days = days_asked(call, "start_time", "end_time", span=SPAN_DAYS)
    people = _asked(world, call)
    return {"errcode": 0, "errmsg": "ok", "behavior_data": [_row(world, call.account, people, day) for day in days]}


def _asked(world: World, call: Call) -> list[Member]:
    users, parties = strings(call.body, "userid", most=PEOPLE), numbers(call.body, "partyid", most=PEOPLE)
    if not users and not parties:
        raise Refusal(40063, "some parameters are empty: userid and partyid")
    chosen = {userid: staff(world, call, userid) for userid in users}
    chosen |= {m.userid: m for m in in_sight(world, call) if m.department in parties or EVERYBODY in parties}
    return list(chosen.values())


def _row(world: World, corpid: str, people: list[Member], day: float) -> Json:
    users = {m.userid for m in people}
    relations = [f for f in world.shelf(Friendship).values() if f.corpid == corpid and f.userid in users]
    added = sum(day <= f.since < day + DAY_S for f in relations)
    lost = sum(f.ended_by == "customer" and day <= f.ended_at < day + DAY_S for f in relations)
    sent = [u for u in world.shelf(Utterance).values() if u.who in users and "|" in u.chat_id and day <= u.at < day + DAY_S]
    chats, messages, replied, minutes = 0, 0, 0.0, 0
    for m in people:
        chance = world.chance("chats", m.userid, day_of(day))
        own = chance.randint(2, 14)
        chats += own
        messages += own * chance.randint(3, 9)
        replied += own * chance.uniform(0.72, 1.0)
        minutes += own * chance.randint(3, 45)
    return {
        "stat_time": int(day),
        "chat_cnt": chats + len({u.chat_id for u in sent}),
        "message_cnt": messages + len(sent),
        "reply_percentage": round(100 * replied / chats, 2) if chats else 0,
        "avg_reply_time": round(minutes / chats) if chats else 0,
        "negative_feedback_cnt": lost,
        "new_apply_cnt": added,
        "new_contact_cnt": added,
    }


routes = {"/cgi-bin/externalcontact/get_user_behavior_data": post(get_user_behavior_data, empty=("behavior_data",))}
