"""Who wants nothing more from the brand, with names as far as they are known, and whom one may name."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from studio.channels.names import GROUP, PERSON
from studio.engagement.names import KnownName, names_of
from studio.people.person import Person
from studio.posts.opt_out import OptOut, Recipient, opt_outs
from studio.ui.desk import Desk

KINDS = {Recipient.GROUP: GROUP, Recipient.PERSON: PERSON}


@dataclass(frozen=True)
class OptedOut:
    """Those that stand, newest first; `names` of recipients by id, `people` of the team by sign-in name."""

    rows: tuple[OptOut, ...]
    names: Mapping[str, str]
    people: Mapping[str, str]


def opted_out(desk: Desk) -> OptedOut:
    with desk.look() as session:
        rows = tuple(opt_outs(session))
        people = session.exec(select(Person).where(col(Person.handle).in_({row.by for row in rows})))
        return OptedOut(rows, names_of(session, (row.whom for row in rows)), {person.handle: person.name for person in people})


def recipients(desk: Desk, kind: Recipient) -> dict[str, str]:
    """Groups or people whose names are known: id → name, by name."""
    query = select(KnownName).where(KnownName.kind == KINDS[kind], KnownName.name != "").order_by(col(KnownName.name))
    with desk.look() as session:
        return {row.remote_id: row.name for row in session.exec(query)}
