"""What platforms tell by themselves, as frozen types."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """`key` is the same for every delivery of the same event: platforms try three times."""

    key: str
    at: datetime


@dataclass(frozen=True)
class PublishJobFinished(Event):
    """`status` as publish_status numbers it, 0 is out; `failed` are the refused articles, counted from 1."""

    publish_id: str
    status: int
    article_id: str
    urls: tuple[str, ...]
    failed: tuple[int, ...]


@dataclass(frozen=True)
class MassJobFinished(Event):
    """`status` is `send success`, `send fail` or `err(number)`; the counts are followers."""

    msg_id: str
    status: str
    total: int
    filtered: int
    sent: int
    errors: int
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Subscribed(Event):
    """Somebody follows; `state` is the scene of the code they scanned, empty otherwise."""

    person: str
    state: str


@dataclass(frozen=True)
class Unsubscribed(Event):
    person: str


@dataclass(frozen=True)
class Scanned(Event):
    """A follower scanned a code."""

    person: str
    state: str


@dataclass(frozen=True)
class FollowerWrote(Event):
    person: str
    text: str


@dataclass(frozen=True)
class ContactAdded(Event):
    """A customer and a member know each other now. `welcome_code` lives 20 seconds and may be empty; `half`: the customer has not accepted yet."""

    member: str
    person: str
    state: str
    welcome_code: str
    half: bool


@dataclass(frozen=True)
class ContactLost(Event):
    """`by` is customer or member."""

    member: str
    person: str
    by: str


@dataclass(frozen=True)
class GroupChanged(Event):
    """`change` is create, update or dismiss; `detail` such as add_member; `people` those who came or left."""

    chat_id: str
    change: str
    detail: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class TagChanged(Event):
    tag_id: str
    change: str


@dataclass(frozen=True)
class Unread(Event):
    """Something we do not act on; `name` says what."""

    name: str
