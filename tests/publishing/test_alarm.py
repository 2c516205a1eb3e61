"""The team's robot: failures gathered into one message in five minutes per brand, and nothing said twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from studio.brands.account import account, set_keys
from studio.people.process import Process
from studio.publishing.alarm import alarm
from studio.publishing.delivery import State, delivery, moved
from studio.publishing.hand_off_reminders import remind_hand_offs
from studio.publishing.hold import HoldScope, hold
from studio.publishing.resolve import try_again
from studio.sandbox.wecom.residents import ROBOT_KEY
from studio.vault import Vault
from tests.handing_over import planned_hand_off
from tests.house import KEY, House
from tests.on_the_sandbox import GROUPS, MOMENTS, OA, Town, town


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    """The studio with a robot, which knows everything up to now."""
    with town(house, tmp_path) as where:
        robot(where, ROBOT_KEY)
        assert alarm(where.desk) == 0
        yield where


def robot(place: Town, key: str) -> None:
    with place.house.act() as session:
        set_keys(session, account(session, GROUPS), vault=Vault(KEY), by=Process.SET_UP, at=place.house.now, robot=key)


def said(place: Town) -> list[str]:
    rows = place.control("/ledger?effect=robot_message_sent", method="GET")
    assert isinstance(rows, list)
    return [row["text"] for row in rows]


def missed(place: Town, slug: str, text: str) -> int:
    """A delivery whose window is over."""
    row = place.planned(slug, text=text)
    with place.house.act() as session:
        moved(
            session,
            delivery(session, row.key),
            State.MISSED,
            who="test",
            at=place.house.now,
            said={"zh": "已过点 2 小时，没有发出", "en": "late"},
        )
    return row.key


def test_several_failures_are_one_message_with_what_where_and_why(place):
    missed(place, OA, "第一篇")
    missed(place, MOMENTS, "第二条")
    assert alarm(place.desk) == 1
    [message] = said(place)
    assert message.startswith("【岸上】2 件事要人看一下")
    assert "过点未发 11-23 09:01 oa-real「第一篇」已过点 2 小时，没有发出" in message
    assert "第二条" in message


def test_one_message_in_five_minutes_and_nothing_twice(place):
    missed(place, OA, "第一篇")
    alarm(place.desk)
    missed(place, OA, "第二篇")
    assert alarm(place.desk) == 0, "not another one so soon"
    place.wait(minutes=5)
    assert alarm(place.desk) == 1
    place.wait(minutes=5)
    assert alarm(place.desk) == 0
    assert [("第一篇" in message, "第二篇" in message) for message in said(place)] == [(True, False), (False, True)]


def test_what_was_mended_meanwhile_is_no_alarm_nor_is_what_people_did_themselves(place):
    key, house = missed(place, OA, "第一篇"), place.house
    with house.act() as session:
        try_again(session, delivery(session, key), by=house.person("publisher"), at=house.now)
        hold(session, HoldScope.ACCOUNT, OA, reason="先停", by=house.person("publisher"), at=house.now)
    assert alarm(place.desk) == 0


def test_a_hand_off_that_nobody_confirmed_and_an_account_that_paused_itself_are_told(place):
    place.control("/world", {"side": "official_account", "appid": "wxsandboxservice01", "allow_ips": ["10.9.9.9"]})
    place.sent(OA)
    planned_hand_off(place.house)
    place.wait(hours=1, minutes=1)
    place.work()
    place.wait(hours=4, minutes=1)
    remind_hand_offs(place.desk)
    assert alarm(place.desk) == 1
    [message] = said(place)
    assert "账号 oa-real 自动暂停" in message
    assert "没有人确认" in message


def test_many_failures_are_counted_and_the_first_are_shown(place):
    for number in range(11):
        missed(place, OA, f"第 {number} 篇")
    alarm(place.desk)
    [message] = said(place)
    assert message.startswith("【岸上】11 件事要人看一下")
    assert "…还有 3 条" in message


def test_a_robot_that_was_removed_is_tried_again_later_and_then_told_everything(place):
    robot(place, "no-such-robot")
    missed(place, OA, "第一篇")
    assert alarm(place.desk) == 0
    robot(place, ROBOT_KEY)
    assert alarm(place.desk) == 1
    assert "第一篇" in said(place)[0]


def test_without_a_robot_there_is_no_alarm(house):
    row = house.scheduled()
    house.clock.advance(timedelta(hours=5))
    with house.act() as session:
        moved(session, delivery(session, row.key), State.MISSED, who="test", at=house.now)
    assert alarm(house.desk()) == 0
