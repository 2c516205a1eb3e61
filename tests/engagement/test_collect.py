"""Readings come back at the ages the rule names; what the platform does not tell is unknown, not nought."""

from datetime import timedelta

from sqlmodel import select

from studio.engagement.collect import collect, next_pull
from studio.engagement.reading import Interaction, Reading, latest_readings, unanswered
from studio.publishing.work import work_through


def sent(house):
    row = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    for _ in range(2):
        work_through(house.desk())
        house.clock.advance(timedelta(seconds=10))
    return row


def test_readings_are_pulled_after_an_hour_six_and_a_day(house):
    row = sent(house)
    pulled = []
    for hours in range(26):
        if collect(house.desk()):
            pulled.append(hours)
        house.clock.advance(timedelta(hours=1))
    assert pulled == [1, 6, 24]
    with house.act() as session:
        assert len(session.exec(select(Reading).where(Reading.metric == "likes")).all()) == 3
        assert latest_readings(session, row.key)["likes"].value == 3


def test_what_the_platform_does_not_tell_is_unknown(house):
    row = sent(house)
    house.clock.advance(timedelta(hours=1))
    collect(house.desk())
    with house.act() as session:
        assert latest_readings(session, row.key)["reads"].value is None


def test_a_comment_pulled_twice_is_one_comment_that_wants_an_answer(house):
    sent(house)
    for _ in range(8):
        house.clock.advance(timedelta(hours=1))
        collect(house.desk())
    with house.act() as session:
        assert [row.text for row in session.exec(select(Interaction))] == ["好看"]
        assert len(unanswered(session)) == 1


def test_ages_slept_through_are_pulled_once(house):
    now = house.now
    assert next_pull(now, now=now + timedelta(hours=30)) == now + timedelta(hours=72)
    assert next_pull(now, now=now + timedelta(days=40)) is None
