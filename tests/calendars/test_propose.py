"""What the planner is told of a brand: only what stands, and only this brand's."""

from datetime import datetime, timedelta

from studio.calendars.propose import MEMORY, past
from studio.clock import BEIJING
from studio.posts.placement import cancel
from tests.house import LIFE, OFFER


def test_an_advert_that_stands_counts_for_its_account_and_a_cancelled_one_does_not(house):
    with house.act() as session:
        _, _, first = house.written(session, pillar=OFFER, due_in=timedelta(hours=3))
        house.written(session, pillar=LIFE, account="groups-founder")
        assert dict(past(session, now=house.now).adverts) == {"moments-founder": first.due_at}
        cancel(session, first, by=house.person("planner"), at=house.now)
        session.flush()
        assert dict(past(session, now=house.now).adverts) == {}


def test_everything_that_is_placed_counts_for_its_day_also_what_was_made_by_hand(house):
    long_ago = MEMORY + timedelta(days=1)
    house.clock.advance(-long_ago)
    with house.act() as session:
        house.written(session, account="oa-brand", due_in=timedelta(hours=1))
    house.clock.advance(long_ago)
    with house.act() as session:
        _, _, where = house.written(session, account="groups-founder")
        assert past(session, now=house.now).placed == (("groups-founder", where.due_at),)


def test_another_brands_posts_count_for_nothing(house):
    with house.act() as session:
        house.written(session, pillar=OFFER)
    with house.act(brand=house.other_brand) as session:
        found = past(session, now=house.now)
    assert (dict(found.adverts), found.placed, found.taken) == ({}, (), frozenset())


def test_times_of_the_past_are_aware(house):
    with house.act() as session:
        house.written(session, pillar=OFFER)
        [at] = past(session, now=house.now).adverts.values()
    assert at == datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING)
