"""Quotas asked at the claim and shown when planned: what an account, or those who receive from it, have had of what the platform allows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.database import UTCDateTime
from studio.errors import Words
from studio.library.kinds import Audience, ChannelKind
from studio.plain import Plain, of_brand, table
from studio.posts.placement import Placement
from studio.publishing.delivery import Delivery, State
from studio.publishing.rate import own_limit, part_of, shown
from studio.rules.lookup import lookup

COUNTS = (State.SENDING.value, State.CREATED.value, State.DELIVERED.value)
PER_RECIPIENT = (
    "month",
    "week",
    "day",
)  # setting `per_recipient` of a community account: what the corp chose (wecom.mass.per_recipient_month)
PER_CUSTOMER = ("day", "month")  # setting `per_customer` of a Moments account; without it nothing is counted, because sources disagree
SUBMITS = "rate.official_account.freepublish_submit"
Named = Callable[[Audience], tuple[str, ...]]


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


@dataclass(frozen=True)
class _Periods:
    """The beginnings of the day, week and month that a local moment lies in."""

    now: datetime

    @property
    def day(self) -> datetime:
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    @property
    def week(self) -> datetime:
        return self.day - timedelta(days=self.now.weekday())

    @property
    def month(self) -> datetime:
        return self.day.replace(day=1)

    @property
    def days_of_month(self) -> int:
        return ((self.month + timedelta(days=32)).replace(day=1) - self.month).days


def quotas(session: Session, account: ChannelAccount, audience: Audience, *, zone: ZoneInfo, now: datetime) -> list[Quota]:
    """The quotas that a delivery now would draw on (rules oa.mass.*, oa.quota.daily, wecom.mass.per_recipient_*, wecom.moment.per_customer_*)."""
    periods = _Periods(now.astimezone(zone))
    match account.channel:
        case ChannelKind.OFFICIAL_ACCOUNT:
            return _article(session, account, audience, periods)
        case ChannelKind.COMMUNITY:
            return _groups(session, account, audience, periods)
        case ChannelKind.MOMENTS:
            return _moments(session, account, audience, periods)
        case _:
            return []


def calls_left(session: Session, account: ChannelAccount, *, now: datetime) -> list[Quota]:
    """The limits of calls a day that the account drew on today, the scarcest first (rules rate.*); of publishing itself `quotas` tells."""
    found = []
    for each in shown(session, account, now=now):
        if each.rule.id != SUBMITS:
            begins = part_of(now, each.rule.rate)
            found.append(
                Quota(Words(f"今日接口：{each.rule.what.zh}", f"calls today: {each.rule.what.en}"), each.used, each.rule.rate.calls, begins)
            )
    return found


def over_quota(session: Session, account: ChannelAccount, audience: Audience, *, zone: ZoneInfo, now: datetime) -> Words | None:
    """The first quota that is used up, in words."""
    for quota in quotas(session, account, audience, zone=zone, now=now):
        if quota.used >= quota.limit:
            return Words(
                f"「{quota.name.zh}」额度已用完（{quota.used}/{quota.limit}）", f"quota used up: {quota.name.en} {quota.used}/{quota.limit}"
            )
    return None


def _article(session: Session, account: ChannelAccount, audience: Audience, periods: _Periods) -> list[Quota]:
    """Publishing and a subscription account's mass sends count per account and day; of a service account per follower and month, and once a day to all."""
    today, day, month = periods.now.date(), periods.day, periods.month
    if account.settings.get("publish") != "mass":
        limit = own_limit(account, lookup(SUBMITS, today)).count
        return [Quota(Words("今日发布", "published today"), _sent(session, account, since=day), limit, day)]
    if account.kind == "subscription":
        limit = lookup("oa.mass.subscription", today).count
        return [Quota(Words("今日群发", "mass sends today"), _sent(session, account, since=day), limit, day)]
    had = _had(session, account, audience, _followers, since=month)
    each = Quota(Words("本月每位粉丝", "per follower this month"), had, lookup("oa.mass.service", today).count, month)
    if _followers(audience):
        return [each]
    to_all = sum(not _followers(whom) for whom in _audiences(session, account, since=day))
    return [
        each,
        Quota(Words("今日群发给全部粉丝", "mass sends to all followers today"), to_all, lookup("oa.mass.to_all", today).count, day),
    ]


