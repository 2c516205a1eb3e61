"""Customer groups as a channel: owners found, pictures uploaded, one task per owner, confirmed by them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import httpx

from studio.channels.answer import Accepted, Answer, Done, Facts, Figure, Found, Reactions, SafeToRepeat
from studio.channels.channel import NOTHING_DONE, Account, Drawer, Step
from studio.channels.community.content import content_of
from studio.channels.community.limits import limits_of
from studio.channels.community.owners import Task, find_owners, tasks_in
from studio.channels.community.results import METRICS, figures_of, what_became
from studio.channels.community.tasks import cancel, create, find, remind
from studio.channels.each import ODD
from studio.channels.facts import as_problem, could_not_ask, look_later, odd_answer, odd_look
from studio.channels.measure import Measure
from studio.channels.message import Message
from studio.channels.names import Named, as_far_as_told, customers, groups_and_members
from studio.channels.wechat_http import WECOM, Stopped
from studio.channels.wecom import CONTACT
from studio.channels.wire import Wire
from studio.clock import BEIJING
from studio.errors import Problem, Words

OWNERS = Step("owners", repeatable=True, endpoints="wecom.groups")
UPLOAD = Step("upload", repeatable=True, endpoints="wecom.media")
WAITING = Words("待成员确认", "waiting for members to confirm")


class Community:
    """The customer groups of one corp. Settings: `charter` marketing, content or service; `agent` the app's id, for people to recognise."""

    questions, reminders = "wecom.results", "wecom.remind"

    def __init__(self, account: Account, drawer: Drawer, http: httpx.BaseTransport | None = None) -> None:
        self.account = account
        self._wire = Wire(WECOM, account, drawer, http)

    def steps(self, message: Message, done: Mapping[str, Facts] = NOTHING_DONE) -> Sequence[Step]:
        """Two steps first; one more per task once the owners are known."""
        return OWNERS, UPLOAD, *(Step(task.name, repeatable=False, endpoints="wecom.mass") for task in tasks_in(done))

    def do(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        try:
            match step.name:
                case "owners":
                    return find_owners(self._wire, message.to, now=now)
                case "upload":
                    content_of(self._wire, message, now=now)
                    return Done({"pictures": len(message.pictures)})
                case _:
                    return self._create(step, message, done, now=now)
        except Stopped as stopped:
            return stopped.answer

    def _create(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        tasks = tasks_in(done)
        facts = create(self._wire, message, _named(step, tasks), now=now)
        if step.name != tasks[-1].name:
            return Done(facts)
        return Accepted(
            facts,
            ask_at=now + timedelta(seconds=15),
            confirmed=0,
            expected=len({task.owner for task in tasks}),
            waiting_for=WAITING,
            person=True,
        )

    def brought(self, message: Message, *, now: datetime) -> bool:
        return self._wire.has(lambda silent: content_of(silent, message, now=now))

    def ask(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        try:
            return what_became(self._wire, done, now=now)
        except Stopped as stopped:
            return could_not_ask(stopped)
        except ODD as why:
            return odd_answer(why)

    def reconcile(self, step: Step, message: Message, done: Mapping[str, Facts], *, since: datetime, looks: int, now: datetime) -> Found:
        if step.repeatable:
            return SafeToRepeat(saw="harmless to repeat", proof=True)
        try:
            return find(self._wire, message, _named(step, tasks_in(done)), done, since=since, looks=looks, now=now)
        except Stopped as stopped:
            return look_later(stopped, now=now)
        except ODD as why:
            return odd_look(why, now=now)

    def cancel(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        try:
            return cancel(self._wire, done, now=now)
        except Stopped as stopped:
            return stopped.answer
        except ODD as why:
            return odd_answer(why)

    def remind(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        try:
            return remind(self._wire, done, now=now)
        except Stopped as stopped:
            return stopped.answer
        except ODD as why:
            return odd_answer(why)

    def limits(self, message: Message, *, on: datetime) -> Sequence[Problem]:
        return tuple(limits_of(message, self.account, Measure(self.account.slug, on.astimezone(BEIJING).date())))

    def figures(self, done: Mapping[str, Facts], *, now: datetime) -> Sequence[Figure]:
        try:
            return figures_of(self._wire, done, now=now)
        except (Stopped, *ODD):
            return [Figure(metric, None, now) for metric in METRICS]

    def reactions(self, done: Mapping[str, Facts], *, now: datetime) -> Reactions:
        """No call tells what is said in a group."""
        return Reactions()

    def directory(self, *, now: datetime) -> Sequence[Named]:
        return as_far_as_told(groups_and_members(self._wire, now=now))

    def names_of(self, people: Sequence[str], *, now: datetime) -> Sequence[Named]:
        return as_far_as_told(customers(self._wire, people, now=now))

    def check(self, *, now: datetime) -> Sequence[Problem]:
        return tuple(self._failures(now))

    def _failures(self, now: datetime) -> Iterator[Problem]:
        try:
            self._wire.try_token(now=now)
            self._wire.read(f"{CONTACT}/get_follow_user_list", now=now)
            self._wire.read(f"{CONTACT}/groupchat/list", {"status_filter": 0, "limit": 1}, now=now)
        except Stopped as stopped:
            yield as_problem(stopped.answer, where=self.account.slug)


def _named(step: Step, tasks: Sequence[Task]) -> Task:
    return next(task for task in tasks if task.name == step.name)
