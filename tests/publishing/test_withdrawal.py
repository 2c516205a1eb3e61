"""An approval is taken back: what is still home stays home, and those concerned are told."""

from datetime import timedelta

import pytest
from sqlmodel import select

from studio.errors import NotAllowed, Refused
from studio.publishing.delivery import State, delivery
from studio.publishing.notice import Notice
from studio.publishing.withdrawal import withdraw_approval
from studio.publishing.work import work_through
from studio.review.approval import Approval
from tests.house import House

HOUR = timedelta(hours=1)


def take_back(house: House, row, reason: str = "客人改主意了", by: str = "reviewer") -> None:
    person = house.person(by)
    with house.act() as session:
        withdraw_approval(session, delivery(session, row.key), reason=reason, by=person, at=house.now)


def test_what_was_approved_and_is_still_home_never_goes_out(house: House):
    row = house.scheduled()
    take_back(house, row)
    assert house.delivery(row).is_ is State.CANCELLED
    assert "客人改主意了" in house.delivery(row).said["zh"]
    author = house.person("editor").key
    with house.act() as session:
        assert session.get_one(Approval, row.approval_id).withdrawn_reason == "客人改主意了"
        assert [each.about for each in session.exec(select(Notice).where(Notice.person_id == author))] == [f"post:{row.post_id}"]
    house.clock.advance(2 * HOUR)
    work_through(house.desk())
    assert house.platform.ledger == []


def test_it_needs_a_reason_and_the_right_and_something_that_is_still_home(house: House):
    row = house.scheduled()
    with pytest.raises(Refused, match="没写原因"):
        take_back(house, row, reason=" ")
    with pytest.raises(NotAllowed):
        take_back(house, row, by="editor")
    house.clock.advance(HOUR + timedelta(seconds=1))
    work_through(house.desk())
    with pytest.raises(Refused, match="撤不回来"):
        take_back(house, row)
