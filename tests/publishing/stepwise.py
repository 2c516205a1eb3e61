"""A platform on which every channel goes its own steps, something can happen while one of them is being made, and what was begun can be taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from studio.channels.answer import Accepted, Answer, Done, Facts
from studio.channels.channel import NOTHING_DONE, Step
from studio.channels.deadline import HELD_UP, may_leave
from studio.channels.message import Message
from tests.fake_channel import FakeChannel, FakePlatform

STEPS = {
    "official_account": [("upload", True), ("draft", False), ("submit", False)],
    "community": [("owners", True), ("upload", True), ("create:1", False), ("create:2", False)],
    "moments": [("upload", True), ("create", False)],
    "handoff": [("hand_over", True)],
}
BOUNDARIES = [(channel, number) for channel, steps in STEPS.items() for number in range(1, len(steps))]  # during the n-th step of so many


@dataclass
class StepwisePlatform(FakePlatform):
    """`made` are the steps that left something, `taken_back` those that are gone again; `during` maps the n-th call to what happens meanwhile."""

    calls: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    during: dict[int, Callable[[], object]] = field(default_factory=dict)
    cancels: Callable[[Mapping[str, Facts]], Answer] | None = None

    def channel(self, account, drawer) -> "Stepwise":
        return Stepwise(self, account)


@dataclass
class Stepwise(FakeChannel):
    """One account of it."""

    platform: StepwisePlatform

    def steps(self, message: Message, done: Mapping[str, Facts] = NOTHING_DONE) -> Sequence[Step]:
        return [Step(name, repeatable=harmless, endpoints="fake") for name, harmless in STEPS[self.account.channel]]

    def do(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        self.platform.calls.append(step.name)
        if happens := self.platform.during.get(len(self.platform.calls)):
            happens()
        if not step.repeatable and not may_leave():
            return HELD_UP
        if not step.repeatable:
            self.platform.made.append(step.name)
        if step.name != STEPS[self.account.channel][-1][0]:
            return Done({"id": step.name})
        self.platform.ledger.append(message)
        return Accepted({"remote_id": f"r-{message.marker}"}, ask_at=now + timedelta(seconds=5), person=step.name == "hand_over")

    def cancel(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        if self.platform.cancels is not None:
            return self.platform.cancels(done)
        self.platform.taken_back += [name for name, harmless in STEPS[self.account.channel] if name in done and not harmless]
        return Done({})
