"""The clock gives what is due to the workers once; what a dead worker had is never run again blindly."""

import gc
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from studio.clock import FixedClock, SystemClock
from studio.database import act_across_brands, engine_for
from studio.migrations.job_queue import SCHEMA
from studio.publishing.delivery import State
from studio.publishing.hand_out import ELECTION, hand_out
from studio.publishing.heartbeat import beat, pulse
from studio.publishing.publish import publish
from studio.publishing.run_procrastinate import ClockWork, Worker
from tests.distributed import hand_out_and_work
from tests.fake_channel import FakeChannel
from tests.house import MORNING, House, furnish
from tests.postgres import fresh_database

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]
STALLED = timedelta(seconds=30)


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    with fresh_database(furnished=True) as url:
        engine = engine_for(url)
        yield furnish(engine, tmp_path, clock=FixedClock(MORNING))
        engine.dispose()


def given(house) -> list[str]:
    found = hand_out(house.desk("clock:one"), stalled=STALLED)
    assert found is not None
    return [f"{errand.act} {errand.key}" for errand in found.errands]


def jobs(house, query: str) -> None:
    with house.engine.begin() as connection:
        connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        connection.execute(text(query))


def test_nothing_is_handed_out_before_its_time_and_the_clock_knows_when(house):
    row = house.scheduled()
    found = hand_out(house.desk(), stalled=STALLED)
    assert found is not None
    assert (found.errands, found.next_at) == ((), row.due_at)


def test_an_account_is_handed_out_once_however_much_is_due_on_it(house):
    row, *_ = [house.scheduled() for _ in range(3)]
    house.clock.advance(timedelta(hours=1, seconds=1))
    assert given(house) == [f"publish account:{row.account_id}"]
    assert given(house) == []


def test_an_account_that_is_sending_waits_and_the_others_do_not(house):
    busy, other = house.scheduled(), house.scheduled(account="groups-founder")
    house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.platform.faults = ["surprise"]
    with pytest.raises(ZeroDivisionError):
        publish(house.desk(), busy.key, brand=1)
    assert given(house) == [f"publish account:{other.account_id}"]


def test_the_job_of_a_worker_that_is_gone_is_cleared_away_and_its_delivery_is_looked_into(house):
    row = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    given(house)
    house.platform.faults = ["surprise"]  # it reached the platform, and then the worker died
    with pytest.raises(ZeroDivisionError):
        publish(house.desk("worker:dead"), row.key, brand=1)
    jobs(house, "UPDATE procrastinate_jobs SET status = 'doing'")
    assert given(house) == [], "the account is busy until the lease is over"
    house.clock.advance(timedelta(seconds=121))
    house.pass_ = hand_out_and_work
    house.work("worker:other")
    assert house.delivery(row).is_ in (State.CREATED, State.DELIVERED)
    assert house.platform.markers == [row.marker]


def test_a_job_that_is_being_done_for_longer_than_any_claim_holds_is_handed_out_anew(house):
    row = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    given(house)
    jobs(house, "INSERT INTO procrastinate_workers DEFAULT VALUES")
    jobs(house, "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)")
    assert given(house) == []
    jobs(house, "UPDATE procrastinate_events SET at = at - interval '1 hour'")
    assert given(house) == [f"publish account:{row.account_id}"]


def test_of_two_clocks_one_hands_out_at_a_time(house):
    house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    with act_across_brands(house.engine) as session:
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ELECTION})
        assert hand_out(house.desk("clock:two"), stalled=STALLED) is None
    assert len(given(house)) == 1


def test_what_is_planned_for_now_goes_out_without_waiting_for_the_tick(house):
    desk = house.desk("worker:one")
    clock, worker = ClockWork(house.desk("clock:one"), tick=timedelta(minutes=5)), Worker(desk, pool=2)
    worker.start()
    clock.start()
    try:
        _until(lambda: _beats(house) == 2)
        row = house.scheduled(due_in=timedelta(seconds=1))
        house.clock.advance(timedelta(seconds=1))
        begun = time.monotonic()
        _until(lambda: house.delivery(row).is_ is State.CREATED)
        assert time.monotonic() - begun < 5  # on a busy machine; a tenth of a second otherwise
    finally:
        clock.stop()
        worker.stop()
    assert house.platform.markers == [row.marker]


