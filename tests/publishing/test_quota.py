"""Quotas are asked at the claim: no platform limit is found out by being refused, and an unknown outcome counts as used."""

from datetime import datetime, timedelta

import pytest

from studio.clock import BEIJING
from studio.library.kinds import Audience
from studio.posts import placement as placed
from studio.posts.placement import Placement
from studio.publishing.delivery import Delivery, State
from studio.publishing.quota import over_quota, quotas
from studio.publishing.work import work_through

VIP = Audience(groups=("wr-vip",))


def mass(house, kind: str) -> None:
    with house.act() as session:
        account = house.account(session, "oa-brand")
        account.kind, account.settings = kind, {**account.settings, "publish": "mass"}
        session.add(account)


def send(house, account: str = "oa-brand", audience: Audience | None = None) -> Delivery:
    """Scheduled for a minute from now, and worked on when its time has come."""
    row = house.scheduled(account=account, due_in=timedelta(minutes=1))
    if audience:  # what the reviewer approved it for
        with house.act() as session:
            session.get(Placement, row.placement_id).audience = audience.model_dump(mode="json")
    house.clock.advance(timedelta(minutes=1, seconds=1))
    work_through(house.desk())
    return house.delivery(row)


def left(house, account: str, audience: Audience = VIP) -> int:
    with house.act() as session:
        [quota] = quotas(session, house.account(session, account), audience, zone=BEIJING, now=house.now)
        return quota.left


def test_a_subscription_account_sends_to_all_once_a_day(house):
    mass(house, "subscription")
    assert left(house, "oa-brand") == 1
    assert send(house).is_ is State.CREATED
    assert left(house, "oa-brand") == 0
    refused = send(house)
    assert refused.is_ is State.REFUSED
    assert "今日群发" in refused.said["zh"]
    assert refused.said["mend_zh"]
    house.clock.moment = datetime(2026, 11, 24, 7, 0, tzinfo=BEIJING)
    assert send(house).is_ is State.CREATED
    assert len(house.platform.ledger) == 2


def test_a_service_account_sends_to_all_four_times_a_month(house):
    mass(house, "service")
    for day in (23, 24, 25, 26):
        house.clock.moment = datetime(2026, 11, day, 9, 0, tzinfo=BEIJING)
        assert send(house).is_ is State.CREATED
    house.clock.moment = datetime(2026, 11, 30, 9, 0, tzinfo=BEIJING)
    assert send(house).is_ is State.REFUSED
    house.clock.moment = datetime(2026, 12, 1, 9, 0, tzinfo=BEIJING)
    assert send(house).is_ is State.CREATED


def test_publishing_without_a_push_has_a_daily_limit_of_its_own(house):
    with house.act() as session:
        [quota] = quotas(session, house.account(session, "oa-brand"), Audience(), zone=BEIJING, now=house.now)
    assert (quota.limit, quota.used) == (100, 0)


def test_an_unknown_outcome_counts_as_used(house):
    mass(house, "subscription")
    house.platform.faults, house.platform.visible = ["lost_after"], False
    row = send(house)
    assert row.is_ is State.UNKNOWN
    house.platform.faults = []
    again = send(house)
    assert again.is_ is State.REFUSED
    assert len(house.platform.ledger) == 1


@pytest.mark.parametrize(("moment", "days"), [(datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING), 30), (datetime(2026, 2, 3, 9, 0, tzinfo=BEIJING), 28)])  # fmt: skip
def test_a_group_takes_as_many_a_month_as_it_has_days(house, moment, days):
    house.clock.moment = moment
    assert left(house, "groups-founder") == days


def test_the_busiest_group_of_an_audience_decides(house):
    row = house.scheduled(account="groups-founder", due_in=timedelta(minutes=1))
    with house.act() as session:
        where = placed.placement(session, row.placement_id)
        where.audience = VIP.model_dump(mode="json")
        delivery = session.get(Delivery, row.key)
        delivery.state, delivery.sent_at = State.DELIVERED.value, house.now
    assert left(house, "groups-founder") == 29
    assert left(house, "groups-founder", Audience(groups=("wr-vip", "wr-other"))) == 29
    assert left(house, "groups-founder", Audience(groups=("wr-other",))) == 30


def test_moments_and_hand_offs_have_no_quota_here(house):
    with house.act() as session:
        account = house.account(session, "moments-founder")
        assert quotas(session, account, Audience(), zone=BEIJING, now=house.now) == []
        assert over_quota(session, account, Audience(), zone=BEIJING, now=house.now) is None
