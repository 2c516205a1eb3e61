"""Hold switches for an account, a persona, a brand or the whole studio; they take effect before the next step."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, col, or_, select

from studio import history
from studio.database import Row, UTCDateTime, brand_of
from studio.errors import Refused, problem
from studio.people.person import Person, Role, require
from studio.plain import Plain, table


class HoldScope(StrEnum):
    ACCOUNT = "account"
    PERSONA = "persona"
    BRAND = "brand"
    STUDIO = "studio"


class Hold(Row, table=True):
    """A switch that is on until somebody lifts it. `brand` 0 is the whole studio; `target` is the account's slug or the persona's."""

    brand: int = Field(default=0, index=True)
    scope: str
    target: str = ""  # the account's or the persona's slug
    by: str
    at: datetime = Field(sa_type=UTCDateTime)
    reason: str
    lifted_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    lifted_by: str = ""


def hold(session: Session, scope: HoldScope, target: str = "", *, reason: str, by: Person, at: datetime) -> Hold:
    """Stop what is planned for this account, persona or brand. The studio-wide switch is for admins."""
    require(session, by, *((Role.ADMIN,) if scope is HoldScope.STUDIO else (Role.PUBLISHER, Role.ADMIN)))
    if not reason.strip():
        raise Refused(
            problem("暂停要写理由", "a hold needs a reason", field="reason", mend=("写一句别人看得懂的话", "say why in a sentence"))
        )
    brand = 0 if scope is HoldScope.STUDIO else brand_of(session)
    row = Hold(brand=brand, scope=scope.value, target=target, by=by.handle, at=at, reason=reason.strip())
    session.add(row)
    session.flush()
    history.record(session, "hold.set", f"hold:{row.id}", who=by.handle, at=at, scope=scope.value, target=target, reason=reason)
    return row


def lift(session: Session, row: Hold, *, by: Person, at: datetime) -> None:
    require(session, by, *((Role.ADMIN,) if row.scope == HoldScope.STUDIO else (Role.PUBLISHER, Role.ADMIN)))
    row.lifted_at, row.lifted_by = at, by.handle
    session.add(row)
    history.record(session, "hold.lifted", f"hold:{row.id}", who=by.handle, at=at, scope=row.scope, target=row.target)


def holds(session: Session) -> list[Hold]:
    """Switches that are on and touch the session's brand."""
    query = select(Hold).where(col(Hold.lifted_at).is_(None), col(Hold.brand).in_((0, brand_of(session))))
    return list(session.exec(query.order_by(col(Hold.at))))


class Switch(NamedTuple):
    """A switch that is on, as far as sending wants to know."""

    scope: str
    target: str
    by: str
    reason: str


def held_by(session: Session, *, brand: int, account: str, persona: str) -> Switch | None:
    """The switch that stops this account and persona now, if any."""
    stops = {(HoldScope.ACCOUNT, account), (HoldScope.PERSONA, persona)}
    for found in _STANDING.run(session, brand=brand):
        if found.scope in (HoldScope.STUDIO, HoldScope.BRAND) or (found.scope, found.target) in stops:
            return Switch(*found)
    return None


_HOLDS = table(Hold)
_STANDING = Plain(
    select_columns(_HOLDS.c.scope, _HOLDS.c.target, _HOLDS.c.by, _HOLDS.c.reason)
    .where(_HOLDS.c.lifted_at.is_(None), or_(_HOLDS.c.brand == 0, _HOLDS.c.brand == bindparam("brand")))
    .order_by(_HOLDS.c.id)
)
