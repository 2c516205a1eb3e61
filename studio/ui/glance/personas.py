"""Each persona at a glance: stage, warm-up, streak, this week's mix, and what people gave back."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, func, select

from studio.engagement.reading import WANTS_AN_ANSWER, Interaction
from studio.library.kinds import Persona, Stage
from studio.library.library import Library
from studio.people.person import Person, team
from studio.personas.stage import WarmupOverride, open_overrides, stage_of, warmup_progress
from studio.posts.placement import Placement
from studio.posts.post import Post
from studio.publishing.delivery import Delivery, State
from studio.ui.desk import Desk

WEEK = 7


@dataclass(frozen=True)
class Standing:
    """`warm` is days done of days needed; `streak` counts days in a row, up to today, on which something went out."""

    persona: Persona
    stage: Stage
    warm: tuple[int, int]
    streak: int
    mix: tuple[tuple[str, int], ...]  # pillar → posts of the last and the coming days of this week
    people: int  # who commented or asked in thirty days
    waiting: int  # of these, who waits for an answer


@dataclass(frozen=True)
class Asked:
    """An exception from the warm-up that waits for a second person."""

    row: WarmupOverride
    by: str


def standings(desk: Desk, library: Library) -> list[Standing]:
    with desk.look() as session:
        return [_standing(session, persona, desk) for persona in library.personas.values()]


def exceptions(desk: Desk) -> list[Asked]:
    with desk.look() as session:
        return [Asked(row, _name(session, row.asked_by)) for row in open_overrides(session)]


def colleagues(desk: Desk) -> list[Person]:
    """Everybody else who works for the brand."""
    with desk.look() as session:
        return [person for person, _ in team(session) if person.key != desk.person.key]


def _standing(session: Session, persona: Persona, desk: Desk) -> Standing:
    today = desk.local(desk.now).date()
    return Standing(
        persona, stage_of(session, persona.slug, desk.now), warmup_progress(persona, desk.now), _streak(session, persona.slug, desk, today),
        _mix(session, persona.slug, desk, today), *_people(session, persona.slug, desk),
    )  # fmt: skip


def _streak(session: Session, slug: str, desk: Desk, today: date) -> int:
    query = (
        select(Delivery.due_at).join(Post, col(Post.id) == col(Delivery.post_id))
        .where(Post.persona == slug, Delivery.state == State.DELIVERED.value, Delivery.due_at >= desk.now - timedelta(days=400))
    )  # fmt: skip
    days = {desk.local(due_at).date() for due_at in session.exec(query)}
    day = today if today in days else today - timedelta(days=1)  # the day is not over yet
    streak = 0
    while day in days:
        streak, day = streak + 1, day - timedelta(days=1)
    return streak


def _mix(session: Session, slug: str, desk: Desk, today: date) -> tuple[tuple[str, int], ...]:
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), tzinfo=desk.zone)
    query = (
        select(Post.pillar).join(Placement, col(Placement.post_id) == col(Post.id))
        .where(Post.persona == slug, Placement.due_at >= monday, Placement.due_at < monday + timedelta(days=WEEK), col(Placement.cancelled_at).is_(None))
    )  # fmt: skip
    return tuple(Counter(session.exec(query)).most_common())


def _people(session: Session, slug: str, desk: Desk) -> tuple[int, int]:
    since = desk.now - timedelta(days=30)
    query = (
        select(func.count(func.distinct(Interaction.person)), func.count(col(Interaction.id)).filter(*WANTS_AN_ANSWER))
        .join(Delivery, col(Delivery.id) == col(Interaction.delivery_id))
        .join(Post, col(Post.id) == col(Delivery.post_id))
        .where(Post.persona == slug, Interaction.at >= since, col(Interaction.kind).in_(("comment", "question")))
    )
    people, waiting = session.exec(query).one()
    return int(people), int(waiting)


def _name(session: Session, person_id: int) -> str:
    person = session.get(Person, person_id)
    return person.name if person else str(person_id)
