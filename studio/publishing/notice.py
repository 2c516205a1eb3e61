"""Notices: a failure reaches the person whose post it is and who publishes, in words that say what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, Session, col, select

from studio.database import BrandRow, UTCDateTime
from studio.errors import NotAllowed, Words, problem
from studio.people.person import Person, Role, team
from studio.posts.post import Post
from studio.publishing.delivery import Delivery, State

SETTLED = "settled"  # nobody has to do anything any more
GRAVEST_FIRST = (
    "publisher", "account", State.UNKNOWN.value, State.MISSED.value, State.REFUSED.value, State.CREATED.value, "role", SETTLED,
)  # fmt: skip


class Notice(BrandRow, table=True):
    """One thing that one person should know; grouped by what it is about, so that a bad hour is not a storm."""

    person_id: int = Field(foreign_key="person.id", index=True)
    about: str = Field(index=True)
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""
    times: int = 1
    at: datetime = Field(sa_type=UTCDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    mailed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # in a letter to the person
    hooked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)  # in a call of the webhook


def tell(session: Session, person_id: int, *, about: str, words: Words, mend: Words, at: datetime) -> Notice:
    """Tell one person; the same thing said again while unread only counts up."""
    query = select(Notice).where(Notice.person_id == person_id, Notice.about == about, col(Notice.read_at).is_(None))
    row = session.exec(query).first() or Notice(person_id=person_id, about=about, zh="", en="", at=at, times=0)
    row.zh, row.en, row.mend_zh, row.mend_en, row.at, row.times = words.zh, words.en, mend.zh, mend.en, at, row.times + 1
    session.add(row)
    return row


def tell_concerned(session: Session, post: Post, *, about: str, words: Words, mend: Words, at: datetime) -> None:
    """Tell whose post it is, and everybody who looks after publishing in the brand."""
    publishers = {person.key for person, roles in team(session) if Role.PUBLISHER in roles and person.left_at is None}
    for person_id in sorted({post.author_id, *publishers}):
        tell(session, person_id, about=about, words=words, mend=mend, at=at)


def unread(session: Session, person: Person) -> list[Notice]:
    query = select(Notice).where(Notice.person_id == person.key, col(Notice.read_at).is_(None)).order_by(col(Notice.at).desc())
    return list(session.exec(query))


def mark_read(session: Session, notice: Notice, *, by: Person, at: datetime) -> None:
    """Whom it was for has read it."""
    if notice.person_id != by.key:
        raise NotAllowed(problem("这条通知不是给你的", "this notice is for somebody else", mend=("看自己的通知", "read your own")))
    no_longer(session, notice, at=at)


def no_longer(session: Session, notice: Notice, *, at: datetime) -> None:
    """It is over, whether or not somebody read it."""
    notice.read_at = at
    session.add(notice)


@dataclass(frozen=True)
class Bundle:
    """Notices that one act may settle. `kind` is the state that their deliveries are in now, or what else they are about: account, publisher, role."""

    kind: str
    notices: tuple[Notice, ...]

    @property
    def newest(self) -> Notice:
        return self.notices[0]


def bundled(session: Session, notices: Sequence[Notice]) -> list[Bundle]:
    """Forty that were missed are one thing to do: gathered by what they are about, gravest first; what was settled meanwhile comes last."""
    keys = {
        int(number) for kind, _, number in (notice.about.partition(":") for notice in notices) if kind == "delivery" and number.isdigit()
    }
    states = dict(session.exec(select(Delivery.id, Delivery.state).where(col(Delivery.id).in_(keys))).all())
    found: dict[str, list[Notice]] = {}
    for notice in notices:
        kind, _, number = notice.about.partition(":")
        if kind == "delivery":
            kind = states.get(int(number) if number.isdigit() else None, SETTLED)
        found.setdefault(kind if kind in GRAVEST_FIRST else SETTLED, []).append(notice)
    return [Bundle(kind, tuple(found[kind])) for kind in GRAVEST_FIRST if kind in found]
