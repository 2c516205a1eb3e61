"""Hold switches take effect before the next step, and nothing is lost by them."""

from datetime import timedelta

import pytest

from studio.errors import NotAllowed, Refused
from studio.publishing.delivery import State
from studio.publishing.hold import HoldScope, hold, holds, lift


@pytest.mark.parametrize(
    ("scope", "target"), [(HoldScope.ACCOUNT, "moments-founder"), (HoldScope.PERSONA, "lin-an"), (HoldScope.BRAND, "")]
)
def test_a_held_delivery_stays_planned_until_the_switch_is_lifted(engine_house, scope, target):
    house = engine_house
    row = house.scheduled()
    with house.act() as session:
        switch = hold(session, scope, target, reason="客户投诉，先停一停", by=house.person("publisher"), at=house.now)
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.work()
    assert house.delivery(row).is_ is State.PLANNED
    assert "先停一停" in house.delivery(row).said["zh"]
    with house.act() as session:
        lift(session, switch, by=house.person("publisher"), at=house.now)
        assert holds(session) == []
    house.clock.advance(timedelta(seconds=20))
    house.work()
    assert house.delivery(row).is_ is State.CREATED


def test_another_accounts_switch_stops_nothing_here(engine_house):
    house = engine_house
    row = house.scheduled()
    with house.act() as session:
        hold(session, HoldScope.ACCOUNT, "groups-founder", reason="群里在答疑", by=house.person("publisher"), at=house.now)
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.work()
    assert house.delivery(row).is_ is State.CREATED


def test_a_hold_needs_a_reason_and_the_right(engine_house):
    house = engine_house
    with house.act() as session, pytest.raises(Refused, match="理由"):
        hold(session, HoldScope.BRAND, reason=" ", by=house.person("publisher"), at=house.now)
    with house.act() as session, pytest.raises(NotAllowed):
        hold(session, HoldScope.BRAND, reason="想停", by=house.person("editor"), at=house.now)
    with house.act() as session, pytest.raises(NotAllowed):
        hold(session, HoldScope.STUDIO, reason="全停", by=house.person("publisher"), at=house.now)
