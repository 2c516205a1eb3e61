"""Testers (试看的人): the few followers of an Official Account whom the brand has named as its own, and to whom a post may be shown before it is approved."""

from datetime import datetime

from sqlmodel import Field, Session, col, select

from studio import history
from studio.brands.account import ChannelAccount
from studio.database import BrandRow, UTCDateTime
from studio.errors import Refused, problem
from studio.library.kinds import ChannelKind
from studio.people.person import Person, Role, require

LONGEST = 60


class Tester(BrandRow, table=True):
    """From `since` until `ended_at` this follower (an openid, which only means something to one account) may be shown what is not approved."""

    account_id: int = Field(foreign_key="channel_account.id", index=True)
    whom: str
    name: str
    by: str
    since: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_by: str = ""


def name_tester(session: Session, account: ChannelAccount, whom: str, name: str, *, by: Person, at: datetime) -> Tester:
    """Name somebody of one's own; said twice it gives the newer name."""
    require(session, by, Role.ADMIN)
    whom, name = whom.strip(), name.strip()
    if account.channel != ChannelKind.OFFICIAL_ACCOUNT:
        raise Refused(
            problem(
                "只有公众号能先发给一个人试看", "only Official Accounts can show a post to one person first", where=account.slug, field="account",
                mend=("选一个公众号", "choose an Official Account"),
            )
        )  # fmt: skip
    if not whom or not name or len(whom) > LONGEST or len(name) > LONGEST:
        raise Refused(
            problem(
                "试看的人要写 openid 和是谁", "a tester has an openid and a name", where=account.slug, field="whom",
                mend=("例如：oFan0001，店长小米", "for example oFan0001, Mi the shop lead"),
            )
        )  # fmt: skip
    row = tester(session, account, whom) or Tester(account_id=account.key, whom=whom, name=name, by=by.handle, since=at)
    row.name = name
    session.add(row)
    session.flush()
    history.record(session, "tester.named", f"account:{account.key}", who=by.handle, at=at, whom=whom, name=name)
    return row


def end_tester(session: Session, row: Tester, *, by: Person, at: datetime) -> None:
    """They are shown nothing more."""
    require(session, by, Role.ADMIN)
    row.ended_at, row.ended_by = at, by.handle
    session.add(row)
    history.record(session, "tester.ended", f"account:{row.account_id}", who=by.handle, at=at, whom=row.whom, name=row.name)


def testers(session: Session, account: ChannelAccount) -> list[Tester]:
    """Those that stand, in the order in which they were named."""
    query = select(Tester).where(Tester.account_id == account.key, col(Tester.ended_at).is_(None))
    return list(session.exec(query.order_by(col(Tester.id))))


def tester(session: Session, account: ChannelAccount, whom: str) -> Tester | None:
    query = select(Tester).where(Tester.account_id == account.key, Tester.whom == whom, col(Tester.ended_at).is_(None))
    return session.exec(query).first()
