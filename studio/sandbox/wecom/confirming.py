"""Members who confirm group messages by themselves, and what a confirmation really sends (wechat-api.md §2 rules 30, 39)."""

from studio.sandbox.wecom.corps import PLATFORM, Member, member
from studio.sandbox.wecom.customers import friendship, keep_friendship
from studio.sandbox.wecom.group_chats import group_chat, say
from studio.sandbox.wecom.group_messages import GroupMessage, MemberTask, note_sent, task, tasks
from studio.sandbox.wecom.receptions import may_receive, received
from studio.sandbox.world import World

SOONEST_S, LATEST_S = 60.0, 900.0
AFTER_A_REMINDER_S = (60.0, 600.0)
SENT, NOT_A_FRIEND, TOO_MANY = 1, 2, 3


def delay_of(world: World, *about: object) -> float:
    """How long a member takes to see a task and tap: a few minutes, never more than a quarter of an hour by default."""
    soonest, latest = world.tuning("confirm_min_s", SOONEST_S), world.tuning("confirm_max_s", LATEST_S)
    return world.chance("delay", *about).uniform(soonest, latest)


def people_act(world: World) -> bool:
    """Whether people do anything by themselves; the tuning `people_off` stops them."""
    return not world.tuning("people_off", 0)


def acts_alone(world: World, who: Member | None) -> bool:
    """Whether this member taps without being asked again."""
    return people_act(world) and who is not None and not who.never_confirms and not who.waits_for_reminder


def group_message_ready(world: World, at: float, *, msgid: str) -> None:
    """The task reaches the members' phones."""
    for part in tasks(world, msgid):
        if acts_alone(world, member(world, part.corpid, part.userid)):
            world.plan(at + delay_of(world, msgid, part.userid), PLATFORM, "member_confirms", msgid=msgid, userid=part.userid)


def members_are_reminded(world: World, at: float, *, msgid: str) -> None:
    """Who waited for a reminder taps within minutes; who never confirms does not."""
    for part in tasks(world, msgid):
        who = member(world, part.corpid, part.userid)
        if people_act(world) and who is not None and who.waits_for_reminder and not who.never_confirms and not part.confirmed_at:
            wait = world.chance("reminded", msgid, part.userid).uniform(*AFTER_A_REMINDER_S)
            world.plan(at + wait, PLATFORM, "member_confirms", msgid=msgid, userid=part.userid)


def member_confirms(world: World, at: float, *, msgid: str, userid: str) -> None:
    """The tap, unless it was made already, the task was cancelled, or the member has come to never confirm."""
    part = task(world, msgid, userid)
    who = member(world, part.corpid, userid) if part else None
    if part is not None and people_act(world) and who is not None and not who.never_confirms:
        confirm(world, part, at=at)


def confirm(world: World, part: MemberTask, *, at: float) -> bool:
    """Send to everybody of this member's part who can be reached; False when there is nothing left to confirm."""
    message = world.shelf(GroupMessage)[part.msgid]
    if part.confirmed_at or message.cancelled_at:
        return False
    part.confirmed_at = at
    part.outcomes = [_deliver(world, message, part, target, at=at) for target in part.targets]
    world.shelf(MemberTask).put(f"{part.msgid}|{part.userid}", part)
    note_sent(world, message, part)
    return True


def _deliver(world: World, message: GroupMessage, part: MemberTask, target: str, *, at: float) -> int:
    relation = None
    if message.chat_type == "group":
        chat = group_chat(world, part.corpid, target)
        reachable = chat is not None and chat.owner == part.userid
    else:
        relation = friendship(world, part.corpid, part.userid, target)
        reachable = relation is not None and not relation.ended_by
    if not reachable:
        return NOT_A_FRIEND
    if not may_receive(world, part.corpid, target, at=at):
        return TOO_MANY
    received(world, part.corpid, target, at=at)
    if relation is not None:
        relation.last_chat_at = at
        keep_friendship(world, relation)
    _arrive(world, message, part, target, at=at)
    return SENT


def _arrive(world: World, message: GroupMessage, part: MemberTask, target: str, *, at: float) -> None:
    room = target if message.chat_type == "group" else f"{part.userid}|{target}"
    say(
        world,
        part.corpid,
        room,
        who=part.userid,
        at=at,
        text=message.text,
        attachments=message.attachments,
        pictures=message.pictures,
        msgid=message.msgid,
    )
    if message.chat_type == "group" and people_act(world):
        world.plan(at, PLATFORM, "group_reads", corpid=part.corpid, chat_id=target, msgid=message.msgid)


happenings = {
    "group_message_ready": group_message_ready,
    "members_are_reminded": members_are_reminded,
    "member_confirms": member_confirms,
}
