"""How many things wait for somebody, per page of the menu, and how the publisher is."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from studio.people.person import Person, Role
from studio.publishing.delivery import Delivery, State
from studio.publishing.heartbeat import Pulse, pulse
from studio.publishing.notice import Notice, unread
from studio.review.submission import Submission
from studio.ui.desk import Desk

NEEDS_A_PERSON = (State.UNKNOWN, State.MISSED, State.REFUSED)


@dataclass(frozen=True)
class Waiting:
    """What the frame shows on every page. `by_state` counts the brand's deliveries."""

    pages: Mapping[str, int]
    by_state: Mapping[State, int]
    pulse: Pulse
    notices: tuple[Notice, ...]


def waiting(desk: Desk) -> Waiting:
    with desk.look() as session:
        by_state = deliveries_by_state(session)
        pages = {
            "review": _in_review(session, desk.person) if desk.may(Role.REVIEWER) else 0,
            "publish": sum(by_state.get(state, 0) for state in NEEDS_A_PERSON),
            "write": _sent_back_to(session, desk.person),
        }
        return Waiting(pages, by_state, pulse(session, now=desk.now), tuple(unread(session, desk.person)))


def deliveries_by_state(session: Session) -> dict[State, int]:
    query = select(Delivery.state, func.count(col(Delivery.id))).group_by(Delivery.state)
    return {State(state): count for state, count in session.exec(query)}


def _in_review(session: Session, person: Person) -> int:
    """What this reviewer may decide: nobody approves their own."""
    query = select(func.count(col(Submission.id))).where(Submission.decision == "")
    return session.exec(query.where(Submission.by_id != person.key)).one()


def _sent_back_to(session: Session, person: Person) -> int:
    """Posts of this person whose last word from a reviewer was: change it."""
    newest = select(func.max(col(Submission.id))).group_by(col(Submission.post_id))
    query = select(func.count(col(Submission.id))).where(col(Submission.id).in_(newest), Submission.decision == "sent_back")
    return session.exec(query.where(Submission.by_id == person.key)).one()
