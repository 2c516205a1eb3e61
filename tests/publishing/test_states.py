"""Delivery states: every move stands in one table, and whatever happens nothing is sent twice, lost, or sent without a standing approval."""

import itertools
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import SQLModel, select
from structlog.testing import capture_logs

from studio.clock import FixedClock
from studio.database import engine_for
from studio.errors import Refused
from studio.library.kinds import ChannelKind
from studio.posts import placement as placed
from studio.posts.post import Post, latest, write
from studio.publishing import kill_points
from studio.publishing.delivery import MOVES, OPEN, STATE_WORDS, Delivery, State, delivery, moved
from studio.publishing.hold import HoldScope, hold, holds, lift
from studio.publishing.publish import publish
from studio.publishing.resolve import Happened, decide_unknown, try_again
from studio.publishing.schedule import cancel, reschedule
from studio.publishing.work import work_through
from studio.review.approval import Approval, why_not, withdraw
from tests.fake_channel import Killed
from tests.house import LIFE, MORNING, House, furnish

ENDS = (State.DELIVERED, State.REFUSED, State.MISSED, State.CANCELLED)


def test_a_delivery_moves_as_the_table_says_and_no_other_way(house):
    key = house.scheduled().key
    for was, to in itertools.product(State, State):
        with house.act() as session:
            row = delivery(session, key)
            row.state = was.value
            session.flush()
            if to in MOVES[was]:
                moved(session, row, to, who="x", at=house.now)
                assert row.is_ is to
            else:
                with pytest.raises(Refused, match=STATE_WORDS[was].zh):
                    moved(session, row, to, who="x", at=house.now)
                assert row.is_ is was
            session.rollback()


def test_every_state_has_words_in_both_languages_and_a_way_out_unless_it_is_an_end():
    assert set(STATE_WORDS) == set(MOVES) == set(State)
    assert all(words.zh and words.en for words in STATE_WORDS.values())
    assert {state for state, moves in MOVES.items() if not moves} == {State.DELIVERED, State.CANCELLED}
    assert set(OPEN) == set(State) - set(ENDS)


def test_a_page_that_shows_an_old_state_decides_nothing_by_it(house):
    seen = house.scheduled()
    key = seen.key
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    assert seen.is_ is State.PLANNED  # what the page still shows
    with pytest.raises(Refused, match="平台"), house.act() as session:
        cancel(session, seen, reason="不发了", by=house.person("planner"), at=house.now)
    with house.act() as session:
        assert delivery(session, key).is_ is State.CREATED