def test_what_is_in_no_hurry_is_handed_out_at_every_third_tick(house):
    tick, ran = timedelta(minutes=1), Counter[str]()
    also = {name: lambda name=name: ran.update([name]) for name in ("bring", "remind")}
    clock = ClockWork(house.desk("clock:one"), tick=tick, also=also, calm=("remind",))
    worker = Worker(house.desk("worker:one"), pool=2, also=also)
    worker.start()
    clock.start()
    try:
        for times in range(1, 5):
            _until(lambda times=times: ran["bring"] == times and _jobs_left(house) == 0)
            house.clock.advance(tick)
    finally:
        clock.stop()
        worker.stop()
    assert ran["remind"] == 2


def _jobs_left(house) -> int:
    with act_across_brands(house.engine) as session:
        return session.connection().execute(text(f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs")).scalar_one()


def test_a_worker_keeps_the_lease_of_a_slow_step_while_it_lives(house, monkeypatch):
    going, go_on, usual = threading.Event(), threading.Event(), FakeChannel.do

    def do(self, step, message, done, *, now):
        if step.name == "create":
            going.set()
            go_on.wait(20)
        return usual(self, step, message, done, now=now)

    monkeypatch.setattr(FakeChannel, "do", do)
    row = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    given(house)
    worker = Worker(replace(house.desk("worker:slow"), lease=timedelta(seconds=0.8)), pool=1)
    worker.start()
    try:
        assert going.wait(20)
        until = house.delivery(row).lease_until
        house.clock.advance(timedelta(seconds=0.5))
        _until(lambda: house.delivery(row).lease_until > until)
        go_on.set()
        _until(lambda: house.delivery(row).is_ is State.CREATED)
    finally:
        go_on.set()
        worker.stop()
    assert house.platform.markers == [row.marker]


def test_a_worker_whose_job_was_cleared_away_says_so_in_a_line_and_works_on(house, monkeypatch):
    usual, lost = FakeChannel.do, []

    def do(self, step, message, done, *, now):
        if not lost:
            lost.append(True)
            jobs(house, "DELETE FROM procrastinate_jobs WHERE status = 'doing'")
        return usual(self, step, message, done, now=now)

    monkeypatch.setattr(FakeChannel, "do", do)
    row = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    given(house)
    worker = Worker(house.desk("worker:one"), pool=1)
    with capture_logs() as said:
        worker.start()
        try:
            _until(lambda: house.delivery(row).is_ is State.CREATED)
            other = house.scheduled(text="下一条", account="groups-founder", due_in=timedelta(seconds=1))
            house.clock.advance(timedelta(seconds=1))
            given(house)
            _until(lambda: house.delivery(other).is_ is State.CREATED)
            gc.collect()
            _until(lambda: any(line["event"] == "the job was cleared away meanwhile" for line in said))
        finally:
            worker.stop()
    assert sorted(house.platform.markers) == sorted([row.marker, other.marker])


def test_publishing_is_awake_while_a_clock_and_a_worker_are(house):
    now = SystemClock().now()
    with act_across_brands(house.engine) as session:
        beat(session, "clock:a-1", now=now, next_due=now, sent=None)
        beat(session, "worker:b-2", now=now, next_due=None, sent=now)
        assert pulse(session, now=now).silent_for is None
        beat(session, "clock:a-1", now=now + timedelta(minutes=3), next_due=None, sent=None)
        silent = pulse(session, now=now + timedelta(minutes=3))
    assert silent.silent_for == timedelta(minutes=3), "the workers are gone, though the clock ticks"
    assert silent.last_sent == now


def _beats(house) -> int:
    with house.act() as session:
        return session.connection().execute(text("SELECT count(*) FROM heartbeat")).scalar_one()


def _until(done) -> None:
    begun = time.monotonic()
    while not done():
        assert time.monotonic() - begun < 20
        time.sleep(0.02)
