"""Hold switches for an account, a persona, a brand or the whole studio; they take effect before the next step."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Engine, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, col, func, or_, select

from studio import history
from studio.brands.account import ChannelAccount
from studio.database import Row, UTCDateTime, brand_of, look_across_brands
from studio.errors import Refused, problem
from studio.people.person import Person, Role, require
from studio.plain import Plain, table
from studio.posts.post import Post
from studio.publishing.delivery import Delivery, State
from studio.publishing.stop_line import alone


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
    """Stop what is planned for this account, persona or brand. The studio-wide switch is for admins.

    No step is begun once this is committed; what was begun before it may still arrive, and is counted in the history as `in_flight`.
    """
    require(session, by, *((Role.ADMIN,) if scope is HoldScope.STUDIO else (Role.PUBLISHER, Role.ADMIN)))
    if not reason.strip():
        raise Refused(
            problem("暂停要写理由", "a hold needs a reason", field="reason", mend=("写一句别人看得懂的话", "say why in a sentence"))
        )
    alone(session)
    on_the_way = in_flight(session, scope, target)
    brand = 0 if scope is HoldScope.STUDIO else brand_of(session)
    row = Hold(brand=brand, scope=scope.value, target=target, by=by.handle, at=at, reason=reason.strip())
    session.add(row)
    session.flush()
    history.record(
        session, "hold.set", f"hold:{row.id}", who=by.handle, at=at, scope=scope.value, target=target, reason=reason, in_flight=on_the_way
    )
    return row


def in_flight(session: Session, scope: HoldScope, target: str = "") -> int:
    """How many deliveries are being sent now: one step of each may still arrive, and no further one is begun while the switch is on.

    Of the whole studio, whoever stops it is told one number and nothing of other brands' rows.
    """
    query = select(func.count(col(Delivery.id))).where(Delivery.state == State.SENDING.value)
    if scope is HoldScope.STUDIO:
        with look_across_brands(_engine(session)) as every_brand:
            return every_brand.exec(query).one()
    if scope is HoldScope.ACCOUNT:
        query = query.join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id)).where(ChannelAccount.slug == target)
    if scope is HoldScope.PERSONA:
        query = query.join(Post, col(Delivery.post_id) == col(Post.id)).where(Post.persona == target)
    return session.exec(query).one()


def _engine(session: Session) -> Engine:
    bound = session.get_bind()
    return bound if isinstance(bound, Engine) else bound.engine


def lift(session: Session, row: Hold, *, by: Person, at: datetime) -> None:
    require(session, by, Role.PUBLISHER, Role.ADMIN)
    if row.scope == HoldScope.STUDIO:
        require(session, by, Role.ADMIN)
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
