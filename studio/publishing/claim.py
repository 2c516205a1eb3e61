"""Claiming: a delivery is taken by an UPDATE that must change exactly one row, and every question is asked again in the same transaction."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, and_, col, or_

from studio.channels.channel import Channel
from studio.database import UTCDateTime, act, look_across_brands
from studio.files import Files
from studio.plain import Plain, of_brand, table
from studio.posts.message import message_for
from studio.publishing.ask_again import Asked, Verdict, ask_again
from studio.publishing.begin import Begun, Claimed, all_done, begin_next, payload_digest, went_out
from studio.publishing.delivery import Delivery, State, done_steps, ready
from studio.publishing.desk import Desk
from studio.publishing.papers import Papers, papers
from studio.publishing.stay_home import stay_home
from studio.publishing.stop_line import beside_other_steps
from studio.publishing.tries import Hand, Tried, tried


def due_by_account(desk: Desk, *, now: datetime, most: int = 500) -> dict[int, list[tuple[int, int]]]:
    """What is due: account → (brand, delivery) in the order in which it goes out."""
    found: dict[int, list[tuple[int, int]]] = {}
    with look_across_brands(desk.engine) as session:
        for account_id, brand_id, delivery_id in session.execute(_due(), {"now": now, "most": most}):
            found.setdefault(account_id, []).append((brand_id, delivery_id or 0))
    return found


@cache
def _due() -> "Select[*tuple[Any, ...]]":
    now = bindparam("now", type_=UTCDateTime)
    query = select(col(Delivery.account_id), col(Delivery.brand_id), col(Delivery.id)).where(ready(Delivery, now=now))
    return query.order_by(col(Delivery.due_at), col(Delivery.id)).limit(bindparam("most", type_=Integer))


def claim(desk: Desk, delivery_id: int, *, brand: int) -> tuple[Claimed, Begun | State] | None:
    """Take a due delivery and begin its next step, or None: somebody else has it, its account is busy, or a question was answered with no."""
    now = desk.clock.now()
    try:
        with act(desk.engine, brand=brand) as session:
            beside_other_steps(session)
            if not _take(session, delivery_id, by=desk.name, now=now, until=now + desk.lease):
                return None
            found = papers(session, delivery_id)
            row, hand = found.delivery, Hand(now + desk.lease, tried(session, delivery_id))
            if _out_already(desk, found, hand.tried):
                went_out(session, row, who=desk.name, now=now)
                return None
            files = _ReadOnce(desk.files)
            asked = ask_again(session, row, found.account, files=files, now=now, newest=found.newest)
            if asked.verdict is Verdict.GO:
                claimed = _claimed(desk.channel(found.account), files, found, asked)
                return claimed, begin_next(session, desk, claimed, hand, now=now, first=True)
            stay_home(session, row, asked, hand.tried, who=desk.name, now=now)
    except IntegrityError:  # the partial unique index: this account is sending something already
        return None
    return None


def _take(session: Session, delivery_id: int, *, by: str, now: datetime, until: datetime) -> bool:
    """Whether it is ours now. Not while one that comes before it on its account is ready: that one goes first."""
    return _TAKE.run(session, wanted=delivery_id, now=now, by=by, until=until).rowcount == 1


def _taking() -> Plain:
    wanted, now = table(Delivery), bindparam("now", type_=UTCDateTime)
    row, first = wanted.c, wanted.alias("first")
    before = or_(first.c.due_at < row.due_at, and_(first.c.due_at == row.due_at, first.c.id < row.id))
    overtakes = exists().where(first.c.account_id == row.account_id, ready(first.c, now=now), before, of_brand(first))
    return Plain(
        update(wanted)
        .where(row.id == bindparam("wanted"), of_brand(wanted), ready(row, now=now), ~overtakes)
        .values(
            state=State.SENDING.value, claimed_by=bindparam("by"), lease_until=bindparam("until", type_=UTCDateTime), tries=row.tries + 1,
            next_at=None,
        )
    )  # fmt: skip


_TAKE = _taking()


class _ReadOnce(Files):
    """The bytes that the gate looked at are the bytes that are sent: each file is read and checked once per claim."""

    def __init__(self, files: Files) -> None:
        self._files, self._read = files, dict[str, bytes]()

    def get(self, digest: str) -> bytes:
        if digest not in self._read:
            self._read[digest] = self._files.get(digest)
        return self._read[digest]


def _out_already(desk: Desk, found: Papers, tried: Iterable[Tried]) -> bool:
    """Whether every step stands: an answer that came very late. There is nothing left that a question could stop."""
    done = done_steps(tried)
    if not done:
        return False
    message = message_for(found.version, found.placement, files=None, marker=found.delivery.marker)
    return all_done(desk.channel(found.account).steps(message, done), done)


def _claimed(channel: Channel, files: Files, found: Papers, asked: Asked) -> Claimed:
    row = found.delivery
    if asked.closes is None:
        raise RuntimeError(f"delivery {row.key} passed the gate without a window")
    message = message_for(found.version, found.placement, files=files, marker=row.marker)
    return Claimed(
        delivery_id=row.key, brand_id=row.brand_id, account=found.account, channel=channel, message=message, payload=payload_digest(message),
        closes=asked.closes, tries=row.tries, files=files, done={},
    )  # fmt: skip
