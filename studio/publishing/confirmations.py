"""Who confirmed and who has not, per member and per group, from what the platform said when it was last asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from studio.brands.account import ChannelAccount
from studio.channels.message import Addressees, Message
from studio.channels.moments.audience import audience_sentence
from studio.channels.moments.results import left_out_words
from studio.clock import BEIJING
from studio.errors import Words
from studio.library.kinds import Audience, ChannelKind
from studio.posts.message import channel_account
from studio.posts.placement import placement
from studio.publishing.delivery import Attempt, Delivery, State, attempts
from studio.publishing.handoff import confirmation, whose
from studio.rules.lookup import lookup

A_DAY = timedelta(hours=24)
REMIND = "remind"  # the attempt's step
OUTCOMES = {
    "sent": Words("已发到群里", "in the group"), "unsent": Words("还没发", "not sent yet"), "failed": Words("平台没有接受这个群", "the platform did not take this group"),
    "not_a_friend": Words("客户已不是好友", "no longer a contact"), "had_too_many": Words("这个群本月次数已满", "this group has had its share this month"),
    "unknown": Words("平台没有说", "the platform does not say"),
}  # fmt: skip


@dataclass(frozen=True)
class InGroup:
    """What became of it in one group. `outcome` is a key of OUTCOMES."""

    chat: str
    outcome: str

    @property
    def words(self) -> Words:
        return OUTCOMES.get(self.outcome, OUTCOMES["unknown"])


@dataclass(frozen=True)
class ByMember:
    """One person who has to confirm; `confirmed` None: the platform has not told yet. `at` is when they did, where it is told."""

    member: str
    confirmed: bool | None
    at: datetime | None
    groups: tuple[InGroup, ...] = ()


@dataclass(frozen=True)
class Confirmations:
    """`asked_at` None: not asked yet. `reminders_left` None: this channel has no reminders of the platform's own."""

    members: tuple[ByMember, ...]
    asked_at: datetime | None
    reminders_left: int | None
    waits_for: Words
    before: Words  # for whom it is
    after: Words  # who can see it by now
    left_out: Words = Words("", "")  # members, departments and tags that the platform did not take

    @property
    def waiting(self) -> tuple[ByMember, ...]:
        return tuple(each for each in self.members if not each.confirmed)


def per_member(session: Session, row: Delivery, *, now: datetime) -> Confirmations:
    """What the 投放 page shows of one delivery: per member and per group, reminders left today, and its audience in words."""
    where, account = placement(session, row.placement_id), session.get(ChannelAccount, row.account_id)
    tried = attempts(session, row)
    asked = next((attempt for attempt in tried if attempt.step == "ask"), None)
    match where.channel:
        case ChannelKind.COMMUNITY:
            members = tuple(_owners(tried, asked.facts if asked else {}))
        case ChannelKind.MOMENTS:
            members = tuple(_publishers(asked.facts if asked else {}, where.for_whom))
        case ChannelKind.HANDOFF:
            members = tuple(_hands(session, row))
        case _:
            members = ()
    left = reminders_left(session, row, now=now) if where.channel == ChannelKind.COMMUNITY else None
    before = sentence(account, where.for_whom) if account else Words("", "")
    without = left_out_words((asked.facts if asked else {}).get("left_out") or {})
    after = _after(where.channel, members, before)
    return Confirmations(members, asked.outcome_at if asked else None, left, waits_for(row), before, after, without)


def reminders_left(session: Session, row: Delivery, *, now: datetime) -> int:
    """How many of the platform's reminders are left in the last 24 hours (rule wecom.mass.remind_24h); refused ones cost nothing."""
    query = select(Attempt).where(Attempt.delivery_id == row.key, Attempt.step == REMIND, Attempt.intent_at > now - A_DAY)
    used = sum(attempt.outcome != "not_sent" for attempt in session.exec(query))
    return max(0, lookup("wecom.mass.remind_24h", now.astimezone(BEIJING).date()).count - used)


