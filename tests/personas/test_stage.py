from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from studio import history
from studio.database import act
from studio.errors import NotAllowed, Refused, StudioError
from studio.library.kinds import Stage
from studio.people.person import Role
from studio.people.process import Process
from studio.personas import stage
from studio.personas.stage import READINESS, PersonaStage
from tests.personas.people_and_personas import LAN, NOON, XIAOMAN, brand_with

GROWN = NOON + timedelta(days=200)
ALL = tuple(READINESS)


@pytest.fixture
def house(tmp_path):
    engine, brand, team = brand_with(
        tmp_path, meng=(Role.PLANNER,), yu=(Role.EDITOR,), zhou=(Role.REVIEWER,), boss=(Role.ADMIN, Role.PLANNER)
    )
    yield engine, brand, team
    engine.dispose()


@pytest.fixture
def team(house):
    return house[2]


@pytest.fixture
def session(house) -> Iterator[Session]:
    with act(house[0], brand=house[1]) as session:
        yield session


@pytest.fixture
def warming(session) -> PersonaStage:
    return stage.start(session, XIAOMAN, by=Process.SET_UP, at=NOON)


def test_a_persona_starts_as_its_sheet_says_and_a_later_import_changes_nothing(session):
    stage.start(session, LAN, by=Process.SET_UP, at=NOON)
    again = LAN.model_copy(update={"starts_as": Stage.WARMING, "started_on": date(2020, 1, 1)})
    stage.start(session, again, by=Process.SET_UP, at=GROWN)
    assert stage.stage_of(session, "lan", GROWN) is Stage.SELLING
    assert [row.verb for row in history.about(session, "persona:lan")] == ["persona.started"]


def test_a_persona_nobody_started_is_warming_up(session):
    assert stage.stage_of(session, "unknown", NOON) is Stage.WARMING


def test_after_the_warm_up_a_planner_confirms_that_a_persona_is_ready_and_then_sells(session, team, warming):
    stage.advance(session, "xiaoman", Stage.READY, by=team["meng"], reason="半年满，互动稳定", at=GROWN, checklist=ALL)
    stage.advance(session, "xiaoman", Stage.SELLING, by=team["meng"], reason="双旦开卖", at=GROWN + timedelta(days=1))
    assert stage.stage_of(session, "xiaoman", GROWN + timedelta(days=2)) is Stage.SELLING
    assert stage.stage_of(session, "xiaoman", GROWN) is Stage.READY
    assert stage.stage_of(session, "xiaoman", NOON) is Stage.WARMING
    told = history.about(session, "persona:xiaoman")
    assert told[0].what["reason"] == "双旦开卖"
    assert history.verify(session)[1] == []


@pytest.mark.parametrize("to", [Stage.SELLING, Stage.WARMING])
def test_stages_are_not_skipped_or_taken_back(session, team, warming, to):
    with pytest.raises(Refused, match="养成 → 就绪"):
        stage.advance(session, "xiaoman", to, by=team["meng"], reason="想快点", at=GROWN, checklist=ALL)
    assert stage.stage_of(session, "xiaoman", GROWN) is Stage.WARMING


def test_only_a_planner_moves_a_persona_and_only_with_a_reason(session, team, warming):
    with pytest.raises(NotAllowed):
        stage.advance(session, "xiaoman", Stage.READY, by=team["zhou"], reason="可以了", at=GROWN, checklist=ALL)
    with pytest.raises(Refused, match="reason"):
        stage.advance(session, "xiaoman", Stage.READY, by=team["meng"], reason="  ", at=GROWN, checklist=ALL)


def test_an_open_checklist_says_what_is_still_to_do(session, team, warming):
    with pytest.raises(Refused, match="评论和私信都有回复"):
        stage.advance(session, "xiaoman", Stage.READY, by=team["meng"], reason="可以了", at=GROWN, checklist=set(ALL) - {"answers"})


