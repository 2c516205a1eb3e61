"""Ids get names: groups and members once a day, customers when they react; what has no name stands for itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from studio.channels.answer import Reaction
from studio.engagement.names import KnownName, learn_names, names_of
from studio.engagement.reading import keep_reactions
from tests.channels.desk import COFFEE
from tests.house import House
from tests.on_the_sandbox import MOMENTS, OA, Town, town


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    with town(house, tmp_path) as where:
        yield where


def reacted(town: Town, slug: str, *people: str) -> None:
    row = town.planned(slug)
    likes = [Reaction(kind="like", remote_id=f"{slug}:{who}", person=who, text=None, at=town.house.now) for who in people]
    with town.house.act() as session:
        keep_reactions(session, row.key, likes)


def names(town: Town, *ids: str) -> dict[str, str]:
    with town.house.act() as session:
        return names_of(session, ids)


def customer(town: Town) -> str:
    return town.control("/people", {"side": "wecom", "act": "add_customer", "userid": "lin-an", "name": "橘子汽水"})["external_userid"]


def test_groups_and_members_are_known_after_one_question_a_day(place):
    assert names(place, COFFEE, "lin-an") == {COFFEE: COFFEE, "lin-an": "lin-an"}
    assert learn_names(place.desk) > 4
    assert names(place, COFFEE, "lin-an")["lin-an"] == "林岸"
    assert names(place, COFFEE) == {COFFEE: "慢慢喝咖啡"}
    assert learn_names(place.desk) == 0
    place.control("/people", {"side": "wecom", "act": "rename_group", "chat_id": COFFEE, "name": "换了名字的群"})
    place.wait(hours=25)
    learn_names(place.desk)
    assert names(place, COFFEE) == {COFFEE: "换了名字的群"}


def test_a_customer_who_reacted_gets_a_name_and_a_stranger_stays_an_id(place):
    learn_names(place.desk)
    orange = customer(place)
    reacted(place, MOMENTS, orange, "wmNobodyKnows")
    assert learn_names(place.desk) == 2
    assert names(place, orange, "wmNobodyKnows") == {orange: "橘子汽水", "wmNobodyKnows": "wmNobodyKnows"}
    assert learn_names(place.desk) == 0, "nobody is asked about again and again"


def test_a_follower_is_called_by_the_remark_of_the_account_only(place):
    learn_names(place.desk)
    newcomer = {"side": "official_account", "act": "subscribe", "appid": "wxsandboxservice01"}
    openid = place.control("/people", newcomer)["openid"]
    reacted(place, OA, openid)
    assert learn_names(place.desk) == 1
    assert names(place, openid) == {openid: openid}, "nicknames are not told since 2021-12"


def test_a_platform_that_does_not_answer_is_asked_again_after_a_while(place):
    orange = customer(place)
    reacted(place, MOMENTS, orange)
    place.control("/faults", [{"path": "*", "kind": "http", "times": None}])
    assert learn_names(place.desk) == 0
    place.control("/faults", method="DELETE")
    assert learn_names(place.desk) == 0, "not before the pause is over"
    place.wait(minutes=11)
    learn_names(place.desk)
    assert names(place, orange) == {orange: "橘子汽水"}


def test_what_is_known_belongs_to_its_brand(place):
    learn_names(place.desk)
    with place.house.act(place.house.other_brand) as session:
        assert session.exec(select(KnownName)).all() == []
        assert names_of(session, ["lin-an"]) == {"lin-an": "lin-an"}