def waits_for(row: Delivery) -> Words:
    """Whom it waits for, in a sentence; empty when for nobody."""
    if row.is_ is not State.CREATED:
        return Words("", "")
    said = Words(str(row.said.get("zh", "")), str(row.said.get("en", "")))
    if said.zh:
        return said
    return Words("等人确认", "waiting for a person") if row.waits_for_person else Words("平台处理中", "the platform is working on it")


def sentence(account: ChannelAccount, audience: Audience) -> Words:
    """For whom it is, said aloud: without tags a moment is public, without names groups and followers are everybody."""
    if account.channel == ChannelKind.MOMENTS:
        to = Addressees(tags=audience.tags, members=audience.members)
        return audience_sentence(channel_account(account, None), Message(marker="", to=to), {})
    if account.channel == ChannelKind.COMMUNITY:
        groups = len(audience.groups)
        return (
            Words(f"发到 {groups} 个群", f"into {groups} groups")
            if groups
            else Words("发到可见范围内的每个客户群", "into every customer group in range")
        )
    if account.channel == ChannelKind.HANDOFF:
        names = "、".join(audience.people)
        return (
            Words(f"由 {names} 手发", f"posted by hand by {names}")
            if names
            else Words("由发布的人手发", "posted by hand by whoever publishes")
        )
    if audience.tags:
        return Words(f"只给带标签 {'、'.join(audience.tags)} 的关注者", f"only to followers with the tags {', '.join(audience.tags)}")
    pushed = account.settings.get("publish") == "mass"
    return Words("群发给全部关注者", "pushed to every follower") if pushed else Words("公开可读，不推送", "public, without a push")


def _owners(tried: list[Attempt], facts: Mapping[str, Any]) -> Iterator[ByMember]:
    """Owners of the groups, in the order of their tasks; before the first answer nobody is said to have confirmed."""
    owned: dict[str, list[str]] = {}
    for attempt in tried:
        if attempt.step.startswith("create:") and "owner" in attempt.facts:
            owned.setdefault(str(attempt.facts["owner"]), []).extend(attempt.facts.get("chats", []))
    members, chats = facts.get("members", {}), facts.get("chats", {})
    for owner in dict.fromkeys((*owned, *members)):
        groups = tuple(InGroup(chat, str(chats.get(chat, "unknown" if not chats else "unsent"))) for chat in owned.get(owner, []))
        yield _member(owner, members.get(owner), groups)


def _publishers(facts: Mapping[str, Any], audience: Audience) -> Iterator[ByMember]:
    members = facts.get("members", {})
    for userid in dict.fromkeys((*members, *(audience.members if not members else ()))):
        yield _member(userid, members.get(userid), ())


def _hands(session: Session, row: Delivery) -> Iterator[ByMember]:
    told = confirmation(session, row)
    if told:
        yield ByMember(told.by, confirmed=True, at=told.at)
        return
    for person in whose(session, placement(session, row.placement_id)):
        yield ByMember(person.name, confirmed=False, at=None)


def _member(userid: str, said: Mapping[str, Any] | None, groups: tuple[InGroup, ...]) -> ByMember:
    if said is None:
        return ByMember(userid, None, None, groups)
    at = said.get("at")
    return ByMember(userid, bool(said.get("confirmed")), datetime.fromtimestamp(int(at), UTC) if at else None, groups)


def _after(channel: str, members: tuple[ByMember, ...], before: Words) -> Words:
    done = [each for each in members if each.confirmed]
    if channel == ChannelKind.COMMUNITY:
        groups = sum(group.outcome == "sent" for each in members for group in each.groups)
        return Words(
            f"已发到 {groups} 个群（{len(done)} / {len(members)} 位成员确认）",
            f"in {groups} groups by now ({len(done)} of {len(members)} members confirmed)",
        )
    if channel == ChannelKind.MOMENTS:
        if not done:
            return Words("还没有人看得到：成员还没发表", "nobody can see it yet: no member has published it")
        return Words(
            f"{len(done)} / {len(members)} 位成员已发表，{before.zh}", f"{len(done)} of {len(members)} members published it; {before.en}"
        )
    return before
