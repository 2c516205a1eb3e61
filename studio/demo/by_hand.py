"""Who posts by hand in the demo: the named person opens the sheet some minutes after its time, posts it, and says so."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from studio.database import act, look, look_across_brands
from studio.posts.placement import Placement, placement
from studio.publishing.delivery import Delivery, State
from studio.publishing.handoff import confirm, hand_off, whose
from studio.workspace.opened import Opened

TAKES = timedelta(minutes=12)  # to copy the text, save the pictures, post them and look at the result
BY_HAND = "handoff"


def next_by_hand(session: Session) -> datetime | None:
    """When the next hand-off that was handed over will have been posted."""
    moments = [row.sent_at for row in _waiting(session) if row.sent_at is not None]
    return min(moments) + TAKES if moments else None


def post_by_hand(opened: Opened, *, now: datetime) -> int:
    """Confirm what was handed over long enough ago, through the same act as the page; gives how many."""
    with look_across_brands(opened.engine) as session:
        ready = [(row.brand_id, row.key) for row in _waiting(session) if row.sent_at is not None and row.sent_at + TAKES <= now]
    return sum(_post(opened, brand, key, now=now) for brand, key in ready)


def _post(opened: Opened, brand: int, key: int, *, now: datetime) -> bool:
    with look(opened.engine, brand=brand) as session:
        row = session.get(Delivery, key)
        sheet = hand_off(session, row, files=opened.files, now=now) if row else None
    if sheet is None or sheet.sheet is None:
        return False  # held, void or late: nothing on the page to post
    with act(opened.engine, brand=brand) as session:
        row = session.get(Delivery, key, with_for_update=True)
        if row is None or row.is_ is not State.CREATED:
            return False
        person = whose(session, placement(session, row.placement_id))[0]
        posted_at = min(now, (row.sent_at or now) + TAKES)
        confirm(session, row, by=person.handle, name=person.name, posted_at=posted_at, at=now)
    return True


def _waiting(session: Session) -> list[Delivery]:
    query = select(Delivery).join(Placement, col(Delivery.placement_id) == col(Placement.id))
    query = query.where(Delivery.state == State.CREATED.value, col(Delivery.waits_for_person).is_(True), Placement.channel == BY_HAND)
    return list(session.exec(query))
