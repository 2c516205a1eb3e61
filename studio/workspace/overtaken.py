"""After a restore: what was due since the back-up was made may be out already, so nothing of it goes out before a person has looked."""

from datetime import datetime

from sqlalchemy import Connection
from sqlmodel import col, select

from studio.brands.brand import Brand, current
from studio.database import ScopedSession
from studio.publishing.delivery import Delivery, State, attempts, moved, open_attempt

WHO = "restore"


def set_aside(connection: Connection, *, made_at: datetime, now: datetime) -> int:
    """Planned deliveries that are due by now become missed, open steps unknown, in the caller's transaction; gives how many that were."""
    with ScopedSession(connection, info={"brand": None}) as session:
        brands = [brand.key for brand in session.exec(select(Brand))]
    return sum(_of(connection, brand, made_at=made_at, now=now) for brand in brands)


def _of(connection: Connection, brand: int, *, made_at: datetime, now: datetime) -> int:
    due = select(Delivery).where(col(Delivery.due_at) <= now, col(Delivery.state).in_((State.PLANNED.value, State.SENDING.value)))
    with ScopedSession(connection, info={"brand": brand}) as session, session.begin():
        rows = session.exec(due.order_by(col(Delivery.due_at), col(Delivery.id))).all()
        said = _said(made_at.astimezone(current(session).zone_info)) if rows else {}
        for row in rows:
            if row.is_ is State.SENDING and open_attempt(attempts(session, row)):
                row.next_at = now  # the platform is asked about it
                moved(session, row, State.UNKNOWN, who=WHO, at=now, said=said)
                continue
            if row.is_ is State.SENDING:
                moved(session, row, State.PLANNED, who=WHO, at=now, said=said)
            row.next_at = None
            moved(session, row, State.MISSED, who=WHO, at=now, said=said)
    return len(rows)


def _said(made_at: datetime) -> dict[str, str]:
    return {
        "zh": f"恢复自 {made_at:%m-%d %H:%M} 的备份：那之后可能已经发出",
        "en": f"restored from the back-up of {made_at:%m-%d %H:%M}: it may have gone out since",
        "mend_zh": "先到平台看有没有这条：有就放弃，没有再补发",
        "mend_en": "look on the platform first: drop it when it is there, send it when it is not",
    }
