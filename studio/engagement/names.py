"""Who is who: the names of groups, members and customers, learnt from the platforms and kept, so that screens show names and not ids."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from studio.brands.account import ChannelAccount
from studio.channels.names import PERSON, KnowsNames, Named
from studio.database import BrandRow, UTCDateTime, act, look
from studio.engagement.reading import Interaction
from studio.errors import StudioError
from studio.publishing.delivery import Delivery
from studio.publishing.desk import Desk, all_brands
from studio.publishing.drawer import Keepsake, TableDrawer

log = structlog.get_logger("studio.engagement")
DIRECTORY, PAUSE = (
    "directory",
    "names_pause",
)  # of what an account's drawer keeps: asked for groups and members; did not answer about people
A_DAY, A_MONTH, AGAIN = timedelta(days=1), timedelta(days=30), timedelta(minutes=10)
MOST = 50  # people asked about at once; the rest follows at the next tick


class KnownName(BrandRow, table=True):
    """What an id is called; an empty name: the platform was asked and has none."""

    __table_args__ = (UniqueConstraint("brand_id", "remote_id"),)
    remote_id: str
    name: str = ""
    kind: str  # group | member | person
    asked_at: datetime = Field(sa_type=UTCDateTime)


def names_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Every one of these ids (groups, members, customers, followers) with its name; one without a name stands for itself."""
    wanted = list(dict.fromkeys(ids))
    found = {row.remote_id: row.name for row in session.exec(select(KnownName).where(col(KnownName.remote_id).in_(wanted)))}
    return {each: found.get(each) or each for each in wanted}


def learn_names(desk: Desk) -> int:
    """Ask for groups and members once a day, and for people who reacted and have no name yet; gives how many ids were asked about."""
    now, learnt = desk.clock.now(), 0
    for brand in all_brands(desk):
        with look(desk.engine, brand=brand) as session:
            questions = [question for account in _one_account_per_platform(session) if (question := _question(session, account, now=now))]
        for question in questions:
            try:
                learnt += _ask(desk, brand, question, now=now)
            except StudioError as error:  # its secret cannot be opened: the connection test says so
                log.warning("names not asked", account=question.account.slug, why=error.in_("en"))
    return learnt


@dataclass(frozen=True)
class Question:
    """What one account is asked now: its groups and members, and people by id."""

    account: ChannelAccount
    directory: bool
    people: tuple[str, ...]


def _ask(desk: Desk, brand: int, question: Question, *, now: datetime) -> int:
    channel: object = desk.channel(question.account)
    named: list[Named] = []
    if isinstance(channel, KnowsNames):
        named += channel.directory(now=now) if question.directory else ()
        named += channel.names_of(question.people, now=now) if question.people else ()
    keep_names(desk, brand, named, at=now)
    drawer = TableDrawer(desk.engine, desk.vault, brand=brand, account_id=question.account.key)
    if question.directory:
        drawer.keep(DIRECTORY, "asked", until=now + A_DAY)
    if {each.remote_id for each in named} < set(question.people):
        drawer.keep(PAUSE, "not answered", until=now + AGAIN)
    return len(named)


def keep_names(desk: Desk, brand: int, named: Sequence[Named], *, at: datetime) -> None:
    """Write them down, over what was known before."""
    if not named:
        return
    with act(desk.engine, brand=brand) as session:
        ids = [each.remote_id for each in named]
        known = {row.remote_id: row for row in session.exec(select(KnownName).where(col(KnownName.remote_id).in_(ids)))}
        for each in named:
            row = known.setdefault(each.remote_id, KnownName(remote_id=each.remote_id, kind=each.kind, asked_at=at))
            row.name, row.kind, row.asked_at = each.name, each.kind, at
            session.add(row)


def _one_account_per_platform(session: Session) -> list[ChannelAccount]:
    """The first account of each corp or Official Account: the others would be told the same."""
    query = select(ChannelAccount).where(col(ChannelAccount.removed_at).is_(None), col(ChannelAccount.sealed).is_not(None))
    rows = [row for row in session.exec(query.order_by(col(ChannelAccount.id).desc())) if row.external_id]
    return list({(row.base_url, row.external_id): row for row in rows}.values())


def _question(session: Session, account: ChannelAccount, *, now: datetime) -> Question | None:
    kept = select(Keepsake.name).where(
        Keepsake.account_id == account.key, col(Keepsake.name).in_((DIRECTORY, PAUSE)), col(Keepsake.until) > now
    )
    standing = set(session.exec(kept))
    people = () if PAUSE in standing else tuple(_strangers(session, account, now=now))
    return Question(account, DIRECTORY not in standing, people) if people or DIRECTORY not in standing else None


def _strangers(session: Session, account: ChannelAccount, *, now: datetime) -> list[str]:
    """People who reacted on this platform and whose name was never asked for, or a month ago."""
    known = select(KnownName.remote_id).where(KnownName.kind == PERSON, KnownName.asked_at > now - A_MONTH)
    query = (
        select(Interaction.person)
        .join(Delivery, col(Delivery.id) == col(Interaction.delivery_id))
        .join(ChannelAccount, col(ChannelAccount.id) == col(Delivery.account_id))
        .where(
            ChannelAccount.base_url == account.base_url,
            ChannelAccount.external_id == account.external_id,
            col(Interaction.person).not_in(known),
        )
    )
    return list(session.exec(query.distinct().order_by(col(Interaction.person)).limit(MOST)))
