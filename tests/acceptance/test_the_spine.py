"""The whole way over real HTTP: workspace → plan → copy and pictures → review → publisher → platforms → readings."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from studio import history
from studio.brands.account import ChannelAccount
from studio.clock import BEIJING, SharedClock
from studio.database import act_across_brands, look
from studio.demo.agreement import compare
from studio.demo.stage_hands import TICK_S, Theatre, play_until
from studio.engagement.reading import Interaction, Reading
from studio.posts.post import Post, PostVersion
from studio.publishing.delivery import Delivery, State, attempts
from studio.publishing.heartbeat import pulse
from studio.review.approval import Approval
from studio.workspace.processes import running
from studio.workspace.set_up import set_up
from tests.acceptance.example import CURTAIN, Example, example
from tests.postgres import fresh_database

DAYS = 2
AN_HOUR_AND_A_BIT = timedelta(minutes=80)  # after the last is due: for its first reading


def played(studio: Example, days: int, slots: slice = slice(None)) -> Example:
    for slot in studio.fill(studio.plan(days).slots[slots]):
        studio.scheduled(slot)
    studio.run_until(CURTAIN + timedelta(days=days, hours=26))
    return studio


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """Two days of the example brand and one more for its readings, lived through once for the whole module."""
    with example(tmp_path_factory.mktemp("spine") / "home") as found:
        yield played(found, DAYS)


def deliveries(studio: Example) -> list[tuple[Delivery, ChannelAccount]]:
    with look(studio.opened.engine, brand=studio.brand) as session:
        return list(session.exec(select(Delivery, ChannelAccount).where(Delivery.account_id == ChannelAccount.id)))


def test_every_planned_post_ended_delivered_on_every_channel(studio):
    found = deliveries(studio)
    assert {row.is_ for row, _ in found} == {State.DELIVERED}
    assert {account.channel for _, account in found} >= {"moments", "community", "official_account"}
    assert len(found) >= 5 * DAYS


def test_the_studio_and_the_platforms_agree_one_to_one(studio):
    with studio.act() as session:
        agreement = compare(session, studio.ledger())
    assert agreement.holds, agreement
    assert agreement.matched == sum(account.channel != "handoff" for _, account in deliveries(studio)) > 0


def test_nothing_went_out_before_its_time_or_past_its_window(studio):
    with studio.act() as session:
        for row in session.exec(select(Delivery)):
            approval = session.get(Approval, row.approval_id)
            assert approval.opens_at <= row.sent_at <= approval.closes_at


def test_members_confirmed_what_members_have_to_confirm(studio):
    for row, account in deliveries(studio):
        if account.channel in ("community", "moments"):
            assert row.confirmed == row.expected >= 1


def test_every_post_has_the_words_of_its_persona_and_a_picture_where_its_template_wants_one(studio):
    with studio.act() as session:
        versions = session.exec(select(PostVersion)).all()
        assert all(variant.text for version in versions for variant in version.body.values())
        assert all(version.made_with["template"] for version in versions)
        pictured = [variant for version in versions for variant in version.body.values() if variant.all_pictures]
        assert all(studio.opened.files.has(picture.digest) for variant in pictured for picture in variant.all_pictures)
        assert len(pictured) > len(versions) / 2


def test_author_and_approver_are_never_the_same(studio):
    with studio.act() as session:
        approvals = session.exec(select(Approval)).all()
        assert all(session.get(PostVersion, approval.version_id).author_id != approval.by_id for approval in approvals)


def test_readings_and_comments_came_back(studio):
    with studio.act() as session:
        readings = session.exec(select(Reading)).all()
        measured = {reading.delivery_id for reading in readings}
        assert measured == {row.key for row, account in deliveries(studio) if account.channel != "handoff"}
        assert any(reading.value for reading in readings)
        assert any(row.kind == "comment" for row in session.exec(select(Interaction)))


def test_every_step_left_its_intent_and_its_outcome_and_the_history_is_whole(studio):
    with studio.act() as session:
        tried = [attempt for row, _ in deliveries(studio) for attempt in attempts(session, row)]
    assert all(attempt.intent_at and attempt.outcome for attempt in tried)
    with act_across_brands(studio.opened.engine) as session:
        count, broken = history.verify(session)
        assert pulse(session, now=studio.now).last is not None
    assert broken == []
    assert count > 5 * len(deliveries(studio))


def test_setting_up_and_planning_again_changes_nothing_that_stands(studio):
    again = set_up(studio.opened, studio.opened.settings.workspace, sandbox=True)
    assert (*again.imported.added, *again.imported.changed, *again.imported.removed) == ()
    assert studio.plan(DAYS).slots == ()
    with studio.act() as session:
        assert len(session.exec(select(Post)).all()) == len(deliveries(studio))


@pytest.fixture(params=["embedded", pytest.param("distributed", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")])])
def at_work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Example]:
    """The example brand while the real processes of an engine publish for it: a publisher on SQLite, or clock and worker on PostgreSQL."""
    parts = {"embedded": ("publisher",), "distributed": ("clock", "worker")}[request.param]
    with ExitStack() as stack:
        url = stack.enter_context(fresh_database(furnished=True)) if request.param == "distributed" else ""
        studio = stack.enter_context(example(tmp_path / "home", database=url, clock=SharedClock(tmp_path / "clock.json")))
        settings = studio.opened.settings
        told = {
            "HOME": settings.home, "WORKSPACE": settings.workspace, "DATABASE_URL": url, "ENGINE": request.param, "FILES": "", "LOG_LEVEL": "error",
            "CLOCK_FILE": tmp_path / "clock.json", "SANDBOX_PORT": settings.sandbox_port, "PUBLISHER_TICK_S": TICK_S,
        }  # fmt: skip
        tree = stack.enter_context(running(parts, extra={f"STUDIO_{name}": str(value) for name, value in told.items()}))
        yield studio
        assert tree.died() == []


def test_the_same_through_the_real_processes_of_either_engine(at_work):
    slots = at_work.plan(DAYS).slots
    that_day = {slot.due_at.astimezone(BEIJING).date() for slot in slots if slot.channel == "official_account"}
    one_each = {slot.channel: slot for slot in reversed(slots) if slot.due_at.astimezone(BEIJING).date() in that_day}
    planned = [at_work.scheduled(slot) for slot in at_work.fill(list(one_each.values()))]
    theatre = Theatre(at_work.opened, at_work.clock, at_work.sandbox)
    play_until(theatre, max(row.due_at for row in planned) + AN_HOUR_AND_A_BIT)
    found = deliveries(at_work)
    assert [row.is_ for row, _ in found] == [State.DELIVERED] * len(planned)
    assert {account.channel for _, account in found} >= {"moments", "community", "official_account"}
    with at_work.act() as session:
        assert compare(session, at_work.ledger()).holds
        tried = {attempt.by.partition(":")[0] for row in planned for attempt in attempts(session, row) if attempt.payload_digest}
        measured = {reading.delivery_id for reading in session.exec(select(Reading))}
    assert tried == {"worker" if at_work.opened.engine.dialect.name == "postgresql" else "publisher"}
    assert measured == {row.key for row, account in found if account.channel != "handoff"}
    with act_across_brands(at_work.opened.engine) as session:
        assert history.verify(session)[1] == []
