"""Pictures go ahead of their post, and nothing else does."""

from datetime import timedelta
from pathlib import Path

import pytest

from studio.posts.placement import placement
from studio.publishing.bring_ahead import AHEAD, bring_ahead
from studio.publishing.delivery import Attempt, State, attempts
from studio.publishing.hold import HoldScope, hold
from studio.publishing.publish import publish
from studio.publishing.schedule import reschedule
from studio.review.approval import Approval, withdraw
from tests.fake_channel import FakeChannel
from tests.on_the_sandbox import GROUPS, MOMENTS, OA, town

IN_TEN_MINUTES = AHEAD - timedelta(seconds=1)


@pytest.fixture
def brought(monkeypatch) -> list[str]:
    """The accounts to which something was brought, in order; and nothing but bringing is let through."""
    found, usual = [], FakeChannel.do

    def do(self, step, message, done, *, now):
        assert step.name == "upload"
        found.append(self.account.slug)
        return usual(self, step, message, done, now=now)

    monkeypatch.setattr(FakeChannel, "do", do)
    return found


def test_pictures_go_ten_minutes_ahead_once_whoever_looks(either_house, brought):
    house = either_house
    row = house.scheduled(due_in=IN_TEN_MINUTES)
    assert [bring_ahead(house.desk(name)) for name in ("one", "other")] == [1, 0]
    assert brought == ["moments-founder"]
    assert house.platform.ledger == []
    assert house.delivery(row).is_ is State.PLANNED


def test_what_is_due_later_or_already_and_what_has_no_picture_is_left_alone(house, brought):
    house.scheduled(text="还早", due_in=AHEAD + timedelta(minutes=1))
    late = house.scheduled(text="到点了", due_in=timedelta(seconds=30))
    with house.act() as session:
        house.written(session, text="没批准", due_in=IN_TEN_MINUTES)
    house.clock.advance(timedelta(seconds=31))
    assert bring_ahead(house.desk()) == 0
    assert house.delivery(late).brought_at is None
    assert brought == []


def _withdraw(house, row) -> None:
    with house.act() as session:
        approval = session.get(Approval, row.approval_id)
        withdraw(session, approval, reason="再想想", by=house.person("reviewer"), at=house.now)


def _hold(house, row) -> None:
    with house.act() as session:
        hold(session, HoldScope.ACCOUNT, "moments-founder", reason="停一停", by=house.person("publisher"), at=house.now)


@pytest.mark.parametrize("change", [_withdraw, _hold])
def test_what_stays_at_home_keeps_its_pictures_there(house, brought, change):
    row = house.scheduled(due_in=IN_TEN_MINUTES)
    change(house, row)
    assert bring_ahead(house.desk()) == 0
    assert brought == []


def test_a_post_that_is_moved_has_its_pictures_brought_for_its_new_minute(house, brought):
    row = house.scheduled(due_in=IN_TEN_MINUTES)
    assert bring_ahead(house.desk()) == 1
    with house.act() as session:
        where = placement(session, row.placement_id)
        assert reschedule(session, where, to=house.now + AHEAD, by=house.person("planner"), at=house.now)
    assert bring_ahead(house.desk()) == 1
    assert brought == ["moments-founder", "moments-founder"]


@pytest.mark.parametrize("slug", [OA, MOMENTS, GROUPS])
def test_at_its_minute_the_post_finds_its_pictures_there_and_brings_none(house, tmp_path: Path, slug):
    with town(house, tmp_path) as place:
        row = place.planned(slug, due_in=timedelta(minutes=5))
        assert bring_ahead(place.desk) == 1
        _no_uploads(place)
        place.wait(minutes=5, seconds=1)
        place.work()
        assert place.house.delivery(row).sent_at
        with place.house.act() as session:
            tried = [attempt.step for attempt in attempts(session, row)]
        assert (
            tried
            == {
                OA: ["draft", "submit"],
                MOMENTS: ["create"],
                GROUPS: ["owners", *(f"create:{owner}:0" for owner in ("lin-an", "xu-miao", "zhou-yue"))],
            }[slug]
        )


def test_an_answer_that_came_very_late_is_known_though_the_pictures_went_ahead(house, tmp_path: Path):
    with town(house, tmp_path) as place:
        row = place.planned(OA, due_in=timedelta(minutes=5))
        bring_ahead(place.desk)
        with place.house.act() as session:
            for step, outcome in (("draft", "done"), ("submit", "accepted")):
                facts = {"media_id": "m", "publish_id": "100000001", "way": "freepublish", "at": house.now.isoformat()}
                session.add(Attempt(delivery_id=row.key, step=step, intent_at=house.now, by="publisher-gone", outcome=outcome, facts=facts))
        place.wait(minutes=5, seconds=1)
        assert publish(place.desk, row.key, brand=1) is None
        assert place.house.delivery(row).is_ is State.CREATED
        assert place.control("/ledger", method="GET") == []


def test_what_could_not_be_brought_ahead_is_brought_at_its_minute(house, tmp_path: Path):
    with town(house, tmp_path) as place:
        row = place.planned(OA, due_in=timedelta(minutes=5))
        _no_uploads(place)
        bring_ahead(place.desk)
        assert place.house.delivery(row).is_ is State.PLANNED
        place.control("/faults", method="DELETE")
        place.wait(minutes=5, seconds=1)
        place.work()
        assert place.house.delivery(row).sent_at


def _no_uploads(place) -> None:
    """The platforms take no picture any more."""
    place.control(
        "/faults", [{"path": f"/cgi-bin/{each}/*", "kind": "errcode", "errcode": -1, "times": None} for each in ("material", "media")]
    )
