"""The plan's laws, whatever stands before it: warm-up, quiet hours, quotas, spacing of adverts, sensitive days, and no chance in it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.calendars.plan import AD_GAP, PER_DAY, PRODUCT_REST, Grounds, Past, Plan, plan
from studio.library.kinds import ChannelKind, Stage
from studio.library.library import Library
from studio.library.load import load
from studio.posts.timing import quiet
from tests.acceptance.example import ROOT

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 11, 23)
BEGINS = datetime(2026, 11, 23, tzinfo=ZONE).astimezone(UTC)
DAYS = st.integers(0, 13).map(lambda n: FIRST + timedelta(days=n))
MOMENTS = st.integers(-5 * 24 * 60, 14 * 24 * 60).map(lambda n: BEGINS + timedelta(minutes=n))
ACCOUNTS = {
    "oa-brand": ChannelKind.OFFICIAL_ACCOUNT, "oa-companion": ChannelKind.OFFICIAL_ACCOUNT, "groups-founder": ChannelKind.COMMUNITY,
    "groups-companion": ChannelKind.COMMUNITY, "moments-founder": ChannelKind.MOMENTS, "moments-companion": ChannelKind.MOMENTS,
    "handoff-founder": ChannelKind.HANDOFF,
}  # fmt: skip


@cache
def shelf() -> Library:
    return load(ROOT)


def grounds(**more) -> Grounds:
    known = {
        "stages": {"lin-an": Stage.SELLING, "zhou-yue": Stage.WARMING},
        "channels": ACCOUNTS,
        "zone": ZONE,
        "no_promotion": {},
        "festivals": {},
    }
    return Grounds(**known | more)


PASTS = st.builds(
    Past,
    pillars=st.dictionaries(st.tuples(st.sampled_from(["lin-an", "zhou-yue"]), st.sampled_from(["offer", "daily-life", "know-how"])), st.integers(0, 30), max_size=4),
    adverts=st.dictionaries(st.sampled_from(sorted(ACCOUNTS)), MOMENTS, max_size=3),
    products=st.dictionaries(st.tuples(st.just("lin-an"), st.sampled_from(["linen-shirt", "hand-cream"])), MOMENTS, max_size=2),
    placed=st.lists(st.tuples(st.sampled_from(sorted(ACCOUNTS)), MOMENTS), max_size=6).map(tuple),
)  # fmt: skip
GROUNDS = st.builds(
    grounds,
    stages=st.fixed_dictionaries({"lin-an": st.sampled_from(Stage), "zhou-yue": st.sampled_from(Stage)}),
    no_promotion=st.dictionaries(DAYS, st.just("清明"), max_size=3),
    festivals=st.dictionaries(DAYS, st.sampled_from(sorted(shelf().festivals)), max_size=3),
    past=PASTS,
)


def local_day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def a_plan(known: Grounds, days: int = 7) -> Plan:
    return plan(shelf(), known, first=FIRST, days=days, not_before=BEGINS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(known=GROUNDS, days=st.integers(1, 10))
def test_the_laws_of_a_plan(known, days):
    made = a_plan(known, days)
    assert made == a_plan(known, days)  # the same grounds give the same plan
    for slot in made.slots:
        assert slot.promotional == shelf().pillar(slot.pillar).promotional
        assert not slot.promotional or known.stages[slot.persona] is Stage.SELLING
        assert not slot.promotional or local_day(slot.due_at) not in known.no_promotion
        assert slot.channel is ChannelKind.HANDOFF or not quiet(slot.due_at.astimezone(ZONE))
        assert FIRST <= local_day(slot.due_at) < FIRST + timedelta(days=days)
        assert slot.reasons
    per_day = Counter((account, local_day(at)) for account, at in known.past.placed)
    for slot in made.slots:
        per_day[slot.account, local_day(slot.due_at)] += 1
        assert per_day[slot.account, local_day(slot.due_at)] <= PER_DAY[slot.channel]
    adverts = {account: [at] for account, at in known.past.adverts.items()}
    for slot in (each for each in made.slots if each.promotional):
        assert all(abs(slot.due_at - other) >= AD_GAP for other in adverts.get(slot.account, []) if other <= slot.due_at)
        adverts.setdefault(slot.account, []).append(slot.due_at)
    shown = {key: [at] for key, at in known.past.products.items()}
    for slot in (each for each in made.slots if each.product):
        assert all(slot.due_at - other >= PRODUCT_REST for other in shown.get((slot.persona, slot.product), []))
        shown.setdefault((slot.persona, slot.product), []).append(slot.due_at)


@settings(max_examples=10, deadline=None)
@given(known=GROUNDS)
def test_every_slot_of_the_cadence_is_filled_or_left_out_with_its_reason(known):
    made = a_plan(known)
    asked = sum(len(weekly.days) for cadence in shelf().cadences.values() for weekly in cadence.slots)
    assert len(made.slots) + len(made.left_out) == asked
    assert all(left.why.zh and left.why.en for left in made.left_out)


def test_what_is_filled_already_is_not_proposed_again():
    first = a_plan(grounds())
    taken = frozenset((slot.account, slot.due_at) for slot in first.slots)
    assert a_plan(grounds(past=Past(taken=taken))).slots == ()


def test_nothing_is_proposed_before_now():
    noon = BEGINS + timedelta(hours=12)
    assert all(slot.due_at >= noon for slot in plan(shelf(), grounds(), first=FIRST, days=2, not_before=noon).slots)


def test_a_group_that_has_a_post_by_hand_that_day_gets_no_second():
    tuesday = datetime(2026, 11, 24, 12, 0, tzinfo=ZONE)
    assert any(slot.account == "groups-founder" for slot in a_plan(grounds(), 2).slots)
    made = a_plan(grounds(past=Past(placed=(("groups-founder", tuesday),))), 2)
    assert not any(slot.account == "groups-founder" for slot in made.slots)
    [left] = [each for each in made.left_out if each.account == "groups-founder"]
    assert "额度" in left.why.zh


def test_an_account_that_is_not_there_yet_leaves_its_slots_empty_and_says_so():
    channels = {name: kind for name, kind in ACCOUNTS.items() if name != "moments-companion"}
    made = a_plan(grounds(channels=channels), 1)
    assert {each.account for each in made.left_out} >= {"moments-companion"}
    assert any("还没有建" in each.why.zh for each in made.left_out)


@pytest.mark.parametrize("stage", [Stage.WARMING, Stage.READY])
def test_a_persona_that_does_not_sell_yet_is_planned_without_adverts(stage):
    made = a_plan(grounds(stages={"lin-an": stage, "zhou-yue": stage}), 14)
    assert made.slots
    assert not any(slot.promotional for slot in made.slots)


def test_templates_take_turns():
    used = Counter((slot.persona, slot.template, slot.use) for slot in a_plan(grounds(), 14).slots)
    assert max(used.values()) == 1  # the same template never with the same turn, so the same copy never comes twice


def test_a_time_in_the_quiet_hours_stays_empty():
    library = shelf()
    cadence = library.cadences["zhou-yue"]
    late = cadence.model_copy(update={"slots": tuple(each.model_copy(update={"at": time(23, 0)}) for each in cadence.slots)})
    made = plan(_with(library, late), grounds(), first=FIRST, days=2, not_before=BEGINS)
    hers = [each for each in made.left_out if each.persona == "zhou-yue"]
    assert hers
    assert all("安静时段" in each.why.zh for each in hers)


def _with(library: Library, cadence) -> Library:
    cadences = {**library.cadences, cadence.slug: cadence}
    return replace(library, cadences=cadences)
