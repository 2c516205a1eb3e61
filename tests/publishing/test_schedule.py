"""From approvals to deliveries: planned once, moved through the same questions, and replaced only while nothing is on its way."""

from datetime import timedelta

import pytest
from sqlmodel import select

from studio.errors import NotAllowed, Refused
from studio.library.kinds import Audience
from studio.personas.stage import PersonaStage
from studio.posts import placement as placed
from studio.posts.post import Post, latest, write
from studio.posts.timing import late_window
from studio.posts.wording import Window
from studio.publishing.delivery import Delivery, State
from studio.publishing.preview import going_out
from studio.publishing.schedule import cancel, default_windows, live_delivery, reschedule
from studio.publishing.work import work_through
from tests.house import LIFE, OFFER


def resubmitted(house, row, text="改过的"):
    with house.act() as session:
        post = session.get(Post, row.post_id)
        variants = {kind: variant.model_copy(update={"text": text}) for kind, variant in latest(session, post).body.items()}
        write(session, post, variants, pillar=LIFE, by=house.person("editor"), at=house.now)
        return house.hand_in(session, post)


def approved(house, submission, **how) -> list[Delivery]:
    with house.act() as session:
        return house.approve(session, submission, **how)


def move(house, row, by_how_much: timedelta, role: str = "planner") -> Delivery | None:
    with house.act() as session:
        where = placed.placement(session, row.placement_id)
        return reschedule(session, where, to=row.due_at + by_how_much, by=house.person(role), at=house.now)


def test_one_approval_plans_every_destination_of_a_post(house):
    with house.act() as session:
        post, _, _ = house.written(session)
        second = house.account(session, "moments-founder")
        placed.place(session, post, second, due_at=house.now + timedelta(hours=5), by=house.person("planner"), at=house.now)
        submission = house.hand_in(session, post)
    rows = approved(house, submission)
    assert [row.is_ for row in rows] == [State.PLANNED] * 2
    assert len({row.marker for row in rows}) == 2
    assert all(len(row.marker.encode()) <= 64 for row in rows)


def test_the_usual_window_is_from_the_due_time_until_too_late(house):
    with house.act() as session:
        post, _, where = house.written(session)
        submission = house.hand_in(session, post)
        [window] = default_windows(session, submission).values()
    assert window == Window(where.due_at, where.due_at + late_window("moments", where.due_at.date()))


def test_a_newer_approval_takes_the_place_of_what_has_not_begun(house):
    first = house.scheduled()
    [second] = approved(house, resubmitted(house, first))
    assert house.delivery(first).is_ is State.CANCELLED
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    assert house.platform.markers == [second.marker]
    assert house.platform.ledger[0].text == "改过的"


def test_nothing_is_handed_in_anew_for_a_time_that_went_by_while_the_first_is_on_its_way(house):
    first = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    with pytest.raises(Refused, match="过去"):
        resubmitted(house, first)
    assert house.delivery(first).is_ is State.CREATED


def test_a_wider_window_lets_a_planner_move_it_within_without_another_approval(house):
    with house.act() as session:
        post, _, where = house.written(session)
        submission = house.hand_in(session, post)
    window = Window(where.due_at - timedelta(minutes=30), where.due_at + timedelta(hours=6))
    [row] = approved(house, submission, windows={where.key: window})
    assert move(house, row, timedelta(hours=5)).due_at == row.due_at + timedelta(hours=5)
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    assert house.platform.ledger == []
    house.clock.advance(timedelta(hours=5))
    work_through(house.desk())
    assert house.platform.markers == [row.marker]


def test_nothing_moves_into_the_past_and_only_by_those_who_may(house):
    row = house.scheduled()
    with pytest.raises(Refused, match="过去"):
        move(house, row, timedelta(hours=-2))
    with pytest.raises(NotAllowed):
        move(house, row, timedelta(minutes=5), role="reviewer")


def test_what_is_on_its_way_is_not_moved(house):
    row = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    with pytest.raises(Refused, match="已经在路上"):
        move(house, row, timedelta(minutes=30))


def test_an_advert_of_a_persona_that_no_longer_sells_is_not_moved_either(house):
    row = house.scheduled(pillar=OFFER)
    with house.act() as session:
        session.exec(select(PersonaStage).where(PersonaStage.persona == "lin-an")).one().stage = "warming"
    with pytest.raises(Refused, match="养成期"):
        move(house, row, timedelta(minutes=10))
    assert house.delivery(row).due_at == row.due_at


def test_a_missed_delivery_may_still_go_out_inside_its_window_and_else_needs_another_approval(house):
    row = house.scheduled()
    house.clock.advance(timedelta(hours=4))
    work_through(house.desk())
    assert house.delivery(row).is_ is State.MISSED
    assert move(house, row, timedelta(hours=5)) is None
    assert house.delivery(row).is_ is State.CANCELLED
    with house.act() as session:
        assert live_delivery(session, placed.placement(session, row.placement_id)) is None


def test_a_cancelled_delivery_stays_home_and_its_post_may_be_planned_again(house):
    row = house.scheduled()
    with house.act() as session:
        cancel(session, session.get(Delivery, row.key), reason="客户改期", by=house.person("planner"), at=house.now)
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    assert house.platform.ledger == []
    assert house.delivery(row).said["zh"] == "客户改期"
    with house.act() as session:
        where = placed.placement(session, row.placement_id)
        reschedule(session, where, to=house.now + timedelta(hours=1), by=house.person("planner"), at=house.now)
    [again] = approved(house, resubmitted(house, row))
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    assert house.platform.markers == [again.marker]


def test_the_dry_run_says_what_the_claim_will_say_and_changes_nothing(house):
    goes, stays = house.scheduled(), house.scheduled(account="groups-founder")
    with house.act() as session:
        placed.readdress(session, placed.placement(session, stays.placement_id), Audience(), by=house.person("editor"), at=house.now)
    with house.act() as session:
        said = {
            each.delivery_id: each.verdict.value for each in going_out(session, files=house.files, now=house.now, within=timedelta(hours=2))
        }
    assert said == {goes.key: "go", stays.key: "refused"}
    assert {house.delivery(row).is_ for row in (goes, stays)} == {State.PLANNED}
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    assert house.platform.markers == [goes.marker]
    assert house.delivery(stays).is_ is State.REFUSED
