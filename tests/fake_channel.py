"""An honest fake of a platform: two steps, a ledger of what it took, and faults on request. Real HTTP is tested under channels/ and acceptance/."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from studio.channels.answer import (
    Accepted,
    Adopted,
    Answer,
    AskAPerson,
    Blame,
    Done,
    Facts,
    Figure,
    Found,
    LookAgain,
    NotSent,
    Reaction,
    Reactions,
    SafeToRepeat,
    Sent,
    Unknown,
)  # fmt: skip
from studio.channels.channel import NOTHING_DONE, Account, Step
from studio.channels.message import Message
from studio.clock import Clock
from studio.errors import Problem, Words


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


@dataclass
class FakePlatform:
    """What reached it, by marker. `faults` are taken one by one, by each create."""

    clock: Clock
    ledger: list[Message] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    visible: bool = True  # whether reconcile can see what was created
    confirms_after: int = 1  # how often it must be asked before it is sent
    asked: dict[str, int] = field(default_factory=dict)

    def channel(self, account: Account, drawer: object) -> "FakeChannel":
        return FakeChannel(self, account)

    @property
    def markers(self) -> list[str]:
        return [message.marker for message in self.ledger]


@dataclass
class FakeChannel:
    questions = reminders = "fake"
    platform: FakePlatform
    account: Account

    def steps(self, message: Message, done: Mapping[str, Facts] = NOTHING_DONE) -> Sequence[Step]:
        return [Step("upload", repeatable=True, endpoints="fake"), Step("create", repeatable=False, endpoints="fake")]

    def do(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        if step.name == "upload":
            return Done({"uploaded": [picture.digest for picture in message.pictures]})
        fault = self.platform.faults.pop(0) if self.platform.faults else ""
        match fault:
            case "busy":
                return NotSent(Blame.TRY_AGAIN, Words("平台忙", "busy"), code=-1)
            case "bad_words":
                return NotSent(
                    Blame.FIX_THE_POST, Words("标题太长", "title too long"), Words("改短标题", "shorten it"), code=45003, field="title"
                )
            case "killed_before":
                raise Killed
            case "lost_before":
                return Unknown(Words("没有收到回答", "no answer"))
        self.platform.ledger.append(message)
        self.platform.accounts.append(self.account.slug)
        match fault:
            case "killed_after":
                raise Killed
            case "lost_after":
                return Unknown(Words("没有收到回答", "no answer"))
            case "surprise":
                raise ZeroDivisionError
        return Accepted({"remote_id": f"r-{message.marker}"}, ask_at=now + timedelta(seconds=5), confirmed=0, expected=2)

    def ask(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        times = self.platform.asked[message.marker] = self.platform.asked.get(message.marker, 0) + 1
        if times < self.platform.confirms_after:
            return Accepted(dict(done["create"]), ask_at=now + timedelta(seconds=5), confirmed=1, expected=2)
        return Sent(f"r-{message.marker}", {"seen": times}, confirmed=2, expected=2)

    def reconcile(self, step: Step, message: Message, done: Mapping[str, Facts], *, since: datetime, looks: int, now: datetime) -> Found:
        if not self.platform.visible:
            return (
                LookAgain(now + timedelta(seconds=30)) if looks < 2 else AskAPerson(Words("平台上看不出来", "the platform does not tell"))
            )
        if message.marker in self.platform.markers:
            return Adopted({"remote_id": f"r-{message.marker}"}, saw="same marker")
        return SafeToRepeat("nothing with this marker")

    def cancel(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        return Done({})

    def remind(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        return Done({"reminded": 1})

    def limits(self, message: Message, *, on: datetime) -> Sequence[Problem]:
        return []

    def figures(self, done: Mapping[str, Facts], *, now: datetime) -> Sequence[Figure]:
        return [Figure("likes", 3, now), Figure("reads", None, now)]

    def reactions(self, done: Mapping[str, Facts], *, now: datetime) -> Reactions:
        return Reactions((Reaction("comment", "c-1", "小鱼", "好看", now),))

    def check(self, *, now: datetime) -> Sequence[Problem]:
        return []
