"""Hold switches take effect before the next step, and nothing is lost by them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlmodel import select

from studio.brands.account import ChannelAccount
from studio.errors import NotAllowed, Refused
from studio.history import HistoryRow
from studio.publishing.delivery import Delivery, State
from studio.publishing.held import held_back
from studio.publishing.hold import HoldScope, hold, holds, in_flight, lift
from studio.publishing.publish import publish
from studio.review.rows import Approval
from tests.publishing.stepwise import StepwisePlatform


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


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_after_a_stop_while_many_are_due_no_call_leaves_and_what_was_on_its_way_is_counted(house, count):
    """Everybody is in the middle of sending when the studio is stopped: the steps that were begun arrive, none after them."""
    house.platform = platform = StepwisePlatform(house.clock)
    planned(house, count)
    house.clock.advance(timedelta(minutes=2))
    stopped = []

    def stop():
        with house.act() as session:
            hold(session, HoldScope.STUDIO, reason="出事了", by=house.person("admin"), at=house.now)
            stopped.append(in_flight(session, HoldScope.STUDIO))

    platform.during = {7: stop}
    house.work()
    assert len(platform.calls) == 7
    assert stopped == [1]
    with house.act() as session:
        (told,) = session.exec(select(HistoryRow).where(HistoryRow.verb == "hold.set"))
        assert told.what["in_flight"] == 1
        assert held_back(session, HoldScope.STUDIO).planned == count - len(platform.ledger)
        assert held_back(session, HoldScope.STUDIO).in_flight == 0


@pytest.mark.parametrize("workers", [4])
def test_a_stop_while_several_send_at_once_lets_only_that_arrive_which_it_counted(either_house, workers):
    """On PostgreSQL steps are begun side by side: a stop waits for them, and whatever begins afterwards sees it."""
    house = either_house
    house.platform = platform = StepwisePlatform(house.clock)
    with house.act() as session:
        for n in range(workers):
            session.add(ChannelAccount(slug=f"m-{n}", name=f"m-{n}", channel="moments", created_at=house.now, persona="lin-an"))
    rows = [house.scheduled(text=f"第 {n} 条", account=f"m-{n}", due_in=timedelta(minutes=1)) for n in range(workers)]
    house.clock.advance(timedelta(minutes=2))
    all_begun, counted = Barrier(workers + 1), []
    stopped = Event()

    def waits():
        all_begun.wait(20)
        assert stopped.wait(20)

    platform.during = dict.fromkeys(range(1, workers + 1), waits)
    with ThreadPoolExecutor(workers) as pool:
        sending = [pool.submit(publish, house.desk(f"p-{n}"), row.key, brand=1) for n, row in enumerate(rows)]
        all_begun.wait(20)
        with house.act() as session:
            hold(session, HoldScope.BRAND, reason="停", by=house.person("publisher"), at=house.now)
            counted.append(in_flight(session, HoldScope.BRAND))
        stopped.set()
        assert {each.result(20) for each in sending} == {State.PLANNED}
    assert counted == [workers]
    assert platform.calls == ["upload"] * workers
    assert platform.ledger == []


def planned(house, count: int) -> None:
    """So many due in a minute on one account, as approved as the first: their rows are copied, because writing a thousand posts takes minutes."""
    first = house.scheduled(due_in=timedelta(minutes=1))
    with house.act() as session:
        approval = session.get(Approval, first.approval_id)
        for n in range(1, count):
            more = Approval(**{**approval.model_dump(), "id": None, "at": approval.at + timedelta(seconds=n)})
            session.add(more)
            session.flush()
            session.add(Delivery(**{**first.model_dump(), "id": None, "approval_id": more.key, "marker": f"siyu-{n}"}))
