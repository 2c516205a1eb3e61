"""The hand-off as a channel: one step that waits for a person, and their word that it was posted."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import httpx

from studio.channels.answer import Accepted, Answer, Blame, Done, Facts, Figure, Found, NotSent, Reactions, SafeToRepeat, Sent
from studio.channels.channel import NOTHING_DONE, Account, Drawer, Step
from studio.channels.handoff.kinds import KINDS
from studio.channels.handoff.limits import limits_of, unknown_kind
from studio.channels.handoff.sheet import sheet
from studio.channels.measure import Measure
from studio.channels.message import Message
from studio.clock import BEIJING
from studio.errors import Problem, Words

HAND_OVER = Step("hand_over", repeatable=True, endpoints="handoff")
_EVERY = timedelta(minutes=30)


class Handoff:
    """One place where people post by hand; the account's `kind` says which. "Copied" is not "posted"."""

    questions = reminders = ""

    def __init__(self, account: Account, drawer: Drawer, http: httpx.BaseTransport | None = None) -> None:
        self.account = account

    def steps(self, message: Message, done: Mapping[str, Facts] = NOTHING_DONE) -> Sequence[Step]:
        return (HAND_OVER,)

    def do(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        if self.account.kind not in KINDS:
            problem = unknown_kind(self.account.kind, self.account.slug)
            return NotSent(Blame.FIX_THE_CHANNEL, problem.what, problem.mend, field="kind")
        handed = sheet(self.account.kind, message)
        facts = {"kind": handed.kind, "at": now.isoformat(), "pictures": [picture.digest for picture in handed.pictures]}
        return self._waiting(facts, now=now)

    def _waiting(self, facts: Facts, *, now: datetime) -> Accepted:
        name = KINDS[self.account.kind].name
        words = Words(f"等人到{name.zh}发出并确认", f"waiting for somebody to post it on {name.en} and to confirm")
        return Accepted(facts, ask_at=now + _EVERY, confirmed=0, expected=1, waiting_for=words, person=True)

    def ask(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        """Sent once `done["confirmed"]` is there."""
        confirmed = done.get("confirmed")
        if confirmed:
            return Sent(str(confirmed.get("url") or message.marker), dict(confirmed), confirmed=1, expected=1)
        return self._waiting(dict(done.get("hand_over", {})), now=now)

    def reconcile(self, step: Step, message: Message, done: Mapping[str, Facts], *, since: datetime, looks: int, now: datetime) -> Found:
        return SafeToRepeat(saw="handing over calls nobody")

    def cancel(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        if "confirmed" in done:
            return NotSent(
                Blame.ASK_A_PERSON, Words("已经有人确认发出", "somebody confirmed that it is out"),
                Words("请在对应平台删除", "delete it there"),
            )  # fmt: skip
        return Done({"taken_back": now.isoformat()})

    def remind(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        return NotSent(
            Blame.ASK_A_PERSON, Words("人工交接没有平台可提醒", "a hand-off has no platform that could remind"),
            Words("把交接链接再发给负责的人", "send the link of the sheet to whoever is in charge again"),
        )  # fmt: skip

    def limits(self, message: Message, *, on: datetime) -> Sequence[Problem]:
        measure = Measure(self.account.slug, on.astimezone(BEIJING).date())
        return tuple(limits_of(self.account.kind, message, measure))

    def figures(self, done: Mapping[str, Facts], *, now: datetime) -> Sequence[Figure]:
        """Nobody tells them; they are unknown until a person brings them in."""
        return [Figure(metric, None, now) for metric in KINDS[self.account.kind].metrics] if self.account.kind in KINDS else []

    def reactions(self, done: Mapping[str, Facts], *, now: datetime) -> Reactions:
        return Reactions()

    def check(self, *, now: datetime) -> Sequence[Problem]:
        return () if self.account.kind in KINDS else (unknown_kind(self.account.kind, self.account.slug),)
