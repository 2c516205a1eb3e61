"""A draft that a person publishes in the platform's console: the studio notices that it left the box, and only then somebody confirms it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from studio.database import act_across_brands
from studio.demo.agreement import compare
from studio.demo.by_hand import TAKES
from studio.demo.console import Console
from studio.people.person import Role, add, give_role
from studio.people.process import Process
from studio.publishing.delivery import State, moved
from tests.house import House
from tests.on_the_sandbox import DRAFTS, OA, Town, town


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    with house.act() as session:
        who = add(session, "fabu", "路远", password_hash="", by=Process.SET_UP, at=house.now)
        give_role(session, who, Role.PUBLISHER, brand=house.brand, by=Process.SET_UP, at=house.now)
    with town(house, tmp_path) as where:
        where.http.base_url = where.base
        yield where


def agrees(place: Town):
    ledger = place.control("/ledger", method="GET")
    with place.house.act() as session:
        return compare(session, ledger)


def test_it_is_tapped_after_a_while_noticed_and_then_confirmed(place):
    row, console = place.sent(DRAFTS), Console(place.http)
    with act_across_brands(place.house.engine) as session:
        assert console.next_tap(session) == row.sent_at + TAKES
    assert console.work(place.opened, now=place.house.now) == 0
    place.wait(seconds=TAKES.total_seconds())
    assert console.work(place.opened, now=place.house.now) == 1
    tapped = place.house.now
    assert console.work(place.opened, now=tapped) == 0, "nobody confirms before the studio noticed"
    assert not agrees(place).stray
    place.wait(minutes=11)
    place.work()
    assert place.house.delivery(row).said["zh"].startswith("草稿已不在草稿箱")
    assert console.work(place.opened, now=place.house.now) == 1
    told = place.house.delivery(row)
    assert (told.is_, told.delivered_at) == (State.DELIVERED, tapped)
    assert agrees(place).holds
    assert agrees(place).matched == 1


def test_what_the_studio_published_itself_is_not_taken_for_a_tap(place):
    row = place.sent(OA)
    place.wait(seconds=20)
    place.work()
    assert place.house.delivery(row).is_ is State.DELIVERED
    found = agrees(place)
    assert (found.matched, found.missing, found.stray) == (1, (), ())


def test_a_publication_that_the_studio_knows_nothing_of_is_a_stray(place):
    row = place.sent(DRAFTS)
    Console(place.http).work(place.opened, now=place.house.now + timedelta(hours=1))
    with place.house.act() as session:
        moved(session, session.get(type(row), row.key), State.CANCELLED, who="fabu", at=place.house.now)
    assert len(agrees(place).stray) == 1
