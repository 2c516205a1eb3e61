"""The publishing process of the embedded engine: what is slow keeps nobody else waiting, and what is planned meanwhile is not slept through."""

import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import structlog

from studio.brands.account import ChannelAccount
from studio.clock import SharedClock
from studio.publishing.delivery import State
from studio.publishing.hold import HoldScope, hold
from studio.publishing.run_apscheduler import Publisher
from tests.fake_channel import FakeChannel

PATIENCE_S = 10.0


@pytest.fixture
def publisher(house):
    engine = Publisher(house.desk(), tick=timedelta(seconds=30), pool=4)
    engine.start()
    yield engine
    engine.stop()


def until(holds) -> None:
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < PATIENCE_S
        time.sleep(0.01)


def test_an_account_whose_platform_does_not_answer_keeps_nobody_else_waiting(house, publisher, monkeypatch):
    stuck, go_on, usual = threading.Event(), threading.Event(), FakeChannel.do

    def do(self, step, message, done, *, now):
        if self.account.slug == "moments-founder" and step.name == "create":
            stuck.set()
            go_on.wait(PATIENCE_S)
        return usual(self, step, message, done, now=now)

    monkeypatch.setattr(FakeChannel, "do", do)
    slow, quick = house.scheduled(text="慢"), house.scheduled(text="快", account="groups-founder", due_in=timedelta(minutes=61))
    house.clock.advance(timedelta(minutes=60, seconds=30))
    publisher.wake()
    assert stuck.wait(PATIENCE_S)
    house.clock.advance(timedelta(minutes=1))
    publisher.wake()
    until(lambda: house.delivery(quick).is_ is State.CREATED)
    assert house.delivery(slow).is_ is State.SENDING
    go_on.set()
    until(lambda: house.delivery(slow).is_ is State.CREATED)


def test_a_heartbeat_that_waits_for_its_turn_to_write_keeps_no_post_waiting(house, publisher, monkeypatch):
    waits, go_on = threading.Event(), threading.Event()

    def beat_now(*_, **__):
        waits.set()
        go_on.wait(PATIENCE_S)
        raise OSError("the disk is gone")

    monkeypatch.setattr("studio.publishing.run_apscheduler.beat_now", beat_now)
    row = house.scheduled()
    house.clock.advance(timedelta(minutes=60, seconds=1))
    publisher.wake()
    assert waits.wait(PATIENCE_S)
    later = house.scheduled(text="后一条", due_in=timedelta(seconds=1))
    house.clock.advance(timedelta(seconds=2))
    publisher.wake()
    until(lambda: house.delivery(row).is_ is house.delivery(later).is_ is State.CREATED)
    assert not go_on.is_set()
    with structlog.testing.capture_logs() as said:
        go_on.set()
        until(lambda: said)
    assert said[0]["event"] == "no heartbeat was written"
    assert said[0]["why"] == "the disk is gone"


def test_the_next_row_is_not_slept_through_while_an_earlier_one_waits_for_its_account(house, publisher):
    busy = house.scheduled(text="别的进程正在发")
    with house.act() as session:  # what is due on this account cannot begin
        busy.state, busy.claimed_by, busy.lease_until = State.SENDING.value, "other", house.now + timedelta(hours=9)
        session.add(busy)
    waits = house.scheduled(text="排在后面", due_in=timedelta(minutes=61))
    house.clock.advance(timedelta(minutes=62))
    publisher.wake()
    free = house.scheduled(text="不相干", account="groups-founder", due_in=timedelta(seconds=1))
    publisher.wake()
    house.clock.advance(timedelta(seconds=2))
    until(lambda: house.delivery(free).is_ is State.CREATED)
    assert house.delivery(waits).is_ is State.PLANNED
    assert house.delivery(busy).is_ is State.SENDING


def test_a_clock_that_is_set_wakes_it_at_once_and_what_belongs_to_an_hour_with_it(house, tmp_path):
    clock = SharedClock(tmp_path / "clock.json")
    clock.set(house.now)
    pulled: list[datetime] = []
    engine = Publisher(
        replace(house.desk(), clock=clock), tick=timedelta(seconds=30), pool=2, also={"collect": lambda: pulled.append(clock.now())},
        prompt=("collect",),
    )  # fmt: skip
    row = house.scheduled()
    engine.start()
    try:
        until(lambda: pulled)
        clock.set(row.due_at + timedelta(seconds=1))
        until(lambda: house.delivery(row).is_ is State.CREATED)
        until(lambda: pulled[-1] > row.due_at)
    finally:
        engine.stop()
    assert house.platform.markers == [row.marker], "once, for all that waking"


def test_what_comes_due_while_its_hands_are_full_is_not_forgotten_though_all_it_had_in_hand_came_to_nothing(house, monkeypatch):
    stuck, go_on, usual = threading.Event(), threading.Event(), FakeChannel.do

    def do(self, step, message, done, *, now):
        if self.account.slug != "moments-0":
            return usual(self, step, message, done, now=now)
        stuck.set()
        go_on.wait(PATIENCE_S)
        raise ZeroDivisionError

    monkeypatch.setattr(FakeChannel, "do", do)
    with house.act() as session:
        for number in range(5):
            slug, agent = f"moments-{number}", {"agent": "1000002", "shared": True}
            session.add(ChannelAccount(slug=slug, name=slug, channel="moments", created_at=house.now, settings=agent))
        for number in range(1, 4):
            hold(session, HoldScope.ACCOUNT, f"moments-{number}", reason="等客户回话", by=house.person("publisher"), at=house.now)
    rows = [house.scheduled(account=f"moments-{number}", due_in=timedelta(minutes=60, seconds=number // 4)) for number in range(5)]
    engine = Publisher(house.desk(), tick=timedelta(seconds=30), pool=1)
    engine.start()
    try:
        house.clock.advance(timedelta(minutes=60))
        engine.wake()
        assert stuck.wait(PATIENCE_S)
        house.clock.advance(timedelta(seconds=2))
        engine.wake()
        time.sleep(0.5)  # it has looked, and seen that its hands are full
        go_on.set()
        until(lambda: house.delivery(rows[4]).is_ is State.CREATED)
    finally:
        go_on.set()
        engine.stop()
    assert {house.delivery(row).is_ for row in rows[1:4]} == {State.PLANNED}
