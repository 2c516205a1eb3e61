"""Deliveries by state, and one delivery with everything that was tried and confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case
from sqlmodel import Session, col, select

from studio.channels.facts import facts_of
from studio.engagement.names import names_of
from studio.people.person import Person
from studio.publishing.confirmations import Confirmations, per_member
from studio.publishing.delivery import Attempt, Delivery, State, attempts, delivery, done_steps
from studio.review.approval import Approval
from studio.ui.desk import Desk
from studio.ui.glance.going import Going, going_with_deliveries
from studio.ui.waiting import deliveries_by_state

GRAVEST_FIRST = (
    State.UNKNOWN, State.MISSED, State.REFUSED, State.CREATED, State.SENDING, State.PLANNED, State.DELIVERED, State.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True)
class Board:
    """`rows` are one page of the chosen states, gravest first, then soonest; of what is done, newest first."""

    counts: Mapping[State, int]
    rows: list[Going]


def counts(desk: Desk) -> dict[State, int]:
    with desk.look() as session:
        return deliveries_by_state(session)


def state_of(desk: Desk, delivery_id: int) -> State | None:
    with desk.look() as session:
        row = session.get(Delivery, delivery_id)
        return row.is_ if row else None


def board(desk: Desk, states: "set[State]", page: slice) -> Board:
    done = states <= {State.DELIVERED, State.CANCELLED}
    order = col(Delivery.due_at).desc() if done else col(Delivery.due_at)
    graveness = case({state.value: place for place, state in enumerate(GRAVEST_FIRST)}, value=col(Delivery.state))
    query = select(Delivery).where(col(Delivery.state).in_([state.value for state in states])).order_by(graveness, order, col(Delivery.id))
    with desk.look() as session:
        rows = session.exec(query.offset(page.start).limit(page.stop - page.start)).all()
        return Board(deliveries_by_state(session), going_with_deliveries(session, rows))


@dataclass(frozen=True)
class Told:
    """One delivery: where it goes, who approved it, what was tried, who confirmed."""

    going: Going
    row: Delivery
    approved_by: str
    approval: Approval | None
    attempts: list[Attempt]
    confirmations: Confirmations
    names: Mapping[str, str]  # of members and groups, by their ids

    @property
    def draft_only(self) -> bool:
        """Whether a draft lies there for a person to publish, and the account may not do it by itself."""
        return self.row.is_ is State.CREATED and any(attempt.facts.get("way") == "draft" for attempt in self.attempts)

    @property
    def pushed(self) -> bool:
        """Whether followers got it as a message (群发), which stays in their chats whatever becomes of the article."""
        facts = facts_of(done_steps(self.attempts))
        return bool(facts.get("msg_id")) and not facts.get("article_id")

    @property
    def refused_with(self) -> int | None:
        """The errcode for which only a draft was made; None when the account is set so."""
        return next((int(attempt.facts["refused"]) for attempt in self.attempts if attempt.facts.get("refused")), None)


def told(desk: Desk, delivery_id: int) -> Told:
    with desk.look() as session:
        return told_of(session, delivery(session, delivery_id), desk)


def told_of(session: Session, row: Delivery, desk: Desk) -> Told:
    approval = session.get(Approval, row.approval_id)
    person = session.get(Person, approval.by_id) if approval else None
    going = going_with_deliveries(session, [row])[0]
    tried, confirmed = attempts(session, row), per_member(session, row, now=desk.now)
    ids = [each.member for each in confirmed.members] + [group.chat for each in confirmed.members for group in each.groups]
    owners = [str(attempt.facts["owner"]) for attempt in tried if "owner" in attempt.facts]
    return Told(going, row, person.name if person else "", approval, tried, confirmed, names_of(session, (*ids, *owners)))
