"""Catching up: a free slot for each, no two alike, near its own time of day; sent now one after the other; everything through the gate again."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from studio.clock import BEIJING
from studio.errors import Refused
from studio.library.kinds import ChannelKind, Weekday, WeeklySlot
from studio.people.person import Role, give_role
from studio.people.process import Process
from studio.posts.post import latest, post, write
from studio.publishing.catch_up import APART, NOW_AT_MOST, Became, give_new_time, missed, times_now
from studio.publishing.delivery import Delivery, State
from studio.publishing.free_slots import Found, Room, Wish, free_slots
from studio.publishing.preview import going_out
from studio.publishing.resolve import send_again
from studio.review.submission import waiting
from tests.house import LIFE, MORNING, House

EVENING = WeeklySlot(account="moments", days=tuple(Weekday), at=time(20, 30), pillars=("daily-life",))


def room(*taken: datetime, rhythm: bool = False, sensitive: tuple[date, ...] = ()) -> Room:
    weekly = {("lin-an", "moments"): (EVENING,)} if rhythm else {}
    return Room(BEIJING, MORNING, weekly, sensitive, {"moments": sorted(taken)})


def wish(key: int = 1, *, at: time = time(20, 30), promotional: bool = False) -> Wish:
    return Wish(key, "moments", ChannelKind.MOMENTS, "lin-an", promotional, at)


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return MORNING.replace(hour=hour, minute=minute) + timedelta(days=days)


def test_an_empty_slot_of_the_rhythm_comes_first_and_is_given_once():
    slots = free_slots(room(rhythm=True), [wish(1), wish(2)])
    assert [(each.at, each.found) for each in slots.values() if each] == [(at(20, 30), Found.RHYTHM), (at(20, 30, days=1), Found.RHYTHM)]


def test_without_one_it_goes_near_its_own_time_of_day_two_hours_clear_of_anything_else():
    slot = free_slots(room(at(20, 30)), [wish()])[1]
    assert slot
    assert slot.at == at(18, 30)
    assert slot.found is Found.GAP


def test_a_full_day_and_a_sensitive_day_are_passed_over():
    today = [at(10), at(12), at(14), at(16)]
    assert free_slots(room(*today), [wish()])[1].at == at(20, 30, days=1)
    tomorrow = (MORNING + timedelta(days=1)).date()
    assert free_slots(room(*today, sensitive=(tomorrow,)), [wish(promotional=True)])[1].at == at(20, 30, days=2)


def test_three_hundred_find_what_room_there_is_and_the_rest_is_told_there_is_none():
    slots = free_slots(room(), [wish(key) for key in range(300)])
    given = [each.at for each in slots.values() if each]
    assert len(given) == len(set(given)) < 300
    assert max(given) < MORNING + timedelta(days=28)
    assert max(sum(each.date() == day for each in given) for day in {each.date() for each in given}) == 4


def test_what_is_sent_now_goes_out_one_after_the_other_and_never_at_night():
    rows = [
        Delivery(id=key, approval_id=1, placement_id=1, post_id=1, account_id=1, marker=str(key), due_at=MORNING)
        for key in range(NOW_AT_MOST)
    ]
    times = list(times_now(rows, zone=BEIJING, now=at(21)).values())
    assert all(later - earlier >= APART for earlier, later in pairwise(times))
    assert all(time(7) <= each.astimezone(BEIJING).time() < time(22, 30) for each in times)
    with pytest.raises(Refused, match="排到空档"):
        times_now([*rows, *rows], zone=BEIJING, now=MORNING)


def test_a_new_time_is_approved_again_by_a_reviewer_and_handed_in_by_others(house: House):
    first, second = slept_through(house), slept_through(house)
    publisher = house.person("publisher")
    with house.act() as session:
        became = give_new_time(session, first, to=later(house), reason="客人在等", files=house.files, by=publisher, at=house.now)
        assert became is Became.IN_REVIEW
        assert [each.note for each in waiting(session)] == ["客人在等"]
        give_role(session, publisher, Role.REVIEWER, brand=house.brand, by=Process.SET_UP, at=house.now)
        became = give_new_time(session, second, to=later(house), reason="客人在等", files=house.files, by=publisher, at=house.now)
        assert became is Became.PLANNED
        assert missed(session) == []
    house.clock.advance(timedelta(hours=3, minutes=1))
    house.work()
    assert len(house.platform.ledger) == 1


def test_a_post_changed_since_its_approval_is_not_caught_up_past_the_editors(house: House):
    row = slept_through(house)
    with house.act() as session:
        changed = post(session, row.post_id)
        body = {kind: each.model_copy(update={"text": "换了一句"}) for kind, each in latest(session, changed).body.items()}
        write(session, changed, body, pillar=LIFE, by=house.person("editor"), at=house.now)
    with house.act() as session, pytest.raises(Refused, match="重新送审"):
        give_new_time(session, row, to=later(house), reason="急", files=house.files, by=house.person("publisher"), at=house.now)


def test_what_did_not_go_out_is_sent_again_only_by_somebody_who_looked(house: House):
    row = house.scheduled()
    with house.act() as session:
        kept = session.get(Delivery, row.key)
        kept.state = State.UNKNOWN.value
        session.add(kept)
    with house.act() as session, pytest.raises(Refused, match="看到了什么"):
        send_again(session, house.delivery(row), reason=" ", by=house.person("publisher"), at=house.now)
    with house.act() as session:
        send_again(session, session.get(Delivery, row.key), reason="后台没有", by=house.person("publisher"), at=house.now)
        assert [each.verdict for each in going_out(session, files=house.files, now=house.now, within=timedelta(hours=2))] == ["go"]
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.work()
    assert house.delivery(row).is_ is not State.UNKNOWN
    assert len(house.platform.ledger) == 1


def slept_through(house: House) -> Delivery:
    """A delivery whose window went by while nobody published."""
    row = house.scheduled(due_in=timedelta(minutes=1), account="groups-founder")
    with house.act() as session:
        kept = session.get(Delivery, row.key)
        kept.state = State.MISSED.value
        session.add(kept)
        return kept


def later(house: House) -> datetime:
    return house.now + timedelta(hours=3)
