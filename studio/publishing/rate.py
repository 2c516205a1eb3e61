"""Rates: how many calls an account may make on a group of endpoints, counted in the database, so that all processes share them.

A token that was taken comes back when its time is over: so no period of that length, wherever it begins, ever sees more calls than the rule allows.
Rules per day and month count by Beijing days and months, as the platforms do (rules rate.*). A group may have several rules: `rate.robot` and
`rate.robot.hour` both hold. An account's own number (setting `quotas`) stands over what the platform told, and that over the rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlmodel import Field, Session

from studio.brands.account import ChannelAccount
from studio.clock import BEIJING
from studio.database import Json, Row, UTCDateTime
from studio.plain import Plain, table
from studio.rules.lookup import lookup
from studio.rules.records import all_rules
from studio.rules.rule import Rate, Rule

AGAIN = 10  # periods after a refusal in which a second one speaks of the longer period
PARTS = 20  # tokens of a twentieth of the period come back together
A_DAY, A_MONTH = timedelta(days=1), timedelta(days=30)
QUOTAS = "quotas"  # the setting of an account: {"official_account.freepublish_get": 1000}
Taken = Mapping[datetime, int]  # when a part of the period began → tokens taken in it


class RateBucket(Row, table=True):
    """What was taken of a group of endpoints by one account of a platform, whoever in the studio publishes through it.

    `learnt` is the limit of a day that the platform told, `full_at` when it was found used up last.
    """

    name: str = Field(unique=True)
    taken: dict[str, Any] = Field(
        default_factory=dict, sa_type=Json
    )  # ISO time → count; of a further rule with its period before it: `hour 2026-…`
    changed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    learnt: int | None = None
    full_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


@dataclass(frozen=True)
class Bucket:
    """One rule of a group as it stands for an account: with the account's own number, and what has not come back yet."""

    rule: Rule
    period: str  # "" of the group's own rule, else minute, hour, day or month
    taken: dict[datetime, int]

    @property
    def used(self) -> int:
        return sum(self.taken.values())

    @property
    def left(self) -> int:
        return max(0, self.rule.rate.calls - self.used)

    def filled(self, part: datetime, count: int) -> "Bucket":
        return replace(self, taken={**self.taken, part: count})


@dataclass(frozen=True)
class Held:
    """The buckets of a group in their row, which is held until the act ends."""

    key: int
    full_at: datetime | None
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True)
class Wait:
    """No token is left of this rule before `until`; `first`: nobody has been told of it in this period."""

    until: datetime
    rule: Rule
    first: bool = False


def take(session: Session, account: ChannelAccount, endpoints: str, *, now: datetime) -> Wait | None:
    """Take a token of every rule of these endpoints; when one has none, until when to wait. Endpoints without a rule are free."""
    held = hold(session, account, endpoints, now=now)
    full = [(wait, each) for each in held.buckets if (wait := free_at(each.taken, each.rule.rate)) is not None]
    if full:
        until, longest = max(full, key=lambda pair: pair[0])
        return Wait(until, longest.rule, longest.rule.rate.every >= A_DAY and _first_time(session, held, longest, now=now))
    if held.buckets:
        parts = [(each, part_of(now, each.rule.rate)) for each in held.buckets]
        _keep(session, held, [each.filled(part, each.taken.get(part, 0) + 1) for each, part in parts], now=now)
    return None


def used_up(session: Session, account: ChannelAccount, endpoints: str, *, now: datetime) -> Wait | None:
    """The platform says that nothing is left, whatever we counted: of the shortest period, or of a longer one when that was said just before."""
    held = hold(session, account, endpoints, now=now)
    if not held.buckets:
        return None
    by_length = sorted(held.buckets, key=lambda each: each.rule.rate.every)
    fresh = held.full_at is None or now - held.full_at >= AGAIN * by_length[0].rule.rate.every
    spent = by_length[0] if fresh or len(by_length) == 1 else by_length[1]
    part = part_of(now, spent.rule.rate)
    full = replace(spent, taken={part: max(spent.rule.rate.calls, spent.used)})
    _keep(session, held, [full if each is spent else each for each in held.buckets], now=now)
    return Wait(comes_back(part, spent.rule.rate), spent.rule, _first_time(session, held, spent, now=now))


def hold(session: Session, account: ChannelAccount, endpoints: str, *, now: datetime) -> Held:
    """Every rule of these endpoints with what was taken of it; an account's own number stands over what the platform told, and that over the rule."""
    if not rules_of(endpoints):
        return Held(0, None, ())
    key, kept, learnt, full_at = _locked(session, f"{endpoints}|{account.external_id or f'account:{account.key}'}")
    return Held(key, full_at, tuple(_buckets(account, endpoints, kept, learnt, now=now)))


def _buckets(account: ChannelAccount, endpoints: str, kept: Mapping[str, int], learnt: int | None, *, now: datetime) -> Iterator[Bucket]:
    for name in rules_of(endpoints):
        rule, period = rule_of(name, now=now), name.removeprefix(endpoints).removeprefix(".")
        rule = own_limit(account, rule, learnt if rule.rate.every == A_DAY else None)
        yield Bucket(rule, period, standing(_of(kept, period), rule.rate, now=now))


def shown(session: Session, account: ChannelAccount, *, now: datetime) -> list[Bucket]:
    """What was taken today of the account's limits of a day, as far as anything was; holds nothing and writes nothing."""
    mine = f"|{account.external_id or f'account:{account.key}'}"
    found = []
    for name, kept, learnt in session.execute(
        select(_BUCKETS.c.name, _BUCKETS.c.taken, _BUCKETS.c.learnt).where(_BUCKETS.c.name.endswith(mine))
    ):
        endpoints = name.removesuffix(mine)
        found += [each for each in _buckets(account, endpoints, kept, learnt, now=now) if each.rule.rate.every == A_DAY and each.used]
    return sorted(found, key=lambda each: each.left / each.rule.rate.calls)


