"""What went out went out once, what is due is not lost, and what is uncertain is said to be."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from studio.brands.account import ChannelAccount
from studio.posts.placement import placement
from studio.publishing.delivery import Delivery, State, attempts
from studio.publishing.follow_up import take_back
from studio.publishing.lease import renew
from studio.publishing.publish import publish
from studio.publishing.rate import take
from studio.publishing.resolve import Happened, decide_unknown
from studio.publishing.schedule import reschedule
from studio.publishing.tries import away, hold_on
from tests.fake_channel import Killed
from tests.publishing.stepwise import StepwisePlatform


def due(house, **how):
    row = house.scheduled(**how)
    house.clock.advance(timedelta(hours=1, seconds=1))
    return row


def run(house, passes: int = 6, step: timedelta = timedelta(seconds=31)):
    for _ in range(passes):
        house.work()
        house.clock.advance(step)


def test_an_approved_post_goes_out_once_and_ends_delivered(engine_house):
    house = engine_house
    row = due(house)
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert house.platform.markers == [row.marker]
    assert (house.delivery(row).confirmed, house.delivery(row).expected) == (2, 2)


def test_nothing_goes_out_before_its_time(engine_house):
    house = engine_house
    row = house.scheduled()
    house.work()
    assert house.delivery(row).is_ is State.PLANNED
    assert house.platform.ledger == []


def test_created_is_not_delivered_until_the_members_confirmed(engine_house):
    house = engine_house
    house.platform.confirms_after = 3
    row = due(house)
    house.work()
    assert house.delivery(row).is_ is State.CREATED
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED


@pytest.mark.parametrize(
    ("fault", "in_the_end"), [("killed_before", 1), ("killed_after", 1), ("lost_before", 1), ("lost_after", 1), ("surprise", 1)]
)
def test_a_crash_or_a_lost_answer_never_sends_twice(engine_house, fault, in_the_end):
    house = engine_house
    house.platform.faults = [fault]
    row = due(house)
    try:
        publish(house.desk("publisher-1"), row.key, brand=1)
    except (Killed, ZeroDivisionError):
        house.clock.advance(timedelta(seconds=121))  # the lease runs out
    for _ in range(8):
        house.work("publisher-2")
        house.clock.advance(timedelta(seconds=20))
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == in_the_end


def test_what_the_platform_cannot_tell_waits_for_a_person_and_is_never_repeated(engine_house):
    house = engine_house
    house.platform.faults, house.platform.visible = ["lost_after"], False
    row = due(house)
    run(house, passes=8)
    unknown = house.delivery(row)
    assert unknown.is_ is State.UNKNOWN
    assert unknown.next_at is None
    assert len(house.platform.ledger) == 1
    with house.act() as session:
        decide_unknown(session, unknown, Happened.IT_WENT_OUT, reason="后台看到了", by=house.person("publisher"), at=house.now)
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == 1


def test_an_answer_that_comes_after_the_lease_was_lost_does_not_move_the_delivery(engine_house):
    house = engine_house
    row = due(house)
    slow = house.desk("slow")
    channel = slow.opener
    taken_over = []

    def opener(account, drawer):
        real = channel(account, drawer)
        create = real.do

        def do(step, message, done, *, now):
            answer = create(step, message, done, now=now)
            if step.name == "create" and not taken_over:
                taken_over.append(True)
                house.clock.advance(timedelta(seconds=121))
                house.work("fast")
            return answer

        real.do = do
        return real

    publish(type(slow)(**{**vars(slow), "opener": opener, "_channels": {}}), row.key, brand=1)
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == 1


def test_a_process_that_sleeps_past_its_lease_before_the_call_does_not_call(house):
    row = due(house)
    slept = []

    def sleep_once(_connection, _cursor, statement, given, *_) -> None:
        if statement.startswith("INSERT INTO attempt") and "create" in given and not slept:
            slept.append(statement)
            house.clock.advance(timedelta(seconds=121))

    event.listen(house.engine, "after_cursor_execute", sleep_once)
    try:
        assert publish(house.desk("sleepy"), row.key, brand=1) is State.PLANNED
    finally:
        event.remove(house.engine, "after_cursor_execute", sleep_once)
    assert slept
    assert house.platform.ledger == []
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert house.platform.markers == [row.marker]


def test_two_publishers_take_a_delivery_once(engine_house):
    house = engine_house
    row = due(house)
    states = [publish(house.desk(f"publisher-{n}"), row.key, brand=1) for n in range(3)]
    assert states == [State.CREATED, None, None]
    assert len(house.platform.ledger) == 1


def test_a_busy_platform_is_tried_again_after_a_while(engine_house):
    house = engine_house
    house.platform.faults = ["busy"]
    row = due(house)
    house.work()
    assert house.delivery(row).is_ is State.PLANNED
    assert house.delivery(row).next_at > house.now
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == 1


def test_a_post_that_the_platform_refuses_stops_and_tells_its_author(engine_house):
    house = engine_house
    from studio.publishing.notice import unread

    house.platform.faults = ["bad_words"]
    row = due(house)
    run(house)
    assert house.delivery(row).is_ is State.REFUSED
    assert house.delivery(row).said["mend_zh"] == "改短标题"
    with house.act() as session:
        assert [notice.zh for notice in unread(session, house.person("editor"))] == ["标题太长"]


def test_one_bad_delivery_does_not_hold_up_the_next(engine_house):
    house = engine_house
    house.platform.faults = ["surprise"]
    one, other = house.scheduled(text="第一条"), house.scheduled(text="另一条", account="groups-founder")
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.work()
    assert {house.delivery(one).is_, house.delivery(other).is_} == {State.SENDING, State.CREATED}
    run(house)
    assert (house.delivery(one).is_, house.delivery(other).is_) == (State.DELIVERED, State.DELIVERED)
    assert sorted(house.platform.markers) == sorted([one.marker, other.marker])


def test_deliveries_of_one_account_keep_their_order(engine_house):
    house = engine_house
    rows = [house.scheduled(text=f"第 {n} 条", due_in=timedelta(minutes=60 + n)) for n in (3, 1, 2)]
    house.clock.advance(timedelta(minutes=64))
    house.work()
    assert house.platform.markers == [rows[1].marker, rows[2].marker, rows[0].marker]


def test_past_its_window_a_delivery_is_missed_and_not_sent_in_a_burst(engine_house):
    house = engine_house
    row = house.scheduled()
    house.clock.advance(timedelta(hours=3))
    house.work()
    missed = house.delivery(row)
    assert missed.is_ is State.MISSED
    assert "过点" in missed.said["zh"]
    assert house.platform.ledger == []


def test_every_step_leaves_its_intent_and_its_outcome(engine_house):
    house = engine_house
    row = due(house)
    run(house)
    with house.act() as session:
        tried = [(attempt.step, attempt.outcome) for attempt in attempts(session, row)]
    assert tried == [("upload", "done"), ("create", "accepted"), ("ask", "sent")]


# two processes and one delivery: who has lost it neither calls nor begins anything


@pytest.mark.parametrize("name", ["fast", "slow"])
def test_a_process_that_lost_its_claim_while_it_uploaded_begins_no_step_while_another_sends(house, name):
    """The other may have the same name, as after a restart, and the same number of tries, as after a person gave it another time."""
    house.platform = platform = StepwisePlatform(house.clock)
    row = due(house)

    def taken_over():
        house.clock.advance(timedelta(seconds=121))
        take_back(house.desk(name), now=house.now)
        with house.act() as session:
            where = placement(session, row.placement_id)
            reschedule(session, where, to=house.now + timedelta(seconds=1), by=house.person("planner"), at=house.now)
        house.clock.advance(timedelta(seconds=2))
        publish(house.desk(name), row.key, brand=1)

    platform.during = {1: taken_over}
    assert publish(house.desk("slow"), row.key, brand=1) is None
    assert platform.calls == ["upload", "upload", "create"]
    assert len(platform.ledger) == 1
    assert house.delivery(row).is_ is State.CREATED


def test_a_process_that_lost_its_claim_begins_nothing_while_the_other_is_in_the_middle_of_its_step(house):
    """The other is still sending when the first one's answer comes: both would have it, by its state and by their name."""
    house.platform = platform = StepwisePlatform(house.clock)
    row = due(house)

    def other_takes_it():
        house.clock.advance(timedelta(seconds=121))
        take_back(house.desk("same"), now=house.now)
        with house.act() as session:
            kept = session.get(Delivery, row.key)
            kept.tries = 0
            session.add(kept)
        with pytest.raises(Killed):
            publish(house.desk("same"), row.key, brand=1)

    def dies():
        raise Killed

    platform.during = {1: other_takes_it, 3: dies}
    assert publish(house.desk("same"), row.key, brand=1) is None
    assert platform.calls == ["upload", "upload", "create"]
    assert house.delivery(row).is_ is State.SENDING  # of the other, who died in its call: taken back when its lease is over
    with house.act() as session:
        assert [each.outcome for each in attempts(session, row)] == ["done", "done", ""]


