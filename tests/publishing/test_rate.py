"""Rates of the platforms: never discovered by being refused, shared by everybody who publishes, and no reason to give up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from studio.channels.answer import Done
from studio.channels.channel import Step
from studio.clock import BEIJING
from studio.engagement.collect import Watch, collect
from studio.errors import Refused
from studio.publishing.delivery import State
from studio.publishing.rate import free_at, part_of, standing, take
from studio.publishing.resolve import remind
from studio.rules.rule import Rate
from tests.fake_channel import FakeChannel

A_MINUTE = Rate(10, timedelta(minutes=1))
A_DAY = Rate(3, timedelta(days=1))
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def moments(monkeypatch):
    """The fake platform counts as the one that makes ten moments a minute."""
    steps = [Step("upload", repeatable=True, endpoints="wecom.media"), Step("create", repeatable=False, endpoints="wecom.moment")]
    monkeypatch.setattr(FakeChannel, "steps", lambda *_: steps)


@given(st.lists(st.floats(0, 20), min_size=12, max_size=60))
def test_however_calls_bunch_no_minute_sees_more_than_ten(pauses):
    now, taken, went = NOON, {}, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        taken = standing(taken, A_MINUTE, now=now)
        if (wait := free_at(taken, A_MINUTE)) is not None:
            assert timedelta(0) < wait - now <= timedelta(seconds=63)
            now = wait
            taken = standing(taken, A_MINUTE, now=now)
            assert free_at(taken, A_MINUTE) is None
        taken[part_of(now, A_MINUTE)] = taken.get(part_of(now, A_MINUTE), 0) + 1
        went.append(now)
    assert all(sum(begin <= at < begin + timedelta(minutes=1) for at in went) <= 10 for begin in went)


def test_what_is_counted_by_the_day_comes_back_at_midnight_in_beijing():
    evening = datetime(2026, 11, 23, 22, 0, tzinfo=BEIJING)
    taken = standing({part_of(evening, A_DAY): 3}, A_DAY, now=evening)
    assert free_at(taken, A_DAY) == datetime(2026, 11, 24, 0, 0, tzinfo=BEIJING)
    assert standing(taken, A_DAY, now=datetime(2026, 11, 24, 0, 0, tzinfo=BEIJING)) == {}


def test_the_eleventh_of_a_minute_waits_and_goes_out_in_its_turn(either_house, moments):
    house = either_house
    rows = [house.scheduled(text=f"第 {number} 条", due_in=timedelta(minutes=60, seconds=number)) for number in range(13)]
    house.clock.advance(timedelta(minutes=61))
    house.work()
    assert len(house.platform.ledger) == 10
    waits = house.delivery(rows[10])
    assert (waits.is_, waits.tries) == (State.PLANNED, 0)
    assert "创建朋友圈任务每分钟 10 次" in waits.said["zh"]
    assert "10 calls per minute" in waits.said["en"]
    assert [house.delivery(row).next_at for row in rows[11:]] == [waits.next_at] * 2  # nobody overtakes it
    assert timedelta(0) < waits.next_at - house.now <= timedelta(seconds=63)
    house.clock.advance(timedelta(seconds=63))
    house.work()
    assert house.platform.markers == [row.marker for row in rows]


def test_accounts_of_one_corp_share_what_the_corp_may(house, moments):
    with house.act() as session:
        one, other = house.account(session), house.account(session, "groups-founder")
        one.external_id = other.external_id = "wwcorp"
        assert [take(session, account, "wecom.moment", now=house.now) for account in (one, other) * 5] == [None] * 10
        assert take(session, other, "wecom.moment", now=house.now) is not None
        assert take(session, other, "wecom.mass", now=house.now) is None
        assert take(session, house.account(session, "oa-brand"), "wecom.moment", now=house.now) is None


def test_waiting_for_a_token_holds_up_no_other_account(house, moments):
    for number in range(12):
        house.scheduled(text=f"第 {number} 条")
    other = house.scheduled(text="群里的", account="groups-founder")
    house.clock.advance(timedelta(minutes=61))
    house.work()
    assert house.delivery(other).is_ is State.CREATED


def test_what_finds_no_token_before_its_window_closes_is_missed_and_says_why(house, monkeypatch):
    submit = Step("create", repeatable=False, endpoints="official_account.freepublish_submit")
    monkeypatch.setattr(FakeChannel, "steps", lambda *_: [submit])
    row = house.scheduled(account="oa-brand")
    house.clock.advance(timedelta(minutes=61))
    with house.act() as session:
        account = house.account(session, "oa-brand")
        assert {take(session, account, submit.endpoints, now=house.now) for _ in range(100)} == {None}
    house.work()
    assert house.delivery(row).is_ is State.PLANNED
    house.clock.advance(timedelta(hours=2))
    house.work()
    missed = house.delivery(row)
    assert missed.is_ is State.MISSED
    assert "发布每天 100 次" in missed.said["zh"]
    assert house.platform.ledger == []


@pytest.fixture
def curious(monkeypatch):
    """The fake platform answers ten questions a minute, whoever asks; what is sent is not counted."""
    monkeypatch.setattr(FakeChannel, "questions", "wecom.moment")


def test_questions_wait_for_a_token_of_their_own_and_keep_no_sending_waiting(engine_house, curious):
    house = engine_house
    rows = [house.scheduled(text=f"第 {number} 条") for number in range(13)]
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.work()
    later = house.scheduled(text="还有一条", due_in=timedelta(seconds=6))
    house.clock.advance(timedelta(seconds=7))  # all thirteen are to be asked about, and one is to be sent
    house.work()
    assert sum(house.platform.asked.values()) == 10
    assert house.delivery(later).is_ is State.CREATED
    waiting = [each for each in map(house.delivery, rows) if each.is_ is State.CREATED]
    assert len(waiting) == 3
    assert len({each.next_at for each in waiting}) == 1
    assert timedelta(0) < waiting[0].next_at - house.now <= timedelta(seconds=63)
    house.clock.advance(timedelta(seconds=6))
    house.work()
    assert sum(house.platform.asked.values()) == 10, "nobody is asked before there is a token"
    house.clock.advance(timedelta(seconds=63))
    house.work()
    assert [house.delivery(row).is_ for row in [*rows, later]] == [State.DELIVERED] * 14
    assert set(house.platform.asked.values()) == {1}


def test_a_doubt_waits_for_a_token_too_and_is_looked_into_before_results_are_asked_after(house, curious):
    house.platform.faults = ["lost_after"]
    doubtful, sent = house.scheduled(), house.scheduled(account="groups-founder")
    house.clock.advance(timedelta(hours=1, seconds=1))
    with house.act() as session:
        for account in ("moments-founder", "groups-founder"):
            assert {take(session, house.account(session, account), "wecom.moment", now=house.now) for _ in range(10)} == {None}
    house.work()
    house.clock.advance(timedelta(seconds=6))
    house.work()
    assert [house.delivery(row).is_ for row in (doubtful, sent)] == [State.UNKNOWN, State.CREATED]
    house.clock.advance(timedelta(seconds=63))
    house.work()
    house.clock.advance(timedelta(seconds=1))
    house.work()
    assert [house.delivery(row).is_ for row in (doubtful, sent)] == [State.DELIVERED] * 2


def test_readings_and_reminders_wait_for_the_platform_too(house, monkeypatch):
    monkeypatch.setattr(FakeChannel, "questions", "wecom.moment")
    monkeypatch.setattr(FakeChannel, "reminders", "wecom.moment")
    house.platform.confirms_after = 10
    row = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.work()
    house.clock.advance(timedelta(hours=2))
    collect(house.desk())  # the first reading takes a token
    with house.act() as session:
        assert {take(session, house.account(session), "wecom.moment", now=house.now) for _ in range(9)} == {None}
        watch = session.exec(select(Watch)).one()
        assert watch.pulled == 1
        watch.next_at = house.now
    collect(house.desk())
    with house.act() as session:
        watch = session.exec(select(Watch)).one()
        assert watch.pulled == 1
        assert timedelta(0) < watch.next_at - house.now <= timedelta(seconds=63)
    with pytest.raises(Refused, match="平台限速") as refused:
        remind(house.desk(), row.key, brand=house.brand, by=house.person("publisher"))
    assert "以后再提醒" in refused.value.problems[0].mend.zh
    house.clock.advance(timedelta(seconds=63))
    assert remind(house.desk(), row.key, brand=house.brand, by=house.person("publisher")) == Done({"reminded": 1})
