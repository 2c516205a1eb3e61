"""How many things wait for somebody, per page of the menu; what is on hold; and how the publisher is."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from studio.brands.account import accounts
from studio.channels.events import FollowerWrote
from studio.database import look
from studio.engagement.answered import ANSWERERS
from studio.engagement.platform_event import how_many_wait
from studio.engagement.reading import how_many_unanswered
from studio.library.current import library
from studio.people.person import Person, Role
from studio.publishing.delivery import Delivery, State
from studio.publishing.heartbeat import Pulse, pulse
from studio.publishing.hold import Hold, HoldScope, holds
from studio.publishing.invitation import ABOUT
from studio.publishing.notice import Bundle, Notice, bundled, unread
from studio.review.somebody_else import for_others
from studio.review.submission import sent_back_to
from studio.review.submission import waiting as waiting_for_review
from studio.ui.desk import Desk
from studio.ui.glance.names import names

NEEDS_A_PERSON = (State.UNKNOWN, State.MISSED, State.REFUSED)


@dataclass(frozen=True)
class Waiting:
    """What the frame shows on every page. `by_state` counts the brand's deliveries; `held_names` says by its name what each hold is about."""

    pages: Mapping[str, int]
    by_state: Mapping[State, int]
    pulse: Pulse
    bundles: tuple[Bundle, ...]
    holds: tuple[Hold, ...]
    held_names: Mapping[int, str]
    names: Mapping[str, str]

    @property
    def unread(self) -> int:
        return sum(len(bundle.notices) for bundle in self.bundles)


def waiting(desk: Desk) -> Waiting:
    elsewhere = _invited_elsewhere(desk)
    with desk.look() as session:
        by_state = deliveries_by_state(session)
        pages = {
            "review": _in_review(session, desk.person) if desk.may(Role.REVIEWER) else 0,
            "publish": sum(by_state.get(state, 0) for state in NEEDS_A_PERSON),
            "write": len(sent_back_to(session, desk.person)),
            "engage": how_many_unanswered(session) + how_many_wait(session, FollowerWrote) if desk.may(*ANSWERERS) else 0,
        }
        on = tuple(holds(session))
        return Waiting(
            pages, by_state, pulse(session, now=desk.now), tuple(bundled(session, [*unread(session, desk.person), *elsewhere])), on,
            {row.key: _name_of(session, row) for row in on}, names(session) if on else {},
        )  # fmt: skip


def _invited_elsewhere(desk: Desk) -> list[Notice]:
    """That somebody belongs to another brand from now on is told where they work already; nobody looks for it there."""
    found: list[Notice] = []
    for brand in (brand for brand in desk.brands if brand.key != desk.brand.key):
        with look(desk.house.engine, brand=brand.key) as session:
            found += [notice for notice in unread(session, desk.person) if notice.about == f"{ABOUT}:{brand.key}"]
    return found


def deliveries_by_state(session: Session) -> dict[State, int]:
    query = select(Delivery.state, func.count(col(Delivery.id))).group_by(Delivery.state)
    return {State(state): count for state, count in session.exec(query)}


def _name_of(session: Session, row: Hold) -> str:
    match HoldScope(row.scope):
        case HoldScope.ACCOUNT:
            return next((account.name for account in accounts(session) if account.slug == row.target), row.target)
        case HoldScope.PERSONA:
            persona = library(session).personas.get(row.target)
            return persona.name if persona else row.target
        case _:
            return row.target


def _in_review(session: Session, person: Person) -> int:
    """What this reviewer may decide: nobody approves what they wrote or handed in."""
    rows = waiting_for_review(session)
    return len(rows) - len(for_others(session, rows, person))