def test_holding_on_to_what_another_has_is_refused_by_the_row_itself(house):
    row = due(house)
    house.platform.faults = ["killed_before"]
    with pytest.raises(Killed):
        publish(house.desk("other"), row.key, brand=1)
    with house.act() as session:
        last = attempts(session, row)[-1].key
    for by, tries, after in (("mine", 1, last), ("other", 2, last), ("other", 1, last - 1)):
        with house.act() as session, pytest.raises(RuntimeError, match="not in the hands"):
            hold_on(session, row.key, by=by, tries=tries, after=after, until=house.now)
    with house.act() as session, pytest.raises(RuntimeError, match="not in the hands"):
        away(
            session, row.key, State.DELIVERED, by="mine", tries=1, at=house.now, said={}, next_at=None, delivered_at=house.now, remote_id="x",
            waits_for_person=False, confirmed=None, expected=None,
        )  # fmt: skip


@pytest.mark.parametrize("length", [timedelta(seconds=121), timedelta(hours=-3)])
def test_a_call_does_not_leave_after_the_claim_is_over_though_its_step_began_in_time(house, length):
    """A step may fetch a token or upload for minutes before the one call that counts; by then somebody else may have the delivery."""
    house.platform = platform = StepwisePlatform(house.clock)
    row = due(house)
    platform.during = {2: lambda: house.clock.advance(length)}
    publish(house.desk(), row.key, brand=1)
    assert platform.calls == ["upload", "create"]
    assert platform.made == []
    assert house.delivery(row).is_ is State.PLANNED


