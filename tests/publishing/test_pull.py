"""What is taken out of use takes along what leads to it, in the same act: pictures, accounts."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from studio.assets.asset import Asset
from studio.errors import NotAllowed, Refused, StudioError
from studio.posts.placement import placements
from studio.posts.post import post
from studio.publishing.connection import put_account_away
from studio.publishing.delivery import State
from studio.publishing.notice import Notice
from studio.publishing.pull import take_picture_down
from studio.publishing.work import work_through
from studio.review.approval import Approval
from studio.review.submission import last_submission
from tests.house import House, picture_ref

HOUR = timedelta(hours=1)


@pytest.fixture
def asset(house: House) -> Asset:
    """The picture that every post of the house shows."""
    with house.act() as session:
        row = Asset(
            digest=picture_ref(house.files).digest, name="窗.jpg", media_type="image/jpeg", width=8, height=8, bytes=1, source="自拍", author="林岸",
            licence="Own-Work", created_at=house.now,
        )  # fmt: skip
        session.add(row)
    return row


def down(house: House, session: Session, asset: Asset):
    return take_picture_down(session, session.merge(asset), "客人不愿意出镜", by=house.person("editor"), at=house.now)


def test_taking_a_picture_down_pulls_it_from_what_is_planned_and_what_is_in_review_and_says_from_what(house: House, asset: Asset):
    planned = house.scheduled()
    with house.act() as session:
        waits = house.hand_in(session, house.written(session)[0])
    with house.act() as session:
        told = down(house, session, asset)
        assert {each.key for each in told.home} == {planned.post_id, waits.post_id}
        assert told.out == ()
        assert session.get_one(Approval, planned.approval_id).withdrawn_at
        sent_back = last_submission(session, post(session, waits.post_id))
        assert (sent_back.decision, "客人不愿意出镜" in sent_back.reason) == ("sent_back", True)
        authors = session.exec(select(Notice).where(Notice.person_id == house.person("editor").key)).all()
        assert {each.about for each in authors} == {f"post:{planned.post_id}", f"post:{waits.post_id}"}
    assert house.delivery(planned).is_ is State.CANCELLED
    house.clock.advance(2 * HOUR)
    work_through(house.desk())
    assert house.platform.ledger == []


def test_what_went_out_already_is_named_and_stays_told(house: House, asset: Asset):
    row = house.scheduled()
    house.clock.advance(HOUR + timedelta(seconds=1))
    work_through(house.desk())
    with house.act() as session:
        told = down(house, session, asset)
        assert (told.home, [each.key for each in told.out]) == ((), [row.post_id])
        assert session.get_one(Approval, row.approval_id).withdrawn_at is None


def test_taking_down_needs_a_reason_and_the_right(house: House, asset: Asset):
    with house.act() as session, pytest.raises(StudioError, match="原因"):
        take_picture_down(session, session.merge(asset), " ", by=house.person("editor"), at=house.now)
    with house.act() as session, pytest.raises(NotAllowed):
        take_picture_down(session, session.merge(asset), "不要了", by=house.person("reviewer"), at=house.now)


def test_putting_an_account_away_takes_its_open_destinations_along_and_tells_their_authors(house: House):
    late = house.scheduled()
    house.clock.advance(6 * HOUR)
    work_through(house.desk())
    assert house.delivery(late).is_ is State.MISSED
    with house.act() as session:
        waits = house.hand_in(session, house.written(session)[0])
    with house.act() as session:
        left = put_account_away(session, house.account(session), by=house.person("admin"), at=house.now)
        assert {each.key for each in left} == {late.post_id, waits.post_id}
        assert placements(session, post(session, waits.post_id)) == []
        assert last_submission(session, post(session, waits.post_id)).decision == "sent_back"
        told = session.exec(select(Notice).where(Notice.person_id == house.person("editor").key)).all()
        assert {f"post:{late.post_id}", f"post:{waits.post_id}"} <= {each.about for each in told}
    assert house.delivery(late).is_ is State.CANCELLED


def test_while_something_is_planned_there_it_is_not_put_away_and_that_is_named(house: House):
    house.scheduled()
    with house.act() as session, pytest.raises(Refused, match="一个念头"):
        put_account_away(session, house.account(session), by=house.person("admin"), at=house.now)