def _of(kept: Mapping[str, int], period: str) -> dict[datetime, int]:
    """The counts of one rule among those of its group."""
    of = f"{period} " if period else ""
    return {
        datetime.fromisoformat(at.removeprefix(of)): count
        for at, count in kept.items()
        if at.startswith(of) and at[:1].isdigit() == (not of)
    }


def own_limit(account: ChannelAccount, rule: Rule, learnt: int | None = None) -> Rule:
    """The rule with the account's own number (setting `quotas`), else with what the platform told, else as it stands."""
    held = account.settings.get(QUOTAS)
    own = held.get(rule.id.removeprefix("rate.")) if isinstance(held, dict) else None
    limit = next((each for each in (own, learnt) if isinstance(each, int) and not isinstance(each, bool) and each > 0), None)
    return rule if limit is None else replace(rule, value=limit, overridden=True)


def learn(session: Session, account: ChannelAccount, endpoints: str, *, limit: int, used: int, now: datetime) -> None:
    """What the platform itself says about a day: its limit, and what was used of it by whomever."""
    held = hold(session, account, endpoints, now=now)
    daily = next((each for each in held.buckets if each.rule.rate.every == A_DAY), None)
    if daily is None or limit <= 0:
        return
    told = replace(daily, taken={part_of(now, daily.rule.rate): max(used, daily.used)})
    _keep(session, held, [told if each is daily else each for each in held.buckets], now=now)
    _LEARN.run(session, bucket=held.key, limit=limit)


@cache
def rules_of(endpoints: str) -> tuple[str, ...]:
    """The groups with a rule behind these endpoints: `robot`, `robot.hour`; none are free."""
    every = (endpoints, *(f"{endpoints}.{period}" for period in ("minute", "hour", "day", "month")))
    return tuple(name for name in every if f"rate.{name}" in all_rules())


def rule_of(endpoints: str, *, now: datetime) -> Rule:
    """The rule that stands now for a group of endpoints; its rate is `.rate`."""
    return lookup(f"rate.{endpoints}", now.astimezone(BEIJING).date())


def standing(taken: Taken, rate: Rate, *, now: datetime) -> dict[datetime, int]:
    """What has not come back yet. What was taken by a clock that was ahead counts as taken just now, so that it comes back like everything else."""
    latest, found = part_of(now, rate), dict[datetime, int]()
    for at, count in taken.items():
        if comes_back(at, rate) > now:
            found[min(at, latest)] = found.get(min(at, latest), 0) + count
    return found


def free_at(taken: Taken, rate: Rate) -> datetime | None:
    """None when a token is free, else when the first ones come back."""
    if sum(taken.values()) < rate.calls:
        return None
    return min(comes_back(at, rate) for at in taken)


def part_of(now: datetime, rate: Rate) -> datetime:
    """The beginning of the part of the period that `now` lies in: a Beijing day or month, or a twentieth of a shorter period."""
    if rate.every >= A_DAY:
        day = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
        return (day.replace(day=1) if rate.every >= A_MONTH else day).astimezone(UTC)
    length = rate.every / PARTS
    since = now.astimezone(UTC) - datetime(2020, 1, 1, tzinfo=UTC)
    return now.astimezone(UTC) - since % length


def comes_back(part: datetime, rate: Rate) -> datetime:
    """When the tokens that were taken in this part are there again."""
    if rate.every >= A_MONTH:
        return (part.astimezone(BEIJING) + timedelta(days=32)).replace(day=1).astimezone(UTC)
    if rate.every >= A_DAY:
        return part + A_DAY
    return part + rate.every / PARTS + rate.every


_BUCKETS = table(RateBucket)
_COLUMNS = (_BUCKETS.c.id, _BUCKETS.c.taken, _BUCKETS.c.learnt, _BUCKETS.c.full_at)
_BUCKET = Plain(select(*_COLUMNS).where(_BUCKETS.c.name == bindparam("bucket")).with_for_update())
_MAKE = text("INSERT INTO rate_bucket (name, taken) VALUES (:name, '{}') ON CONFLICT (name) DO NOTHING")
_THIS = update(_BUCKETS).where(_BUCKETS.c.id == bindparam("bucket"))
_TAKE = Plain(_THIS.values(taken=bindparam("now_taken", type_=Json), changed_at=bindparam("now", type_=UTCDateTime)))
_LEARN = Plain(_THIS.values(learnt=bindparam("limit")))
_FULL = Plain(_THIS.values(full_at=bindparam("now", type_=UTCDateTime)))


def _first_time(session: Session, held: Held, bucket: Bucket, *, now: datetime) -> bool:
    """Whether this is the first time in this period that it is found full; from now on it is not."""
    rate = bucket.rule.rate
    _FULL.run(session, bucket=held.key, now=now)
    return held.full_at is None or comes_back(part_of(held.full_at, rate), rate) <= now


def _keep(session: Session, held: Held, now_taken: Iterable[Bucket], *, now: datetime) -> None:
    kept = {f"{each.period} {at.isoformat()}".strip(): count for each in now_taken for at, count in each.taken.items()}
    _TAKE.run(session, bucket=held.key, now_taken=kept, now=now)


def _locked(session: Session, name: str) -> tuple[int, dict[str, int], int | None, datetime | None]:
    """The bucket's row, held until the act ends; made when it is used for the first time, also by two at once."""
    found = _BUCKET.run(session, bucket=name).first()
    if found is None:
        session.connection().execute(_MAKE, {"name": name})
        found = _BUCKET.run(session, bucket=name).one()
    return found.id, found.taken, found.learnt, found.full_at