class Studio(RuleBasedStateMachine):
    """People, platforms and publishing processes in any order; then time goes on and everything comes to an end."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        engine = engine_for("sqlite://")
        SQLModel.metadata.create_all(engine)
        self.house: House = furnish(engine, self.folder, clock=FixedClock(MORNING))
        self.house.platform.ledger = self.ledger = Witness(self.house)
        self.rows: list[Delivery] = []

    @initialize(minutes=st.lists(st.integers(1, 12), min_size=1, max_size=3))
    def schedule(self, minutes: list[int]) -> None:
        for number, wait in enumerate(minutes):
            account = ("moments-founder", "groups-founder")[number % 2]
            how = {"text": f"第 {number} 条", "due_in": timedelta(minutes=wait), "account": account, "pictures": number % 2}
            self.rows.append(self.house.scheduled(**how))

    def teardown(self) -> None:
        """In the end nothing is lost: switches are lifted, the platform is well, and every delivery ends or waits for a person who was told."""
        self.lift()
        self.weather([], True, 1)
        for _ in range(9):
            self.house.clock.advance(timedelta(minutes=35))
            self.pass_over("a")
        with self.house.act() as session:
            for row in session.exec(select(Delivery)):
                waits = row.is_ is State.UNKNOWN and row.next_at is None and row.said.get("zh")
                assert row.is_ in ENDS or waits, (row.state, row.said)
        self.nothing_went_out_twice()
        self.everything_that_went_out_stood_approved()
        self.house.engine.dispose()

    # what people do
    @rule(data=st.data(), saved=st.booleans())
    def edit(self, data: st.DataObject, saved: bool) -> None:
        row = data.draw(st.sampled_from(self.rows))
        with self.house.act() as session:
            post = session.get(Post, row.post_id)
            version = latest(session, post)
            channel = next(iter(version.body))
            changed = version.body[channel].model_copy(update={"text": version.body[channel].text + "！"})
            write(session, post, {ChannelKind(channel): changed}, pillar=LIFE, by=self.house.person("editor"), at=self.house.now)
            if not saved:
                session.rollback()

    @rule(data=st.data(), minutes=st.integers(-30, 90))
    def move(self, data: st.DataObject, minutes: int) -> None:
        row = data.draw(st.sampled_from(self.rows))
        self.attempt(
            lambda session: reschedule(
                session, placed.placement(session, row.placement_id), to=row.due_at + timedelta(minutes=minutes),
                by=self.house.person("planner"), at=self.house.now,
            )
        )  # fmt: skip

    @rule(data=st.data(), what=st.sampled_from(["cancel", "retry", "withdraw", "went", "not"]))
    def decide(self, data: st.DataObject, what: str) -> None:
        row = data.draw(st.sampled_from(self.rows))
        by, at = self.house.person("publisher"), self.house.now
        seen = row.marker in self.house.platform.markers  # a person looks on the platform and says what is there
        match what:
            case "cancel":
                self.attempt(lambda session: cancel(session, delivery(session, row.key), reason="不发了", by=by, at=at))
            case "retry":
                self.attempt(lambda session: try_again(session, delivery(session, row.key), by=by, at=at))
            case "withdraw":
                self.attempt(lambda session: withdraw(session, session.get(Approval, row.approval_id), reason="看错了", by=by, at=at))
            case _:
                happened = Happened.IT_WENT_OUT if seen else Happened.IT_DID_NOT
                self.attempt(lambda session: decide_unknown(session, delivery(session, row.key), happened, reason="看过了", by=by, at=at))

    @rule(scope=st.sampled_from([(HoldScope.BRAND, ""), (HoldScope.ACCOUNT, "groups-founder"), (HoldScope.PERSONA, "lin-an")]))
    def hold(self, scope: tuple[HoldScope, str]) -> None:
        with self.house.act() as session:
            hold(session, *scope, reason="先停一停", by=self.house.person("publisher"), at=self.house.now)

    @rule()
    def lift(self) -> None:
        with self.house.act() as session:
            for switch in holds(session):
                lift(session, switch, by=self.house.person("publisher"), at=self.house.now)

    # what happens
    @rule(
        faults=st.lists(st.sampled_from(["lost_after", "lost_before", "busy", "bad_words", "surprise"]), min_size=1, max_size=2),
        visible=st.booleans(),
        asks=st.integers(1, 3),
    )
    def weather(self, faults: list[str], visible: bool, asks: int) -> None:
        self.house.platform.faults, self.house.platform.visible, self.house.platform.confirms_after = faults, visible, asks

    @rule(
        process=st.sampled_from(["a", "b"]),
        minutes=st.sampled_from([0, 1, 3, 10, 40]),
        dies_at=st.sampled_from(
            ["", "after_claim:1", "after_intent:2", "after_answer:1", "after_answer:2", "after_outcome:1", "after_look:1"]
        ),
    )
    def work(self, process: str, minutes: int, dies_at: str) -> None:
        """One pass over what is due, perhaps ended by SIGKILL at a named point; whoever comes next has to find its way."""
        self.house.clock.advance(timedelta(minutes=minutes, seconds=1))
        kill_points.arm(dies_at)
        with suppress(Killed):
            self.pass_over(process)
        kill_points.arm("")

    def pass_over(self, process: str) -> None:
        """One pass; nothing surprises in it but what the platform's weather brings."""
        faults = self.house.platform.faults
        before = faults.count("surprise")
        with capture_logs() as said:
            work_through(self.house.desk(process))
        assert sum(line["event"] == "surprise" for line in said) == before - faults.count("surprise")

    @rule(data=st.data(), when=st.sampled_from(["killed_before", "killed_after"]), minutes=st.sampled_from([0, 3, 12]))
    def killed_while_sending(self, data: st.DataObject, when: str, minutes: int) -> None:
        row = data.draw(st.sampled_from(self.rows))
        self.house.clock.advance(timedelta(minutes=minutes))
        self.house.platform.faults = [when]
        with suppress(Killed):
            publish(self.house.desk("c"), row.key, brand=1)
        self.house.platform.faults = []

    @rule(seconds=st.integers(1, 60))
    def the_clock_is_put_back(self, seconds: int) -> None:
        self.house.clock.advance(timedelta(seconds=-seconds))

    # what always holds
    @invariant()
    def nothing_went_out_twice(self) -> None:
        markers = self.house.platform.markers
        assert len(markers) == len(set(markers))

    @invariant()
    def everything_that_went_out_stood_approved(self) -> None:
        assert self.ledger.without_approval == []

    def attempt(self, act) -> None:
        with suppress(Refused), self.house.act() as session:
            act(session)


@dataclass
class Witness(list):
    """The platform's ledger; at each entry it looks whether the approval stood at that moment."""

    house: House
    without_approval: list[str] = field(default_factory=list)

    def append(self, message) -> None:
        super().append(message)
        with self.house.act() as session:
            row = session.exec(select(Delivery).where(Delivery.marker == message.marker)).one()
            approval = session.get(Approval, row.approval_id)
            if refusal := why_not(session, approval, files=self.house.files, now=self.house.now):
                self.without_approval.append(str(refusal))


def test_whatever_people_platforms_and_processes_do_nothing_is_sent_twice_or_lost_or_unapproved(tmp_path, monkeypatch):
    died_at: list[str] = []

    def die(_pid: int, _signal: int) -> None:
        died_at.append(kill_points._trigger.name)
        raise Killed

    monkeypatch.setattr(kill_points, "os", SimpleNamespace(kill=die, getpid=os.getpid))  # a death that this process survives

    class Here(Studio):
        folder = tmp_path

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
        ),
    )
    assert died_at
