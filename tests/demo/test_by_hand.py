"""The demo's person with the phone confirms through the same act as the page, some minutes after the time, under their own name."""

from datetime import timedelta

from studio.database import act_across_brands
from studio.demo.by_hand import TAKES, next_by_hand, post_by_hand
from studio.publishing.delivery import State, delivery
from studio.publishing.handoff import confirmation
from studio.publishing.hold import HoldScope, hold
from studio.settings import Settings
from studio.vault import Vault
from studio.workspace.opened import Opened
from tests.handing_over import handed_over
from tests.house import KEY, House


def opened(house: House) -> Opened:
    return Opened(Settings(database_url=str(house.engine.url)), house.engine, house.files, Vault(KEY), house.clock)


def test_it_is_posted_some_minutes_after_its_time_by_the_named_person(house):
    row = handed_over(house)
    assert post_by_hand(opened(house), now=house.now) == 0
    with act_across_brands(house.engine) as session:
        assert next_by_hand(session) == row.sent_at + TAKES
    house.clock.advance(TAKES + timedelta(minutes=3))
    assert post_by_hand(opened(house), now=house.now) == 1
    assert post_by_hand(opened(house), now=house.now) == 0
    assert house.delivery(row).is_ is State.DELIVERED
    with house.act() as session:
        told = confirmation(session, delivery(session, row.key))
    assert told is not None
    assert (told.by, told.at) == ("editor小姐", row.sent_at + TAKES)


def test_what_is_held_is_not_posted(house):
    row = handed_over(house)
    with house.act() as session:
        hold(session, HoldScope.BRAND, reason="先停", by=house.person("publisher"), at=house.now)
    house.clock.advance(TAKES)
    assert post_by_hand(opened(house), now=house.now) == 0
    assert house.delivery(row).is_ is State.CREATED
