"""Who confirmed, per member and per group, as the platforms tell it; reminders within what the platform allows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from studio.channels.answer import Done
from studio.errors import Refused
from studio.library.kinds import Audience
from studio.publishing.confirmations import Confirmations, per_member
from studio.publishing.delivery import Delivery, State, delivery
from studio.publishing.handoff import confirm
from studio.publishing.resolve import remind
from tests.handing_over import handed_over
from tests.house import House
from tests.on_the_sandbox import DRAFTS, GROUPS, MOMENTS, OA, Town, town

STYLE, DAILY = "wr-group-style-01", "wr-group-daily-01"


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    with town(house, tmp_path) as where:
        where.control("/world", {"side": "wecom", "members": [{"userid": "zhou-yue", "never_confirms": True}]})
        yield where


def told(house: House, row: Delivery) -> Confirmations:
    with house.act() as session:
        return per_member(session, delivery(session, row.key), now=house.now)


def two_groups(place: Town) -> Delivery:
    return place.sent(GROUPS, audience=Audience(groups=(STYLE, DAILY)))


def test_before_the_platform_is_asked_nobody_is_said_to_have_confirmed(place):
    now = told(place.house, two_groups(place))
    assert [(each.member, each.confirmed) for each in now.members] == [("lin-an", None), ("zhou-yue", None)]
    assert [group.outcome for each in now.members for group in each.groups] == ["unknown", "unknown"]
    assert (now.asked_at, now.reminders_left) == (None, 3)
    assert now.before.zh == "发到 2 个群"


def test_one_member_confirmed_and_one_did_not_each_with_their_groups(place):
    row = two_groups(place)
    for _ in range(4):  # 林岸 confirms by herself after some minutes, 周月 never does
        place.wait(minutes=10)
        place.work()
    now = told(place.house, row)
    assert [(each.member, each.confirmed, [(group.chat, group.outcome) for group in each.groups]) for each in now.members] == [
        ("lin-an", True, [(STYLE, "sent")]), ("zhou-yue", False, [(DAILY, "unsent")]),
    ]  # fmt: skip
    assert now.members[0].at is not None
    assert [each.member for each in now.waiting] == ["zhou-yue"]
    assert now.after.zh == "已发到 1 个群（1 / 2 位成员确认）"
    assert "待成员确认" in now.waits_for.zh


def test_three_reminders_a_day_and_the_fourth_is_refused_before_the_platform_hears_of_it(place):
    row, publisher = two_groups(place), place.house.person("publisher")
    place.wait(seconds=30)
    for left in (2, 1, 0):
        assert isinstance(remind(place.desk, row.key, brand=1, by=publisher), Done)
        assert told(place.house, row).reminders_left == left
    with pytest.raises(Refused, match="24"):
        remind(place.desk, row.key, brand=1, by=publisher)
    place.wait(hours=24, minutes=1)
    assert told(place.house, row).reminders_left == 3


def test_a_moment_says_for_whom_it_is_before_and_who_can_see_it_after(place):
    row = place.sent(MOMENTS, audience=Audience(members=("lin-an", "zhou-yue")))
    place.wait(seconds=10)
    place.work()
    now = told(place.house, row)
    assert now.before.zh.startswith("公开给 2 位成员的全部客户")
    assert "还没有人看得到" in now.after.zh
    for _ in range(4):
        place.wait(minutes=10)
        place.work()
    now = told(place.house, row)
    assert {each.member: each.confirmed for each in now.members} == {"lin-an": True, "zhou-yue": False}
    assert now.after.zh.startswith("1 / 2 位成员已发表")
    assert now.reminders_left is None


def test_members_whom_the_platform_left_out_are_said(place):
    row = place.sent(MOMENTS, audience=Audience(members=("lin-an", "who-left")))
    place.wait(seconds=10)
    place.work()
    now = told(place.house, row)
    assert [each.member for each in now.members] == ["lin-an"]
    assert "who-left" in now.left_out.zh
    assert "who-left" in now.waits_for.en


def test_an_account_that_may_only_draft_says_that_somebody_has_to_publish(place):
    row = place.sent(DRAFTS)
    now = told(place.house, row)
    assert (row.is_, now.members) == (State.CREATED, ())
    assert now.waits_for.zh == "草稿已备好，等人点发布"


def test_an_article_is_public_and_asks_nobody(place):
    now = told(place.house, place.sent(OA))
    assert (now.before.zh, now.members, now.reminders_left) == ("公开可读，不推送", (), None)


def test_a_hand_off_names_whose_hands_and_whose_word(house):
    row = handed_over(house)
    now = told(house, row)
    assert [(each.member, each.confirmed) for each in now.members] == [("editor小姐", False)]
    assert now.before.zh == "由 editor 手发"
    house.clock.advance(timedelta(minutes=9))
    with house.act() as session:
        confirm(session, delivery(session, row.key), by="editor", name="editor小姐", posted_at=house.now, at=house.now)
    [only] = told(house, row).members
    assert (only.confirmed, only.at) == (True, house.now)
