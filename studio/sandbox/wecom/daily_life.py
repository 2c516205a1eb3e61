"""What customers do on an ordinary day without being asked: some come, one joins a group, one leaves, rarely one deletes a member.

The tuning `wecom_daily_life` scales it (1 by default, 0 for a still world).
"""

from datetime import timedelta

from studio.sandbox.wecom.coming_and_going import SCANNED, befriend, join, leave, part_ways
from studio.sandbox.wecom.confirming import people_act
from studio.sandbox.wecom.corps import PLATFORM, members
from studio.sandbox.wecom.customers import friendships
from studio.sandbox.wecom.group_chats import GroupChat, group_chats, seats
from studio.sandbox.wecom.residents import new_customer
from studio.sandbox.world import World, beijing, day_of

COME, JOIN, LEAVE, DELETE = 0.5, 0.4, 0.15, 0.05
"""Chances a day: that somebody adds a member, joins a group, leaves a group, deletes a member."""
BEGINS_AT, LASTS_S = 9, 12 * 3600.0


def plan_tomorrow(world: World, corpid: str, *, at: float) -> None:
    tomorrow = beijing(at).replace(hour=BEGINS_AT, minute=0, second=0, microsecond=0) + timedelta(days=1)
    world.plan(tomorrow.timestamp(), PLATFORM, "day_begins", corpid=corpid)


def day_begins(world: World, at: float, *, corpid: str) -> None:
    """Plan what will happen during this day, and the next day."""
    plan_tomorrow(world, corpid, at=at)
    scale = world.tuning("wecom_daily_life", 1) if people_act(world) else 0
    day = day_of(at)
    for m in members(world, corpid):
        for what, share in (("somebody_comes", COME), ("somebody_deletes", DELETE)):
            chance = world.chance(what, m.userid, day)
            if chance.random() < share * scale:
                world.plan(at + chance.random() * LASTS_S, PLATFORM, what, corpid=corpid, userid=m.userid)
    for chat in group_chats(world, corpid):
        for what, share in (("somebody_joins", JOIN), ("somebody_leaves", LEAVE)):
            chance = world.chance(what, chat.chat_id, day)
            if chance.random() < share * scale:
                world.plan(at + chance.random() * LASTS_S, PLATFORM, what, corpid=corpid, chat_id=chat.chat_id)


def somebody_comes(world: World, at: float, *, corpid: str, userid: str) -> None:
    befriend(world, corpid, userid, new_customer(world, corpid, "came by", userid, at), at=at, add_way=SCANNED)


def somebody_deletes(world: World, at: float, *, corpid: str, userid: str) -> None:
    known = [f for f in friendships(world, corpid, userid=userid) if not f.ended_by]
    if known:
        part_ways(world, world.chance("deletes", userid, at).choice(known), by="customer", at=at)


def somebody_joins(world: World, at: float, *, corpid: str, chat_id: str) -> None:
    """A customer of the owner who does not sit there yet, else somebody new."""
    chat = world.shelf(GroupChat)[chat_id]
    present = {s.who for s in seats(world, chat_id)}
    known = [f.external_userid for f in friendships(world, corpid, userid=chat.owner) if f.external_userid not in present]
    chance = world.chance("joins", chat_id, at)
    if not chat.dismissed_at:
        who = chance.choice(known) if known else new_customer(world, corpid, "joined", chat_id, at)
        join(world, chat, who, at=at, scene=chance.choice((1, 2, 3, 3)))


def somebody_leaves(world: World, at: float, *, corpid: str, chat_id: str) -> None:
    chat = world.shelf(GroupChat)[chat_id]
    guests = [s for s in seats(world, chat_id) if not s.staff and s.corpid == corpid]
    if guests:
        leave(world, chat, world.chance("leaves", chat_id, at).choice(guests), at=at)


happenings = {
    "day_begins": day_begins,
    "somebody_comes": somebody_comes,
    "somebody_deletes": somebody_deletes,
    "somebody_joins": somebody_joins,
    "somebody_leaves": somebody_leaves,
}
