"""Members who publish Moments, and customers who like and comment them."""

import math

from studio.sandbox.wecom.confirming import acts_alone, delay_of, people_act
from studio.sandbox.wecom.corps import PLATFORM, Corp, member
from studio.sandbox.wecom.customers import friendship, friendships
from studio.sandbox.wecom.moment_records import Reaction
from studio.sandbox.wecom.moments import Moment, MomentTask, moment_task, moment_tasks, note
from studio.sandbox.world import World, month_of

LIKE_SHARE, COMMENT_SHARE = 0.14, 0.05
HALF_LIFE_S = 5_400.0
LATEST_S = 2 * 86_400.0
_WORDS = (
    "好好看，求链接",
    "这个颜色我喜欢",
    "已经在喝了，真的香",
    "早安呀",
    "什么时候补货？",
    "收藏了",
    "说得太对了",
    "想要同款",
    "下次来店里看你",
    "这张照片好有氛围",
    "我家也有一件，很耐穿",
    "请问多少钱？",
)


def moment_ready(world: World, at: float, *, moment_id: str) -> None:
    """The task reaches the members' phones."""
    for part in moment_tasks(world, moment_id):
        if acts_alone(world, member(world, part.corpid, part.userid)):
            world.plan(at + delay_of(world, moment_id, part.userid), PLATFORM, "member_publishes", moment_id=moment_id, userid=part.userid)


def member_publishes(world: World, at: float, *, moment_id: str, userid: str) -> None:
    part = moment_task(world, moment_id, userid)
    if part is not None and acts_alone(world, member(world, part.corpid, userid)):
        publish(world, part, at=at)


def publish(world: World, part: MomentTask, *, at: float) -> bool:
    """Show the Moment to this member's customers; False when it is out already or cancelled."""
    moment = world.shelf(Moment)[part.moment_id]
    if part.published_at or moment.cancelled_at:
        return False
    wanted = set(moment.tags)
    relations = [f for f in friendships(world, part.corpid, userid=part.userid) if not wanted or wanted & set(f.tags)]
    part.published_at = at
    part.range = [f.external_userid for f in relations]
    part.seen_by = [f.external_userid for f in relations if not f.ended_by and _may_see(world, part, f.external_userid, at=at)]
    world.shelf(MomentTask).put(f"{part.moment_id}|{part.userid}", part)
    remote = {
        "moment_id": moment.moment_id,
        "jobid": moment.jobid,
        "userid": part.userid,
        "range": len(part.range),
        "seen_by": len(part.seen_by),
    }
    note(world, moment, "moment_published", at=at, remote=remote)
    _plan_reactions(world, part, at=at)
    return True


def _may_see(world: World, part: MomentTask, external_userid: str, *, at: float) -> bool:
    """The cap of corp Moments per customer and month, when the corp has one [P, not verified: rule 34]."""
    cap = world.shelf(Corp)[part.corpid].moment_cap_month
    if not cap:
        return True
    others = [t for t in world.shelf(MomentTask).values() if t.published_at and t is not part and external_userid in t.seen_by]
    return sum(month_of(t.published_at) == month_of(at) for t in others) < cap


def _plan_reactions(world: World, part: MomentTask, *, at: float) -> None:
    if not people_act(world):
        return
    likes, comments = world.tuning("moment_like_share", LIKE_SHARE), world.tuning("moment_comment_share", COMMENT_SHARE)
    for who in part.seen_by:
        chance = world.chance("reaction", part.moment_id, part.userid, who)
        for kind, share in (("like", likes), ("comment", comments)):
            if chance.random() < share:
                wait = min(LATEST_S, 30 - HALF_LIFE_S * math.log(1 - chance.random()))
                args = {"moment_id": part.moment_id, "userid": part.userid, "who": who, "kind": kind}
                world.plan(at + wait, PLATFORM, "customer_reacts", **args)


def customer_reacts(world: World, at: float, *, moment_id: str, userid: str, who: str, kind: str) -> None:
    """A like or comment by itself, unless the friendship ended meanwhile."""
    part = moment_task(world, moment_id, userid)
    relation = friendship(world, part.corpid, userid, who) if part else None
    if part is not None and relation is not None and not relation.ended_by and people_act(world):
        text = world.chance("comment", moment_id, userid, who).choice(_WORDS) if kind == "comment" else ""
        react(world, part, kind=kind, who=who, at=at, text=text)


def react(world: World, part: MomentTask, *, kind: str, who: str, at: float, text: str = "", staff: bool = False) -> Reaction:
    """Put a like or comment under a published Moment; a second like of the same person is the first one."""
    key = f"{part.moment_id}|{part.userid}|like|{who}" if kind == "like" else f"comment|{world.number('wecom.comment')}"
    shelf = world.shelf(Reaction)
    return shelf.get(key) or shelf.put(key, Reaction(key, part.corpid, part.moment_id, part.userid, kind, who, staff, at, text))


happenings = {"moment_ready": moment_ready, "member_publishes": member_publishes, "customer_reacts": customer_reacts}
