"""Readings come back at the ages the rule names; what the platform does not tell is unknown, not nought."""

from datetime import timedelta

from sqlmodel import select

from studio.channels.answer import Reaction, Reactions
from studio.engagement.collect import collect, next_pull, watched
from studio.engagement.reading import (
    Interaction,
    Reading,
    gone_unanswered,
    how_many_unanswered,
    keep_reactions,
    latest_readings,
    unanswered,
)
from studio.publishing.notice import Notice
from studio.publishing.work import work_through
from tests.fake_channel import FakeChannel


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


def test_a_comment_that_is_no_longer_listed_waits_no_more_and_counts_neither_as_answered_nor_as_neglected(house):
    row = sent(house)
    seen = [Reaction("comment", f"c-{number}", "", "好看", house.now) for number in range(3)]
    with house.act() as session:
        keep_reactions(session, row.key, seen, whole_at=house.now)
        assert how_many_unanswered(session) == 3
        keep_reactions(session, row.key, seen[:2])  # a part of the list says nothing about the rest
        assert how_many_unanswered(session) == 3
        keep_reactions(session, row.key, seen[:1], whole_at=house.now)
        assert [each.remote_id for each in unanswered(session)] == ["c-0"]
        gone = session.exec(select(Interaction).where(Interaction.remote_id == "c-2")).one()
        assert (gone.gone_at, gone.answered_at) == (house.now, None)
        assert gone_unanswered(session, since=house.now) == 2
        keep_reactions(session, row.key, seen, whole_at=house.now)
        assert how_many_unanswered(session) == 3, "it is there again"


def test_what_could_not_be_read_is_counted_and_told_once(house, monkeypatch):
    row = sent(house)
    monkeypatch.setattr(FakeChannel, "reactions", lambda *_, now: Reactions((Reaction("comment", "c-1", "", "好看", now),), unreadable=2))
    for _ in range(7):
        house.clock.advance(timedelta(hours=1))
        collect(house.desk())
    with house.act() as session:
        watch = watched(session, row)
        assert (watch.unreadable, len(unanswered(session))) == (2, 1)
        told = [notice for notice in session.exec(select(Notice)) if notice.about == f"readings:{row.key}"]
    assert {notice.times for notice in told} == {1}
    assert "2 条互动读不懂" in told[0].zh
