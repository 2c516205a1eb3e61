"""The Channel protocol: what every way out can do, and the two things it borrows from the publisher."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from studio.channels.answer import Answer, Facts, Figure, Found, Reactions
from studio.channels.message import Message
from studio.errors import Problem


@dataclass(frozen=True)
class Step:
    """A named step. `repeatable` steps are harmless to do twice (uploads, reads); the others get their intent written first."""

    name: str
    repeatable: bool
    endpoints: str  # which rate group of rules/ it draws on, e.g. official_account.draft

    @property
    def brings(self) -> bool:
        """Whether it only brings pictures, which may be done ahead of the post's time: what it brought is kept in the drawer and found there."""
        return self.repeatable and self.name == "upload"


@dataclass(frozen=True)
class Account:
    """What a channel knows of an account. `secret` never appears in logs or repr."""

    slug: str
    name: str
    channel: str
    kind: str
    verified: bool
    external_id: str
    base_url: str
    settings: Mapping[str, object]
    secret: "Secret"


class Secret:
    """A secret that does not print."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(•••)"


@dataclass(frozen=True)
class Kept:
    """Something the platform keeps for us: a token, or an uploaded picture's id or address."""

    value: str
    until: datetime | None


class Drawer(Protocol):
    """Where a channel keeps tokens and upload ids between calls; the publisher's drawer is a table, a test's is a dict."""

    def take(self, name: str) -> Kept | None: ...

    def keep(self, name: str, value: str, *, until: datetime | None) -> None: ...

    def drop(self, name: str) -> None: ...


@runtime_checkable
class Meter(Protocol):
    """A drawer that also counts calls against the platform's quotas (rules rate.*), for every process that publishes through the account."""

    def spend(self, endpoints: str, *, now: datetime) -> datetime | None:
        """Take a token for one call; when there is none, until when not."""
        ...

    def left(self, endpoints: str, *, now: datetime) -> "Left | None":
        """What is left now; None where no rule counts these calls."""
        ...

    def refused(self, endpoints: str, *, now: datetime) -> datetime | None:
        """The platform says that the quota is used up, whatever was counted: until when to leave it alone, where a rule tells."""
        ...

    def learn(self, endpoints: str, *, limit: int, used: int, now: datetime) -> None:
        """The platform told its own limit of a day, and what was used of it."""
        ...


@dataclass(frozen=True)
class Left:
    """`calls` of `limit` are left, until more come at `until`."""

    calls: int
    limit: int
    until: datetime

    def over(self, share: float) -> bool:
        """Whether more than this share of the limit is left."""
        return self.calls > share * self.limit


NOTHING_DONE: Mapping[str, Facts] = MappingProxyType({})


class Channel(Protocol):
    """One account's way out. All times are aware.

    `done` maps the names of finished steps to their facts; what `ask` found last stands under "ask", and what a person confirmed from outside
    (a hand-off, a draft somebody published) under "confirmed": {"by", "at", "url"?, "proof"?}.

    `questions` and `reminders` name the rate groups of rules/ that asking (`ask`, `reconcile`, `figures`, `reactions`) and `remind` draw on;
    empty where no platform is called. They are not those of the steps: a question never takes the token that a step waits for.
    """

    questions: str
    reminders: str

    def steps(self, message: Message, done: Mapping[str, Facts] = NOTHING_DONE) -> Sequence[Step]:
        """The steps in order, as far as they are known; the last one answers Sent or Accepted.

        Ask again after each step: what a step found out (who owns the groups) may add steps behind it, and never changes those before.
        """
        ...

    def do(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer: ...

    def ask(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        """Ask what became of an accepted delivery: Sent, still Accepted, NotSent, or Unknown when it could not be asked."""
        ...

    def reconcile(self, step: Step, message: Message, done: Mapping[str, Facts], *, since: datetime, looks: int, now: datetime) -> Found:
        """Find out whether a step whose outcome is unknown happened; `since` is when its intent was written, `looks` how often we looked."""
        ...

    def cancel(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        """Stop what can still be stopped; Done says it is stopped, NotSent says why it cannot be."""
        ...

    def remind(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        """Remind the people who have to confirm."""
        ...

    def limits(self, message: Message, *, on: datetime) -> Sequence[Problem]:
        """Platform limits that the message breaks, each with the field, the count and the limit: asked when planned, handed in and sent."""
        ...

    def figures(self, done: Mapping[str, Facts], *, now: datetime) -> Sequence[Figure]: ...

    def reactions(self, done: Mapping[str, Facts], *, now: datetime) -> Reactions: ...

    def check(self, *, now: datetime) -> Sequence[Problem]:
        """Try the connection; each problem in plain words with its mend, empty when all is well."""
        ...


# what only some channels can do
@runtime_checkable
class Brings(Protocol):
    """Has a step that brings pictures, and knows when it can be left out."""

    def brought(self, message: Message, *, now: datetime) -> bool:
        """Whether the platform has every picture of the message already; calls nobody to know."""
        ...


@runtime_checkable
class ShowsFirst(Protocol):
    """Shows a message to one chosen follower before everybody."""

    def preview(self, message: Message, done: Mapping[str, Facts], person: str, *, now: datetime) -> Answer: ...


@runtime_checkable
class TakesDown(Protocol):
    """Removes what is out; Done says what stays visible in spite of it."""

    def remove(self, done: Mapping[str, Facts], *, now: datetime) -> Answer: ...


@runtime_checkable
class Replies(Protocol):
    """Answers a comment on the platform, by its Reaction's remote_id."""

    def reply(self, remote_id: str, text: str, *, now: datetime) -> Answer: ...
