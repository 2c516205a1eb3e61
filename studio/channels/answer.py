"""What came of a step: expected failures are values that say whose move it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from studio.errors import Words


class Blame(StrEnum):
    """Who has to move before it can be sent."""

    TRY_AGAIN = "try_again"  # nobody: the platform was busy; the request was not executed
    WAIT_FOR_QUOTA = "wait_for_quota"  # nobody: a known boundary has to pass
    FIX_THE_POST = "fix_the_post"  # the author
    FIX_THE_CHANNEL = "fix_the_channel"  # the admin: credentials, rights, allow-list
    ASK_A_PERSON = "ask_a_person"  # somebody must act on the platform itself


Facts = dict[str, Any]  # JSON-safe: kept in the attempt row and handed back to later steps


@dataclass(frozen=True)
class Done:
    """This step is done for good; later steps read `facts`."""

    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """The delivery arrived. `confirmed` of `expected` members or people, where the platform counts them."""

    remote_id: str
    facts: Facts = field(default_factory=dict)
    confirmed: int | None = None
    expected: int | None = None


@dataclass(frozen=True)
class Accepted:
    """The platform took it and will say later: created is not published. Ask again at `ask_at`."""

    facts: Facts = field(default_factory=dict)
    ask_at: datetime | None = None
    confirmed: int | None = None
    expected: int | None = None
    waiting_for: Words = Words("平台处理中", "the platform is working on it")
    person: bool = False  # True: waits for a person (members confirm, somebody taps publish), not for a machine


@dataclass(frozen=True)
class NotSent:
    """Nothing was sent, for certain. `code` is the platform's errcode, `rid` its request id, `field` what to mend."""

    blame: Blame
    reason: Words
    mend: Words = Words("", "")
    code: int | None = None
    field: str = ""
    rid: str = ""
    retry_at: datetime | None = None


@dataclass(frozen=True)
class Unknown:
    """It may or may not have happened: ask the platform before anything else, at `retry_at` where it said from when it answers again."""

    reason: Words
    rid: str = ""
    retry_at: datetime | None = None


Answer = Done | Sent | Accepted | NotSent | Unknown


@dataclass(frozen=True)
class Adopted:
    """Reconcile found the very thing on the platform: the step's outcome stands."""

    facts: Facts
    saw: str = ""


@dataclass(frozen=True)
class SafeToRepeat:
    """Reconcile saw nothing of it. `proof`: it surely did not happen, or a second one would be refused; without proof it is repeated once."""

    saw: str = ""
    proof: bool = False


@dataclass(frozen=True)
class LookAgain:
    """Not to be told yet; look again at `at`."""

    at: datetime
    saw: str = ""


@dataclass(frozen=True)
class AskAPerson:
    """Only a person can decide; `saw` is what the platform showed, in words."""

    saw: Words
    candidates: tuple[Facts, ...] = ()


Found = Adopted | SafeToRepeat | LookAgain | AskAPerson


@dataclass(frozen=True)
class Figure:
    """One figure of a delivery at a moment; `value` None means the platform does not tell: unknown, never 0."""

    metric: str  # reads, shares, likes, wow, comments, saves, confirmed_members, reached_customers, replies …
    value: int | None
    at: datetime


@dataclass(frozen=True)
class Reaction:
    """A comment, a like or a question that came back; who has no identity on the platform has an empty `person`.

    `remote_id` is unique per account; `text` may be unknown (None).
    """

    kind: str  # comment | like | question
    remote_id: str
    person: str
    text: str | None
    at: datetime
    replied: bool = False


@dataclass(frozen=True)
class Reactions:
    """What people answered, as far as the platform told it.

    `whole`: its list was read to the end and to the letter, so what it lacks is gone there; `unreadable`: how many elements could not be read.
    """

    told: tuple[Reaction, ...] = ()
    whole: bool = False
    unreadable: int = 0

    def __iter__(self) -> Iterator[Reaction]:
        return iter(self.told)

    def __len__(self) -> int:
        return len(self.told)
