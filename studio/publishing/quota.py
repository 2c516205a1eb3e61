"""Quotas asked at the claim and shown when planned: what this account has used of what the platform allows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from studio.brands.account import ChannelAccount
from studio.errors import Words
from studio.library.kinds import Audience, ChannelKind
from studio.posts.placement import Placement
from studio.publishing.delivery import Delivery, State

COUNTS = (State.SENDING.value, State.CREATED.value, State.DELIVERED.value)


@dataclass(frozen=True)
class Quota:
    """`used` of `limit` in the period that began at `since`; unknown outcomes count as used."""

    name: Words
    used: int
    limit: int
    since: datetime

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)


def quotas(session: Session, account: ChannelAccount, audience: Audience, *, zone: ZoneInfo, now: datetime) -> list[Quota]:
    """The quotas that a delivery now would draw on (rules oa.mass.*, oa.quota.daily, wecom.mass.per_recipient_month)."""
    local = now.astimezone(zone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    month = day.replace(day=1)
    if account.channel == ChannelKind.OFFICIAL_ACCOUNT:
        if account.settings.get("publish") != "mass":
            return [Quota(Words("今日发布", "published today"), _sent(session, account, since=day), 100, day)]
        if account.kind == "subscription":
            return [Quota(Words("今日群发", "mass sends today"), _sent(session, account, since=day), 1, day)]
        return [Quota(Words("本月群发", "mass sends this month"), _sent(session, account, since=month), 4, month)]
    if account.channel == ChannelKind.COMMUNITY:
        days = ((month + timedelta(days=32)).replace(day=1) - month).days
        busiest = max((_sent_to(session, account, chat, since=month) for chat in audience.groups), default=0)
        return [Quota(Words("本月每群", "per group this month"), busiest, days, month)]
    return []


def over_quota(session: Session, account: ChannelAccount, audience: Audience, *, zone: ZoneInfo, now: datetime) -> Words | None:
    """The first quota that is used up, in words."""
    for quota in quotas(session, account, audience, zone=zone, now=now):
        if quota.used >= quota.limit:
            return Words(
                f"「{quota.name.zh}」额度已用完（{quota.used}/{quota.limit}）", f"quota used up: {quota.name.en} {quota.used}/{quota.limit}"
            )
    return None


def _sent(session: Session, account: ChannelAccount, *, since: datetime) -> int:
    return session.exec(select(func.count(col(Delivery.id))).where(*_used(account, since))).one()


def _sent_to(session: Session, account: ChannelAccount, chat: str, *, since: datetime) -> int:
    query = select(Placement).join(Delivery, col(Delivery.placement_id) == col(Placement.id)).where(*_used(account, since))
    return sum(chat in placement.for_whom.groups for placement in session.exec(query))


def _used(account: ChannelAccount, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """What the platform took since then, and what it may have taken; a delivery that is only now being asked about has used nothing."""
    took = col(Delivery.state).in_(COUNTS) & col(Delivery.sent_at).is_not(None)
    when = func.coalesce(Delivery.sent_at, Delivery.due_at)
    return col(Delivery.account_id) == account.key, took | (col(Delivery.state) == State.UNKNOWN.value), when >= since