def test_in_month_two_ready_needs_a_second_person_who_may_agree(session, team, warming):
    early = {"by": team["boss"], "reason": "品牌升级提前亮相", "at": NOON, "checklist": ALL}
    with pytest.raises(Refused, match="57 天，需要 180 天"):
        stage.advance(session, "xiaoman", Stage.READY, **early)
    with pytest.raises(Refused):
        stage.advance(session, "xiaoman", Stage.READY, **early, agreed_by=team["boss"])
    with pytest.raises(NotAllowed):
        stage.advance(session, "xiaoman", Stage.READY, **early, agreed_by=team["yu"])
    stage.advance(session, "xiaoman", Stage.READY, **early, agreed_by=team["zhou"])
    assert history.about(session, "persona:xiaoman")[0].what["agreed_by"] == "zhou"


def test_a_brand_may_set_its_own_length_of_warm_up(session, team, warming):
    shorter = {"persona.warmup_days": 30}
    assert stage.warmup_progress(XIAOMAN, NOON, shorter) == (30, 30)
    stage.advance(session, "xiaoman", Stage.READY, by=team["meng"], reason="一个月足够", at=NOON, checklist=ALL, overrides=shorter)
    assert stage.stage_of(session, "xiaoman", NOON) is Stage.READY


def test_progress_counts_days_in_beijing_and_stops_at_the_end():
    assert stage.warmup_progress(XIAOMAN, NOON) == (57, 180)
    assert stage.warmup_progress(XIAOMAN, NOON + timedelta(hours=13)) == (58, 180)
    assert stage.warmup_progress(XIAOMAN, GROWN) == (180, 180)
    assert stage.warmup_progress(XIAOMAN, NOON - timedelta(days=100)) == (0, 180)


def ask(session, by, reason="老客户点名要这件", digest="d1"):
    return stage.ask_override(session, persona="xiaoman", post_id=7, version_digest=digest, by=by, reason=reason, at=NOON)


def test_an_override_stands_for_one_wording_once_a_second_person_granted_it(session, team):
    asked = ask(session, team["yu"])
    assert stage.open_overrides(session) == [asked]
    assert not stage.override_stands(session, "xiaoman", "d1")
    stage.grant_override(session, asked, by=team["zhou"], reason="只此一次", at=NOON)
    assert stage.override_stands(session, "xiaoman", "d1")
    assert not stage.override_stands(session, "xiaoman", "d2")
    assert not stage.override_stands(session, "lan", "d1")
    assert not stage.override_stands(session, "xiaoman", "")
    assert stage.open_overrides(session) == []
    assert [row.verb for row in history.about(session, "post:7")] == ["warmup.override_granted", "warmup.override_asked"]


def test_nobody_grants_their_own_override_not_even_an_admin(session, team):
    asked = ask(session, team["boss"])
    with pytest.raises(Refused, match="另一位"):
        stage.grant_override(session, asked, by=team["boss"], reason="我说了算", at=NOON)
    assert not stage.override_stands(session, "xiaoman", "d1")


def test_an_editor_may_ask_but_not_grant_and_both_need_a_reason(session, team):
    with pytest.raises(Refused, match="reason"):
        ask(session, team["yu"], reason=" ")
    with pytest.raises(NotAllowed):
        ask(session, team["zhou"])
    asked = ask(session, team["boss"])
    with pytest.raises(NotAllowed):
        stage.grant_override(session, asked, by=team["yu"], reason="好", at=NOON)
    with pytest.raises(Refused, match="reason"):
        stage.grant_override(session, asked, by=team["zhou"], reason="", at=NOON)


def test_a_persona_that_does_not_exist_cannot_move(session, team):
    with pytest.raises(StudioError, match="nobody"):
        stage.advance(session, "nobody", Stage.READY, by=team["meng"], reason="?", at=NOON, checklist=ALL)


def test_the_second_granting_changes_nothing(session, team):
    asked = ask(session, team["yu"])
    stage.grant_override(session, asked, by=team["zhou"], reason="一", at=NOON)
    stage.grant_override(session, asked, by=team["boss"], reason="二", at=GROWN)
    assert (asked.granted_by, asked.granted_reason, asked.granted_at) == (team["zhou"].key, "一", NOON)
