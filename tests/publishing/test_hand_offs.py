"""Hand-offs: who is told when, whose word counts, and what is never pretended."""

from datetime import timedelta

import pytest

from studio.errors import Refused
from studio.people.person import Person
from studio.publishing.delivery import State, attempts, delivery
from studio.publishing.hand_off_reminders import hand_offs_to_remind, remind_hand_offs
from studio.publishing.handoff import confirm, confirmation
from studio.publishing.hold import HoldScope, hold
from studio.publishing.notice import mark_read, unread
from studio.publishing.resolve import confirm_by_hand
from studio.publishing.work import work_through
from tests.handing_over import by_hand, handed_over, planned_hand_off


def notices(house, role: str) -> list[str]:
    with house.act() as session:
        found = unread(session, session.get(Person, house.person(role).key))
        for each in found:
            mark_read(session, each, by=session.get(Person, each.person_id), at=house.now)
        return [each.zh for each in found]


def test_the_named_person_is_reminded_at_the_time_after_half_an_hour_and_after_two(house):
    handed_over(house)
    told = []
    for minutes in (0, 10, 20, 40, 30, 60, 50):  # 0, 10, 30, 70, 100, 160, 210 minutes after the due time
        house.clock.advance(timedelta(minutes=minutes))
        remind_hand_offs(by_hand(house))
        told += notices(house, "editor")
    assert [words.count("第") for words in told] == [0, 1, 1]
    assert "到点了" in told[0]
    assert "第 2 次" in told[1]
    assert "第 3 次" in told[2]
    assert notices(house, "publisher") == []


def test_nobody_named_means_whoever_publishes(house):
    handed_over(house, people=())
    remind_hand_offs(by_hand(house))
    assert len(notices(house, "publisher")) == 1
    assert notices(house, "editor") == []


def test_a_name_that_nobody_has_falls_to_whoever_publishes(house):
    handed_over(house, people=("somebody-who-left",))
    remind_hand_offs(by_hand(house))
    assert len(notices(house, "publisher")) == 1


def test_nobody_is_reminded_early_or_while_it_is_held(house):
    planned_hand_off(house)
    assert remind_hand_offs(by_hand(house)) == 0
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(by_hand(house))
    with house.act() as session:
        hold(session, HoldScope.BRAND, reason="先停", by=house.person("publisher"), at=house.now)
        assert hand_offs_to_remind(session, house.now) == []


def test_after_the_window_it_stays_created_and_is_said_to_be_unconfirmed_once(house):
    row = handed_over(house)
    house.clock.advance(timedelta(hours=4, minutes=1))
    for _ in range(2):
        remind_hand_offs(by_hand(house))
        work_through(by_hand(house))
    now = house.delivery(row)
    assert now.is_ is State.CREATED
    assert "没有人确认" in now.said["zh"]
    assert ["没有人确认发出" in words for words in notices(house, "editor")] == [True]
    house.clock.advance(timedelta(hours=3))
    assert remind_hand_offs(by_hand(house)) == 0
    work_through(by_hand(house))
    assert "没有人确认" in house.delivery(row).said["zh"]


def test_a_machine_that_slept_reminds_once_and_not_three_times(house):
    handed_over(house)
    house.clock.advance(timedelta(hours=3))
    remind_hand_offs(by_hand(house))
    assert remind_hand_offs(by_hand(house)) == 0
    assert len(notices(house, "editor")) == 1


def test_their_word_delivers_it_at_the_time_they_say(house):
    row = handed_over(house)
    posted = house.now + timedelta(minutes=12)
    house.clock.advance(timedelta(hours=1))
    with house.act() as session:
        held = delivery(session, row.key)
        confirm(
            session, held, by="editor", name="editor小姐", posted_at=posted, at=house.now, proof="a" * 64, url="https://weibo.example/1"
        )
        told = confirmation(session, held)
    now = house.delivery(row)
    assert (now.is_, now.delivered_at, now.remote_id) == (State.DELIVERED, posted, "https://weibo.example/1")
    assert told is not None
    assert (told.by, told.at, told.proof) == ("editor小姐", posted, "a" * 64)
    assert remind_hand_offs(by_hand(house)) == 0


def test_the_publishers_page_and_the_phone_end_in_the_same_rows(house):
    row = handed_over(house)
    with house.act() as session:
        confirm_by_hand(session, delivery(session, row.key), by=house.person("publisher"), at=house.now)
    with house.act() as session:
        held = delivery(session, row.key)
        assert [attempt.step for attempt in attempts(session, held)] == ["hand_over", "confirmed"]
        with pytest.raises(Refused, match="不在等人确认"):
            confirm(session, held, by="editor", name="小苏", posted_at=house.now, at=house.now)


def test_a_handed_over_post_is_not_sent_again_by_asking(house):
    row = handed_over(house)
    for _ in range(4):
        house.clock.advance(timedelta(minutes=31))
        work_through(by_hand(house))
    with house.act() as session:
        steps = [attempt.step for attempt in attempts(session, delivery(session, row.key))]
    assert steps.count("hand_over") == 1