def test_a_call_leaves_while_the_claim_is_kept_up(house):
    house.platform = platform = StepwisePlatform(house.clock)
    row, desk = due(house), house.desk()

    def slowly():
        for _ in range(3):
            house.clock.advance(timedelta(seconds=50))
            renew(desk)

    platform.during = {2: slowly}
    assert publish(desk, row.key, brand=1) is State.CREATED


def test_a_crash_with_a_clock_set_back_does_not_keep_the_account_for_hours(engine_house):
    """The claim of a process that died is over two minutes after anybody notices, though by the clock of that time it would last till the evening."""
    house = engine_house
    house.platform.faults = ["killed_before"]
    row = due(house)
    with pytest.raises(Killed):
        publish(house.desk("publisher-1"), row.key, brand=1)
    house.clock.advance(timedelta(hours=-3))
    other = house.scheduled(text="另一条", due_in=timedelta(minutes=1))
    run(house, passes=8, step=timedelta(seconds=41))
    assert house.delivery(other).is_ is State.DELIVERED
    house.clock.advance(timedelta(hours=3))
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert sorted(house.platform.markers) == sorted([row.marker, other.marker])


def test_tokens_taken_by_a_clock_that_was_ahead_come_back_within_their_period(house):
    account = house.scheduled().account_id
    with house.act() as session:
        row = session.get(ChannelAccount, account)
        ahead = house.now + timedelta(hours=3)
        while take(session, row, "wecom.moment", now=ahead) is None:
            pass
    with house.act() as session:
        row = session.get(ChannelAccount, account)
        wait = take(session, row, "wecom.moment", now=house.now)
        assert wait.until <= house.now + wait.rule.rate.every * 1.1
