"""Who is who: the names of groups, members and customers, learnt from the platforms and kept, so that screens show names and not ids."""

from collections.abc import Iterable, Iterator, Sequence
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


def ask_anew(session: Session, account_id: int) -> None:
    """A group has another name, or there is a new one: the directory of this account's platform is asked again at the next tick."""
    account = session.get(ChannelAccount, account_id)
    if account is None:
        return
    query = (
        select(Keepsake)
        .join(ChannelAccount, col(ChannelAccount.id) == col(Keepsake.account_id))
        .where(Keepsake.name == DIRECTORY, ChannelAccount.base_url == account.base_url, ChannelAccount.external_id == account.external_id)
    )
    for kept in session.exec(query):
        session.delete(kept)


def learn_names(desk: Desk) -> int:
    """Ask for groups and members once a day, and for people who reacted and have no name yet; gives how many ids were asked about."""
    now, learnt = desk.clock.now(), 0
    for brand in all_brands(desk):
        with look(desk.engine, brand=brand) as session:
            questions = list(_questions(session, now=now))
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


def _questions(session: Session, *, now: datetime) -> Iterator[Question]:
    """For the first account of each corp or Official Account: the others would be told the same."""
    query = select(ChannelAccount).where(col(ChannelAccount.removed_at).is_(None), col(ChannelAccount.sealed).is_not(None))
    platforms: dict[tuple[str, str], ChannelAccount] = {}
    for row in session.exec(query.order_by(col(ChannelAccount.id))):
        if row.external_id:
            platforms.setdefault((row.base_url, row.external_id), row)
    kept = select(Keepsake.account_id, Keepsake.name).where(col(Keepsake.name).in_((DIRECTORY, PAUSE)), col(Keepsake.until) > now)
    standing, strangers = set(session.exec(kept)), _strangers(session, now=now)
    for platform, account in platforms.items():
        people = () if (account.key, PAUSE) in standing else tuple(strangers.get(platform, ()))
        if people or (account.key, DIRECTORY) not in standing:
            yield Question(account, (account.key, DIRECTORY) not in standing, people)


def _strangers(session: Session, *, now: datetime) -> dict[tuple[str, str], list[str]]:
    """By platform, people who reacted and whose name was never asked for, or a month ago."""
    known = select(KnownName.remote_id).where(KnownName.kind == PERSON, KnownName.asked_at > now - A_MONTH)
    query = (
        select(ChannelAccount.base_url, ChannelAccount.external_id, Interaction.person)
        .join(Delivery, col(Delivery.account_id) == col(ChannelAccount.id))
        .join(Interaction, col(Interaction.delivery_id) == col(Delivery.id))
        .where(Interaction.person != "", col(Interaction.person).not_in(known))
    )
    found: dict[tuple[str, str], list[str]] = {}
    for address, external_id, person in session.exec(query.distinct().order_by(col(Interaction.person)).limit(MOST)):
        found.setdefault((address, external_id), []).append(person)
    return found
