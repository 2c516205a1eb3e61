"""What was missed, with a proposal for each, and whether this person's new time stands at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studio.publishing.catch_up import for_somebody_else, missed, proposals
from studio.publishing.delivery import Delivery
from studio.publishing.free_slots import FreeSlot
from studio.ui.desk import Desk
from studio.ui.glance.going import Going, going_with_deliveries
from studio.ui.glance.shelf import library


@dataclass(frozen=True)
class Missed:
    """Everything that was missed, oldest first; `own` are those that this person has a part in and so cannot approve."""

    rows: Sequence[Delivery]
    slots: Mapping[int, FreeSlot | None]
    own: frozenset[int]


def missed_now(desk: Desk) -> Missed:
    shelf = library(desk)
    with desk.look() as session:
        rows = missed(session)
        return Missed(rows, proposals(session, rows, shelf, now=desk.now), for_somebody_else(session, rows, desk.person))


def shown(desk: Desk, rows: Sequence[Delivery]) -> list[Going]:
    """One page of them with their words."""
    with desk.look() as session:
        return going_with_deliveries(session, rows)
