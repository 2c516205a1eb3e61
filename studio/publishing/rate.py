"""Rates: how many calls an account may make on a group of endpoints, counted in the database, so that all processes share them.

A token that was taken comes back when its time is over: so no period of that length, wherever it begins, ever sees more calls than the rule allows.
Rules per day count by Beijing days, as the platforms do (rules rate.*).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
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

PARTS = 20  # tokens of a twentieth of the period come back together
A_DAY = timedelta(days=1)
Taken = Mapping[datetime, int]  # when a part of the period began → tokens taken in it


class RateBucket(Row, table=True):
    """What was taken of one rule by one account of a platform, whoever in the studio publishes through it."""

    name: str = Field(unique=True)
    taken: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # ISO time → count
    changed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


def take(session: Session, account: ChannelAccount, endpoints: str, *, now: datetime) -> datetime | None:
    """Take a token; when there is none, the moment from which there will be one. Endpoints without a rule are free."""
    if f"rate.{endpoints}" not in all_rules():
        return None
    rate = rule_of(endpoints, now=now).rate
    bucket, kept = _locked(session, f"{endpoints}|{account.external_id or f'account:{account.key}'}")
    taken = standing({datetime.fromisoformat(at): count for at, count in kept.items()}, rate, now=now)
    if (wait := free_at(taken, rate)) is not None:
        return wait
    part = part_of(now, rate)
    now_taken = {**taken, part: taken.get(part, 0) + 1}
    _TAKE.run(session, bucket=bucket, now_taken={at.isoformat(): count for at, count in now_taken.items()}, now=now)
    return None


def rule_of(endpoints: str, *, now: datetime) -> Rule:
    """The rule that stands now for a group of endpoints; its rate is `.rate`."""
    return lookup(f"rate.{endpoints}", now.astimezone(BEIJING).date())


def standing(taken: Taken, rate: Rate, *, now: datetime) -> dict[datetime, int]:
    """What has not come back yet."""
    return {at: count for at, count in taken.items() if comes_back(at, rate) > now}


def free_at(taken: Taken, rate: Rate) -> datetime | None:
    """None when a token is free, else when the first ones come back."""
    if sum(taken.values()) < rate.calls:
        return None
    return min(comes_back(at, rate) for at in taken)


def part_of(now: datetime, rate: Rate) -> datetime:
    """The beginning of the part of the period that `now` lies in: a Beijing day, or a twentieth of a shorter period."""
    if rate.every >= A_DAY:
        return now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    length = rate.every / PARTS
    since = now.astimezone(UTC) - datetime(2020, 1, 1, tzinfo=UTC)
    return now.astimezone(UTC) - since % length


def comes_back(part: datetime, rate: Rate) -> datetime:
    """When the tokens that were taken in this part are there again."""
    if rate.every >= A_DAY:
        return part + A_DAY
    return part + rate.every / PARTS + rate.every


_BUCKETS = table(RateBucket)
_BUCKET = Plain(select(_BUCKETS.c.id, _BUCKETS.c.taken).where(_BUCKETS.c.name == bindparam("bucket")).with_for_update())
_MAKE = text("INSERT INTO rate_bucket (name, taken) VALUES (:name, '{}') ON CONFLICT (name) DO NOTHING")
_TAKE = Plain(
    update(_BUCKETS)
    .where(_BUCKETS.c.id == bindparam("bucket"))
    .values(taken=bindparam("now_taken", type_=Json), changed_at=bindparam("now", type_=UTCDateTime))
)


def _locked(session: Session, name: str) -> tuple[int, dict[str, int]]:
    """The bucket's number and what was taken of it, held until the act ends; made when it is used for the first time, also by two at once."""
    found = _BUCKET.run(session, bucket=name).first()
    if found is None:
        session.connection().execute(_MAKE, {"name": name})
        found = _BUCKET.run(session, bucket=name).one()
    return found.id, found.taken
