"""Fourteen days in a minute or two: plan, fill, check, hand in, approve, send, read back, compare, report."""

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from studio.calendars.fill import fill_one_by_one
from studio.calendars.plan import Plan
from studio.calendars.propose import propose
from studio.clock import BEIJING
from studio.database import act
from studio.demo.agreement import COUNTED, WAY_WORDS, Agreement, compare
from studio.demo.report import write_report
from studio.demo.scenery import also_as_drafts, dress
from studio.demo.stage_hands import Theatre, environment_of, play_until, raised, settings_for, wait_for_sandbox
from studio.engagement.reading import Interaction, Reading
from studio.errors import Refused
from studio.library.current import library
from studio.people.person import by_handle
from studio.posts.post import post
from studio.publishing.delivery import Delivery, State
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import submit, waiting
from studio.settings import Settings
from studio.terminal import say, show, table_of
from studio.workspace.example import example_people
from studio.workspace.processes import running
from studio.workspace.set_up import set_up

FIRST = date(2026, 11, 23)  # a Monday: the run-up to 双12, with 感恩节 and 黑五 inside
CURTAIN = timedelta(hours=6, minutes=30)
AFTERWARDS = timedelta(hours=49)  # for the readings of the last day

Say = Callable[[str], None]


@dataclass
class Outcome:
    """What came of it. `all_well`: every due delivery ended delivered and the ledger agrees one to one."""

    planned: int = 0
    left_out: int = 0
    submitted: int = 0
    refused_by_checks: list[str] = field(default_factory=list)
    approved: int = 0
    states: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    confirmed: int = 0
    readings: int = 0
    reactions: int = 0
    ways: dict[str, int] = field(default_factory=dict)  # effect in the platforms' ledger → how often
    agreement: Agreement | None = None
    seconds: float = 0.0
    moves: int = 0
    report: str = ""

    @property
    def all_well(self) -> bool:
        delivered = self.states.get(State.DELIVERED.value, 0)
        return delivered == self.approved == self.planned > 0 and self.agreement is not None and self.agreement.holds

    def as_json(self) -> str:
        return json.dumps(asdict(self) | {"all_well": self.all_well}, ensure_ascii=False, indent=1)

    def tell(self) -> None:
        table = table_of("", "数 (count)", title="十四天 · 沙盒 (fourteen days, sandbox)")
        unknown, failed = self.states.get("unknown", 0), sum(self.states.get(state, 0) for state in ("refused", "missed", "cancelled"))
        rows = (
            ("排期 planned", self.planned), ("批准 approved", self.approved), ("发出 sent", self.sent), ("确认送达 confirmed", self.states.get("delivered", 0)),
            ("待核实 unknown", unknown), ("没发成 failed", failed), ("读数 readings", self.readings), ("互动 reactions", self.reactions),
        )  # fmt: skip
        for name, count in rows:
            table.add_row(name, str(count))
        show(table)
        say(" · ".join(f"{WAY_WORDS[effect]} {count}" for effect, count in self.ways.items()))
        if self.agreement is not None:
            words = "一一对应 (agrees one to one)" if self.agreement.holds else f"不一致 (differs): {self.agreement}"
            say(f"平台台账 {self.agreement.matched} 条，{words}")
        for refused in self.refused_by_checks:
            say(f"检查拦下 (held by a check): {refused}")
        say(f"用时 {self.seconds:.0f} s · 报告 report: {self.report}")


def run_fortnight(base: Settings, *, days: int, report: Path, seed: str, say: Say | None = None) -> Outcome:
    """Run the whole job in a home of its own; the report folder holds HTML, pictures and JSON."""
    begun = time.monotonic()
    tell = say or (lambda _: None)
    home = base.home / "demo"
    shutil.rmtree(home, ignore_errors=True)
    settings = settings_for(base, home)
    opens = datetime.combine(FIRST, datetime.min.time(), tzinfo=BEIJING) + CURTAIN
    outcome = Outcome()
    with raised(settings, at=opens) as theatre, running(("sandbox",), extra=environment_of(settings)):
        wait_for_sandbox(theatre, seed=seed)
        tell("载入示例品牌 (loading the example brand)")
        brand = set_up(theatre.opened, settings.workspace, sandbox=True).brand.key
        example_people(theatre.opened, brand=brand)
        with act(theatre.opened.engine, brand=brand) as session:
            dress(session, settings, vault=theatre.opened.vault, at=theatre.now)
        _prepare(theatre, brand, outcome, days=days, tell=tell)
        tell("时间往前走，到点就发 (time moves on; what is due goes out)")
        with running(("publisher",), extra=environment_of(settings)):
            outcome.moves = play_until(theatre, opens + timedelta(days=days) + AFTERWARDS)
        ledger = theatre.sandbox.get("/_sandbox/ledger").json()
        with act(theatre.opened.engine, brand=brand) as session:
            outcome.agreement = compare(session, ledger)
            outcome.ways = dict(Counter(row["effect"] for row in ledger if row["effect"] in COUNTED))
            _count(session, outcome)
            outcome.report = str(report / "index.html")
            outcome.seconds = time.monotonic() - begun
            write_report(session, outcome, report, files=theatre.opened.files, now=theatre.now)
    return outcome


def _prepare(theatre: Theatre, brand: int, outcome: Outcome, *, days: int, tell: Say) -> None:
    """Plan, write, hand in; then another person approves."""
    engine, files = theatre.opened.engine, theatre.opened.files
    with act(engine, brand=brand) as session:
        planner = by_handle(session, "yunying")
        shelf = library(session)
        plan: Plan = propose(session, shelf, first=FIRST, days=days, now=theatre.now)
        outcome.planned, outcome.left_out = len(plan.slots), len(plan.left_out)
        tell(f"排了 {len(plan.slots)} 个档期，写文案、画图 (writing and drawing {len(plan.slots)} posts)")
    slots = fill_one_by_one(lambda: act(engine, brand=brand), shelf, plan.slots, files=files, by=planner, at=theatre.now)
    with act(engine, brand=brand) as session:
        outcome.planned += also_as_drafts(session, slots, by=planner, at=theatre.now)
    tell("送审 (handing in)")
    with act(engine, brand=brand) as session:
        for slot in slots:
            written = post(session, slot.post_id)
            try:
                submit(session, written, files=files, by=planner, at=theatre.now)
                outcome.submitted += 1
            except Refused as refused:
                outcome.refused_by_checks.append(f"{written.idea}: {refused.in_('zh')}")
    tell("另一个人审核 (somebody else approves)")
    with act(engine, brand=brand) as session:
        reviewer = by_handle(session, "shenhe")
        for submission in waiting(session):
            seen = page_now(session, submission, files=files, at=theatre.now).seen
            outcome.approved += len(approve_and_schedule(session, submission, seen=seen, files=files, by=reviewer, at=theatre.now))


def _count(session: Session, outcome: Outcome) -> None:
    outcome.states = dict(Counter(session.exec(select(Delivery.state)).all()))
    outcome.sent = session.exec(select(func.count(col(Delivery.id))).where(col(Delivery.sent_at).is_not(None))).one()
    outcome.confirmed = sum(count or 0 for count in session.exec(select(Delivery.confirmed)))
    outcome.readings = session.exec(select(func.count(col(Reading.id)))).one()
    outcome.reactions = session.exec(select(func.count(col(Interaction.id)))).one()
