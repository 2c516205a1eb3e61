"""The example brand in a home of its own: the real workspace, a real sandbox over HTTP, and a clock that a test moves."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
from sqlmodel import col, func, select

from studio.calendars.fill import fill_slots
from studio.calendars.plan import Plan
from studio.calendars.propose import propose
from studio.calendars.slot import Slot
from studio.channels.registry import open_channel
from studio.clock import BEIJING, FixedClock, SharedClock
from studio.database import act, look
from studio.engagement.collect import Watch, collect
from studio.library.current import library
from studio.people.person import Person, by_handle
from studio.posts.post import post
from studio.publishing.delivery import Delivery, State
from studio.publishing.desk import Desk
from studio.publishing.resolve import confirm_by_hand
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.publishing.work import next_moment, work_through
from studio.review.submission import Submission, submit
from studio.sandbox.serve import running
from studio.settings import Settings
from studio.workspace.example import example_people
from studio.workspace.opened import Opened, open_studio
from studio.workspace.set_up import set_up

ROOT = Path(__file__).parents[2]
FIRST = date(2026, 11, 23)  # a Monday
CURTAIN = datetime(2026, 11, 23, 6, 30, tzinfo=BEIJING)
TOGETHER = timedelta(minutes=3)


@dataclass(frozen=True)
class Example:
    """The brand at work; `sandbox` is the platforms' own control plane, `pass_` one pass of its engine over what is due."""

    opened: Opened
    clock: FixedClock | SharedClock
    brand: int
    sandbox: httpx.Client
    desk: Desk
    pass_: Callable[[Desk], object] = work_through

    def work(self) -> None:
        """Do what is due now, as the engine of this studio does it."""
        self.pass_(self.desk)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def act(self):
        return act(self.opened.engine, brand=self.brand)

    def person(self, handle: str) -> Person:
        with look(self.opened.engine) as session:
            return by_handle(session, handle)

    def plan(self, days: int) -> Plan:
        with look(self.opened.engine, brand=self.brand) as session:
            return propose(session, library(session), first=FIRST, days=days, now=self.now)

    def fill(self, slots: Sequence) -> list[Slot]:
        with self.act() as session:
            return fill_slots(session, library(session), slots, files=self.opened.files, by=self.person("yunying"), at=self.now)

    def hand_in(self, slot: Slot, by: str = "yunying") -> Submission:
        """Through every check, as the screens and the command line do."""
        with self.act() as session:
            written = post(session, slot.post_id)
            return submit(session, written, files=self.opened.files, by=self.person(by), at=self.now)

    def approve(self, submission: Submission, by: str = "shenhe") -> list[Delivery]:
        with self.act() as session:
            seen = page_now(session, submission, files=self.opened.files, at=self.now).seen
            return approve_and_schedule(session, submission, seen=seen, files=self.opened.files, by=self.person(by), at=self.now)

    def scheduled(self, slot: Slot) -> Delivery:
        return self.approve(self.hand_in(slot))[0]

    def run_until(self, end: datetime) -> None:
        """Move from one thing to do to the next; a person posts every hand-off when its time comes."""
        with ThreadPoolExecutor(4) as pool:
            while self.now < end:
                self.clock.moment = min(max(self._next() or end, self.now + timedelta(seconds=1)), end)
                work_through(self.desk, pool)
                collect(self.desk)
                self._post_by_hand()

    def ledger(self) -> list[dict]:
        return self.sandbox.get("/_sandbox/ledger").json()

    def sent(self) -> list[dict]:
        """What the platforms took and made public, or made a task of."""
        effects = ("article_published", "mass_sent", "group_message_created", "moment_created")
        return [row for row in self.ledger() if row["effect"] in effects]

    def _next(self) -> datetime | None:
        with self.act() as session:
            waits = select(func.min(Delivery.next_at)).where(col(Delivery.state).in_((State.CREATED.value, State.UNKNOWN.value)))
            later = [session.exec(query).one() for query in (waits, select(func.min(Watch.next_at)))]
            due = select(func.min(func.coalesce(Delivery.next_at, Delivery.due_at))).where(Delivery.state == State.PLANNED.value)
            soonest = session.exec(due).one()
        return min([*([soonest] if soonest else []), *(moment + TOGETHER for moment in later if moment)], default=next_moment(self.desk))

    def _post_by_hand(self) -> None:
        with self.act() as session:
            query = select(Delivery).where(Delivery.state == State.CREATED.value, col(Delivery.waits_for_person).is_(True))
            for row in session.exec(query.where(col(Delivery.expected).is_(None) | (Delivery.expected == 1))):
                confirm_by_hand(session, row, by=self.person("fabu"), at=self.now)


@contextmanager
def example(
    home: Path, *, database: str = "", folder: Path = ROOT, at: datetime = CURTAIN, clock: SharedClock | None = None
) -> Iterator[Example]:
    """The example brand set up from its folder, with its people, at half past six on a Monday morning; `clock` where processes share one."""
    if clock is not None:
        clock.set(at)
    tells = clock or FixedClock(at)
    with running(tells) as address:
        settings = Settings(home=home, workspace=folder, database_url=database, sandbox_port=int(address.rpartition(":")[2]))
        opened = replace(open_studio(settings), clock=tells)
        brand = set_up(opened, folder, sandbox=True).brand.key
        example_people(opened, brand=brand)
        desk = Desk(engine=opened.engine, files=opened.files, vault=opened.vault, clock=tells, name="publisher-1", opener=open_channel)
        with httpx.Client(base_url=address, trust_env=False, timeout=20) as sandbox:
            yield Example(opened, tells, brand, sandbox, desk)
        opened.engine.dispose()