def _groups(session: Session, account: ChannelAccount, audience: Audience, periods: _Periods) -> list[Quota]:
    """As many a month as it has days; fewer in a day or week where the corp chose so."""
    found = [("month", Words("本月每群", "per group this month"), periods.days_of_month, periods.month)]
    match account.settings.get("per_recipient"):
        case "day":
            limit = lookup("wecom.mass.per_recipient_day", periods.now.date()).count
            found.insert(0, ("day", Words("今日每群", "per group today"), limit, periods.day))
        case "week":
            found.insert(0, ("week", Words("本周每群", "per group this week"), 7, periods.week))
    return [
        Quota(name, _had(session, account, audience, lambda to: to.groups, since=since), limit, since) for _, name, limit, since in found
    ]


def _moments(session: Session, account: ChannelAccount, audience: Audience, periods: _Periods) -> list[Quota]:
    """Of one member a customer sees so many a day; of the corp so many a month. Counted only where the account's setting says which holds."""
    match account.settings.get("per_customer"):
        case "day":
            had, limit = _had(session, account, audience, lambda to: to.members, since=periods.day), "wecom.moment.per_customer_day"
            return [Quota(Words("今日每位客户", "per customer today"), had, lookup(limit, periods.now.date()).count, periods.day)]
        case "month":
            had, limit = _had(session, account, audience, lambda to: to.tags, since=periods.month), "wecom.moment.per_customer_month"
            return [Quota(Words("本月每位客户", "per customer this month"), had, lookup(limit, periods.now.date()).count, periods.month)]
        case _:
            return []


def _followers(to: Audience) -> tuple[str, ...]:
    return to.tags or to.people


def _had(session: Session, account: ChannelAccount, audience: Audience, named: Named, *, since: datetime) -> int:
    """What the one of this audience who received most has had: what was for everybody, and what named them. Two tags are taken as two crowds."""
    sent: Sequence[tuple[str, ...]] = [named(to) for to in _audiences(session, account, since=since)]
    whom = set(named(audience)) or {each for names in sent for each in names}
    return sum(not names for names in sent) + max((sum(each in names for names in sent) for each in whom), default=0)


def _audiences(session: Session, account: ChannelAccount, *, since: datetime) -> list[Audience]:
    return [Audience.model_validate(found.audience) for found in _AUDIENCES.run(session, account=account.key, since=since)]


def _sent(session: Session, account: ChannelAccount, *, since: datetime) -> int:
    return _COUNT.run(session, account=account.key, since=since).scalar_one()


def _used() -> tuple[ColumnElement[bool], ...]:
    """What the platform took since then, and what it may have taken; a delivery that is only now being asked about has used nothing."""
    row = _DELIVERY.c
    took = row.state.in_(COUNTS) & row.sent_at.is_not(None)
    when = func.coalesce(row.sent_at, row.due_at, type_=UTCDateTime)
    return (
        of_brand(_DELIVERY),
        row.account_id == bindparam("account"),
        took | (row.state == State.UNKNOWN.value),
        when >= bindparam("since"),
    )


_DELIVERY, _PLACEMENT = table(Delivery), table(Placement)
_COUNT = Plain(select(func.count(_DELIVERY.c.id)).where(*_used()))
_TO_WHOM = select(_PLACEMENT.c.audience).join(_DELIVERY, _DELIVERY.c.placement_id == _PLACEMENT.c.id)
_AUDIENCES = Plain(_TO_WHOM.where(*_used(), of_brand(_PLACEMENT)))
