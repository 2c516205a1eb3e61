"""Moments as a channel: uploaded, a job created, published by each member."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import httpx

from studio.channels.answer import Accepted, Answer, Blame, Done, Facts, Figure, Found, NotSent, Reactions, SafeToRepeat
from studio.channels.channel import NOTHING_DONE, Account, Drawer, Step
from studio.channels.each import ODD
from studio.channels.facts import as_problem, could_not_ask, facts_of, look_later, odd_answer, odd_look
from studio.channels.measure import Measure
from studio.channels.message import Message
from studio.channels.moments.content import content_of
from studio.channels.moments.jobs import cancel, create, find
from studio.channels.moments.limits import limits_of
from studio.channels.moments.results import METRICS, Seen, figures_of, look, what_became
from studio.channels.names import Named, as_far_as_told, customers, groups_and_members
from studio.channels.wechat_http import WECOM, Stopped
from studio.channels.wecom import CONTACT
from studio.channels.wire import Wire
from studio.clock import BEIJING
from studio.errors import Problem, Words

STEPS = (Step("upload", repeatable=True, endpoints="wecom.media"), Step("create", repeatable=False, endpoints="wecom.moment"))
HANDING_OUT = Words("平台正在派发任务", "the platform is handing out the task")


class Moments:
    """The customer Moments of one corp's members."""

    questions, reminders = "wecom.results", ""

    def __init__(self, account: Account, drawer: Drawer, http: httpx.BaseTransport | None = None) -> None:
        self.account = account
        self._wire = Wire(WECOM, account, drawer, http)
        self._seen: Seen | None = None

    def steps(self, message: Message, done: Mapping[str, Facts] = NOTHING_DONE) -> Sequence[Step]:
        return STEPS

    def do(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        try:
            if step.name == "upload":
                content_of(self._wire, message, now=now)
                return Done({"pictures": len(message.pictures)})
            return Accepted(create(self._wire, message, now=now), ask_at=now + timedelta(seconds=3), waiting_for=HANDING_OUT)
        except Stopped as stopped:
            return stopped.answer

    def brought(self, message: Message, *, now: datetime) -> bool:
        return self._wire.has(lambda silent: content_of(silent, message, now=now))

    def ask(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        try:
            return what_became(self._wire, facts_of(done), now=now)
        except Stopped as stopped:
            return could_not_ask(stopped)
        except ODD as why:
            return odd_answer(why)

    def reconcile(self, step: Step, message: Message, done: Mapping[str, Facts], *, since: datetime, looks: int, now: datetime) -> Found:
        if step.repeatable:
            return SafeToRepeat(saw="harmless to repeat", proof=True)
        try:
            return find(self._wire, message, since=since, now=now)
        except Stopped as stopped:
            return look_later(stopped, now=now)
        except ODD as why:
            return odd_look(why, now=now)

    def cancel(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        try:
            return cancel(self._wire, facts_of(done), now=now) if "create" in done else Done()
        except Stopped as stopped:
            return stopped.answer
        except ODD as why:
            return odd_answer(why)

    def remind(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        return NotSent(
            Blame.ASK_A_PERSON, Words("朋友圈没有提醒接口", "Moments have no reminder call"),
            Words("请直接告诉还没发表的成员", "tell the members who have not published"),
        )  # fmt: skip

    def limits(self, message: Message, *, on: datetime) -> Sequence[Problem]:
        return tuple(limits_of(message, Measure(self.account.slug, on.astimezone(BEIJING).date())))

    def figures(self, done: Mapping[str, Facts], *, now: datetime) -> Sequence[Figure]:
        try:
            seen = self._look(done, now=now)
            return figures_of(self._wire, seen, now=now) if seen else [Figure(metric, None, now) for metric in METRICS]
        except (Stopped, *ODD):
            return [Figure(metric, None, now) for metric in METRICS]

    def reactions(self, done: Mapping[str, Facts], *, now: datetime) -> Reactions:
        """Who liked and commented, and when; the platform does not tell the words."""
        try:
            seen = self._look(done, now=now)
        except (Stopped, *ODD):
            return Reactions()
        return seen.reactions if seen else Reactions()

    def _look(self, done: Mapping[str, Facts], *, now: datetime) -> Seen | None:
        """Figures and reactions of the same moment of time are read off once."""
        seen = self._seen = look(self._wire, facts_of(done), self._seen, now=now)
        return seen

    def directory(self, *, now: datetime) -> Sequence[Named]:
        return as_far_as_told(groups_and_members(self._wire, now=now))

    def names_of(self, people: Sequence[str], *, now: datetime) -> Sequence[Named]:
        return as_far_as_told(customers(self._wire, people, now=now))

    def check(self, *, now: datetime) -> Sequence[Problem]:
        return tuple(self._failures(now))

    def _failures(self, now: datetime) -> Iterator[Problem]:
        today = int(now.timestamp())
        try:
            self._wire.try_token(now=now)
            self._wire.read(f"{CONTACT}/get_follow_user_list", now=now)
            window = {"start_time": today - 86_400, "end_time": today, "filter_type": 0, "limit": 1}
            self._wire.read(f"{CONTACT}/get_moment_list", window, now=now)
        except Stopped as stopped:
            yield as_problem(stopped.answer, where=self.account.slug)
