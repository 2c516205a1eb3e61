"""What today holds and what waits for this person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select

from studio.brands.account import ChannelAccount, accounts
from studio.engagement.reading import Interaction, unanswered
from studio.library.kinds import Audience
from studio.people.person import Role
from studio.posts.post import Post
from studio.publishing.delivery import Delivery, State
from studio.publishing.quota import Quota, calls_left, quotas
from studio.review.somebody_else import for_others
from studio.review.submission import Submission, sent_back_to, waiting
from studio.ui.components.when import span
from studio.ui.desk import Desk
from studio.ui.glance.going import Going, going_between, going_with_deliveries
from studio.ui.words import language

ANSWERING = (Role.EDITOR, Role.PLANNER, Role.PUBLISHER)
PUBLISHING = (Role.PUBLISHER, Role.PLANNER, Role.ADMIN)
FEW = 5  # of one kind, that are listed one by one
_STUCK = ((State.UNKNOWN, "unknown"), (State.MISSED, "catch_up"), (State.REFUSED, "board"))


@dataclass(frozen=True)
class Task:
    """One thing to do: a sentence (key and values of the words), and the page that does it."""

    kind: str
    page: str
    values: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    count: int = 1


@dataclass(frozen=True)
class Today:
    going: list[Going]
    tasks: list[Task]
    quotas: list[tuple[ChannelAccount, Quota]]


def today(desk: Desk) -> Today:
    local = desk.local(desk.now).replace(hour=0, minute=0, second=0, microsecond=0)
    with desk.look() as session:
        return Today(going_between(session, local, local + timedelta(days=1)), _tasks(session, desk), _quotas(session, desk))


def _tasks(session: Session, desk: Desk) -> list[Task]:
    """The gravest first: not known, not sent, refused; then people, then reviews, then what came back to me. Only what this person may do."""
    tasks = [task for state, part in _STUCK for task in _stuck_in(session, state, part, desk)]
    tasks += _by_hand(session, desk)
    if desk.may(*ANSWERING):
        tasks += _grouped("comments", "engage", unanswered(session), desk)
    if desk.may(Role.REVIEWER):
        rows = waiting(session)
        mine = for_others(session, rows, desk.person)
        tasks += _grouped("reviews", "review", [row for row in rows if row.key not in mine], desk)
    tasks += [Task("sent_back", "write", {"reason": row.reason}, {"post": str(row.post_id)}) for row in sent_back_to(session, desk.person)]
    return tasks


def _mine(desk: Desk) -> ColumnElement[bool]:
    """Every delivery for those who run publishing; for the others those of their own posts."""
    if desk.may(*PUBLISHING):
        return true()
    return col(Delivery.post_id).in_(select(Post.id).where(Post.author_id == desk.person.key))


def _few(session: Session, *which: ColumnElement[bool]) -> tuple[list[Going], int]:
    """At most FEW of them, soonest first, and how many there are."""
    rows = session.exec(select(Delivery).where(*which).order_by(col(Delivery.due_at)).limit(FEW)).all()
    return going_with_deliveries(session, rows), session.exec(select(func.count(col(Delivery.id))).where(*which)).one()


def _stuck_in(session: Session, state: State, part: str, desk: Desk) -> list[Task]:
    """Each by itself while they are few; many are one thing to do."""
    found, count = _few(session, col(Delivery.state) == state.value, _mine(desk))
    if count <= FEW:
        return [_stuck(each, part, desk) for each in found]
    return [Task(f"{state}_many", "publish", {"n": count}, {"part": part, "show": state.value}, count=count)]


def _by_hand(session: Session, desk: Desk) -> list[Task]:
    found, count = _few(session, col(Delivery.state) == State.CREATED.value, col(Delivery.waits_for_person) == true(), _mine(desk))
    if count > FEW:
        return [Task("by_hand_many", "publish", {"n": count}, {"part": "board", "show": "created"}, count=count)]
    return [
        Task(
            "by_hand", "publish", {"what": each.headline, "account": each.account.name},
            {"part": "board", "show": "created", "delivery": str(each.delivery.key) if each.delivery else ""},
        )
        for each in found
    ]  # fmt: skip


def _stuck(going: Going, part: str, desk: Desk) -> Task:
    delivery = going.delivery
    late = desk.now - going.due_at
    return Task(
        going.state, "publish",
        {"what": going.headline, "account": going.account.name, "late": span(int(late.total_seconds() // 60)), "why": (delivery.said.get(language()) or delivery.said.get("zh", "")) if delivery else ""},
        {"part": part, "delivery": str(delivery.key) if delivery else ""},
    )  # fmt: skip


def _grouped(kind: str, page: str, rows: "list[Interaction] | list[Submission]", desk: Desk) -> list[Task]:
    if not rows:
        return []
    oldest: datetime = rows[0].at
    return [Task(kind, page, {"n": len(rows), "late": span(int((desk.now - oldest).total_seconds() // 60))}, count=len(rows))]


def _quotas(session: Session, desk: Desk) -> list[tuple[ChannelAccount, Quota]]:
    found = []
    for account in accounts(session):
        audience = Audience.model_validate(account.audience)
        own = quotas(session, account, audience, zone=desk.brand.zone_info, now=desk.now)
        found += [(account, quota) for quota in (*own, *calls_left(session, account, now=desk.now))]
    return found
