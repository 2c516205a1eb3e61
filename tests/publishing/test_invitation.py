"""One person in several brands: invited by the sign-in name they have."""

import pytest

from studio import history
from studio.errors import NotAllowed, StudioError
from studio.people.person import Role, by_handle, give_role, roles
from studio.people.process import Process
from studio.publishing.invitation import invite
from studio.publishing.notice import bundled, unread


@pytest.fixture
def other_admin(house):
    """The admin of the second brand, who is nobody in the first."""
    with house.act(house.other_brand) as session:
        give_role(session, house.person("stranger"), Role.ADMIN, brand=house.other_brand, by=Process.SET_UP, at=house.now)
    return house.person("stranger")


def test_a_planner_of_one_brand_becomes_reviewer_of_another_and_stays_who_they_are(house, other_admin):
    before = house.person("planner").model_dump()
    with house.act(house.other_brand) as session:
        person = invite(session, " planner ", Role.REVIEWER, by=other_admin, at=house.now)
        assert roles(session, person, brand=house.other_brand) == {Role.REVIEWER}
        assert roles(session, person, brand=house.brand) == {Role.PLANNER}
        assert person.model_dump() == before
        [row] = [
            row for row in history.about(session, f"person:{person.key}") if row.verb == "role.given" and row.brand == house.other_brand
        ]
    assert (row.who, row.what) == ("stranger", {"role": "reviewer"})


def test_the_person_is_told_once_by_whom_and_for_what(house, other_admin):
    with house.act(house.other_brand) as session:
        for _ in range(2):
            invite(session, "planner", Role.EDITOR, Role.REVIEWER, by=other_admin, at=house.now)
        [notice] = unread(session, house.person("planner"))
        [bundle] = bundled(session, [notice])
    assert notice.zh == "stranger小姐邀请你加入「别家」：编辑、审核"
    assert (notice.times, bundle.kind) == (1, "role")


def test_an_admin_of_one_brand_invites_to_no_other(house):
    with pytest.raises(NotAllowed), house.act(house.other_brand) as session:
        invite(session, "planner", Role.EDITOR, by=house.person("admin"), at=house.now)


@pytest.mark.parametrize("typed", ["plan", "PLANNER", "nobody", "", "plan%", "left"])
def test_only_the_whole_name_finds_somebody_and_every_other_gets_one_answer(house, other_admin, typed):
    with house.act() as session:
        by_handle(session, "editor").handle = "left"
        by_handle(session, "left").left_at = house.now
    with pytest.raises(StudioError) as refused, house.act(house.other_brand) as session:
        invite(session, typed, Role.EDITOR, by=other_admin, at=house.now)
    assert [one.what.zh for one in refused.value.problems] == ["没有这个登录名"]


def test_without_a_role_nobody_is_invited(house, other_admin):
    with pytest.raises(StudioError, match="角色"), house.act(house.other_brand) as session:
        invite(session, "planner", by=other_admin, at=house.now)
