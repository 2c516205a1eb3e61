"""Steps whose outcome came late, was never written, or may have to be done again."""

from datetime import timedelta

import pytest

from studio.channels.answer import LookAgain, SafeToRepeat, Unknown
from studio.errors import Words
from studio.publishing import publish as publishing
from studio.publishing.delivery import State, attempts
from studio.publishing.lease import renew
from studio.publishing.publish import publish
from studio.publishing.work import work_through
from tests.fake_channel import FakeChannel, Killed


def due(house, **how):
    row = house.scheduled(**how)
    house.clock.advance(timedelta(hours=1, seconds=1))
    return row


def doing(house, name, create):
    """A desk whose channel creates in its own way: `create(really)` is given the way it is usually done."""
    desk = house.desk(name)

    def opener(account, drawer):
        channel = house.platform.channel(account, drawer)
        usual = channel.do
        channel.do = lambda step, message, done, *, now: (
            create(lambda: usual(step, message, done, now=now)) if step.name == "create" else usual(step, message, done, now=now)
        )
        return channel

    return type(desk)(**{**vars(desk), "opener": opener, "_channels": {}})


def outcomes(house, row):
    with house.act() as session:
        return [(attempt.step, attempt.outcome) for attempt in attempts(session, row)]


def test_an_answer_that_comes_while_the_platform_is_asked_counts(either_house, monkeypatch):
    """The lease was lost and another process has begun to look; then the first one gets its answer."""
    house = either_house
    row = due(house)
    monkeypatch.setattr(FakeChannel, "reconcile", lambda *_, now, **__: LookAgain(now + timedelta(seconds=30)))

    def slowly(really):
        answer = really()
        house.clock.advance(timedelta(seconds=121))
        work_through(house.desk("fast"))
        assert house.delivery(row).is_ is State.UNKNOWN
        return answer

    publish(doing(house, "slow", slowly), row.key, brand=1)
    for _ in range(6):
        house.clock.advance(timedelta(seconds=61))
        work_through(house.desk("fast"))
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == 1


def test_a_process_that_was_held_up_past_its_lease_does_not_call_any_more(house, monkeypatch):
    """A machine that slept between the intent and the call must not wake up and send what somebody else has meanwhile settled."""
    row = due(house)
    real = publishing.here
    monkeypatch.setattr(
        publishing, "here", lambda name: house.clock.advance(timedelta(minutes=10)) if name == "after_intent" else real(name)
    )
    publish(house.desk("sleepy"), row.key, brand=1)
    assert house.platform.ledger == []
    monkeypatch.undo()
    for _ in range(4):
        house.clock.advance(timedelta(seconds=61))
        work_through(house.desk("awake"))
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == 1


def test_a_guess_that_nothing_happened_is_good_for_one_more_try_and_then_a_person_is_asked(house):
    """A platform that lists its tasks late could make us send for ever: what is not proof allows one repeat of a step."""
    row = due(house)
    house.platform.faults = ["lost_before"] * 5
    for _ in range(8):
        work_through(house.desk())
        house.clock.advance(timedelta(seconds=31))
    unknown = house.delivery(row)
    assert (unknown.is_, unknown.next_at) == (State.UNKNOWN, None)
    assert "已经重发过一次" in unknown.said["zh"]
    assert [step for step, _ in outcomes(house, row)].count("create") == 2


def test_proof_that_nothing_happened_may_repeat_as_often_as_it_takes(house, monkeypatch):
    """A mass send with its own key: the platform itself refuses a second one."""
    row = due(house)
    house.platform.faults = ["lost_before"] * 3
    monkeypatch.setattr(FakeChannel, "reconcile", lambda *_, **__: SafeToRepeat("the key protects it", proof=True))
    for _ in range(8):
        work_through(house.desk())
        house.clock.advance(timedelta(seconds=31))
    assert house.delivery(row).is_ is State.DELIVERED
    assert [step for step, _ in outcomes(house, row)].count("create") == 4


def test_a_slow_step_keeps_its_lease_while_its_process_lives(house):
    row = due(house)
    desk = None

    def slowly(really):
        for _ in range(4):
            house.clock.advance(timedelta(seconds=50))
            renew(desk)
            work_through(house.desk("other"))
            assert house.delivery(row).is_ is State.SENDING
        return really()

    desk = doing(house, "slow", slowly)
    assert publish(desk, row.key, brand=1) is State.CREATED
    assert len(house.platform.ledger) == 1


def test_a_lease_that_ran_out_is_not_brought_back(house):
    row = due(house)
    house.platform.faults = ["killed_before"]
    desk = house.desk("gone")
    with pytest.raises(Killed):
        publish(desk, row.key, brand=1)
    before = house.delivery(row).lease_until
    renew(desk)
    assert house.delivery(row).lease_until == before  # nobody works on it any more


def test_a_hung_step_does_not_keep_its_account_for_ever(house):
    row = due(house)
    desk = None

    def hanging(really):
        for _ in range(20):
            house.clock.advance(timedelta(seconds=50))
            renew(desk)
        return Unknown(Words("挂起", "hung"))

    desk = doing(house, "hung", hanging)
    publish(desk, row.key, brand=1)
    assert house.delivery(row).lease_until is None or house.delivery(row).lease_until < house.now
