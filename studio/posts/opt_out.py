"""Opting out (退订): who wants nothing more from the brand, said by the platform or written down by the team, asked again at every sending.

A group or a follower that a message names is kept out of it for certain. Where a platform sends to everybody or to a tag it leaves out
nobody whom we name: it keeps to its own list of those who unfollowed.
"""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, col, select

from studio import history
from studio.database import BrandRow, UTCDateTime
from studio.errors import Refused, problem
from studio.library.kinds import Audience, ChannelKind
from studio.people.person import Actor, Role, require
from studio.people.process import Process

MAY_OPT_OUT = (Role.PLANNER, Role.PUBLISHER, Role.ADMIN)


class Recipient(StrEnum):
    GROUP = "group"  # a customer group's chat id
    PERSON = "person"  # a follower's openid


class OptOut(BrandRow, table=True):
    """From `since` until `ended_at` this recipient gets nothing."""

    kind: str
    whom: str = Field(index=True)
    since: datetime = Field(sa_type=UTCDateTime)
    by: str  # sign-in name, or platform
    reason: str
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_by: str = ""


def opt_out(session: Session, kind: Recipient, whom: str, *, reason: str, by: Actor, at: datetime) -> OptOut:
    """Write down that somebody wants nothing more; saying it twice changes nothing."""
    require(session, by, *MAY_OPT_OUT)
    if not whom.strip() or not reason.strip():
        raise Refused(
            problem(
                "退订要写是谁、为什么",
                "an opt-out says who, and why",
                field="reason",
                mend=("例如：群主在群里说不要再发", "e.g. the owner asked for it"),
            )
        )
    if standing := _standing(session, kind, whom):
        return standing
    row = OptOut(kind=kind.value, whom=whom.strip(), since=at, by=by.handle, reason=reason.strip())
    session.add(row)
    session.flush()
    history.record(session, "opt_out.said", f"opt_out:{row.key}", who=by.handle, at=at, kind=row.kind, whom=row.whom, reason=row.reason)
    return row


def opt_in_again(session: Session, kind: Recipient, whom: str, *, by: Actor, at: datetime) -> None:
    """They want to hear from us again."""
    require(session, by, *MAY_OPT_OUT)
    if row := _standing(session, kind, whom):
        row.ended_at, row.ended_by = at, by.handle
        session.add(row)
        history.record(session, "opt_out.ended", f"opt_out:{row.key}", who=by.handle, at=at, kind=row.kind, whom=row.whom)


def followed_again(session: Session, whom: str, *, at: datetime) -> None:
    """Following ends what was said before it. Pushes arrive in any order, and what was said in the same second stands."""
    row = _standing(session, Recipient.PERSON, whom)
    if row is not None and row.since < at:
        opt_in_again(session, Recipient.PERSON, whom, by=Process.PLATFORM, at=at)


def opt_outs(session: Session) -> list[OptOut]:
    """Those that stand, newest first."""
    return list(
        session.exec(select(OptOut).where(col(OptOut.ended_at).is_(None)).order_by(col(OptOut.since).desc(), col(OptOut.id).desc()))
    )


def opted_out(session: Session, channel: str, audience: Audience) -> list[OptOut]:
    """Who of this audience wants nothing; a community message that names no group goes to all of them, so every group counts."""
    named = [*audience.groups, *audience.people]
    if channel == ChannelKind.HANDOFF or (not named and channel != ChannelKind.COMMUNITY):
        return []
    query = select(OptOut).where(col(OptOut.ended_at).is_(None))
    query = query.where(col(OptOut.whom).in_(named)) if named else query.where(OptOut.kind == Recipient.GROUP.value)
    return list(session.exec(query.order_by(col(OptOut.id))))


def _standing(session: Session, kind: Recipient, whom: str) -> OptOut | None:
    query = select(OptOut).where(OptOut.kind == kind.value, OptOut.whom == whom.strip(), col(OptOut.ended_at).is_(None))
    return session.exec(query).first()
