"""Where channels keep tokens and upload ids between calls: sealed rows, one per account and name."""

import time
from collections import OrderedDict
from datetime import datetime
from functools import cache
from threading import Lock

from sqlalchemy import Engine, LargeBinary, UniqueConstraint, bindparam
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from studio.channels.channel import Kept
from studio.database import BrandRow, UTCDateTime, act, kept, look
from studio.vault import Vault

AT_HAND_S, MOST_AT_HAND = 5.0, 50  # another process may drop what the platform refused: nothing stays at hand for long


class Keepsake(BrandRow, table=True):
    """Something a platform keeps for us: a token, a media id. Always sealed, since some of them are credentials."""

    __table_args__ = (UniqueConstraint("account_id", "name"),)
    account_id: int = Field(foreign_key="channel_account.id", index=True)
    name: str
    sealed: bytes = Field(sa_type=LargeBinary)
    until: datetime | None = Field(default=None, sa_type=UTCDateTime)


class TableDrawer:
    """The drawer of one account; each call is its own short transaction, so that nothing is held during network calls.

    What was laid in or taken out a moment ago is at hand: the next step of a delivery wants the uploads of the one before.
    """

    def __init__(self, engine: Engine, vault: Vault, *, brand: int, account_id: int) -> None:
        self._engine, self._vault, self._brand, self._account_id = engine, vault, brand, account_id
        self._at_hand: OrderedDict[str, tuple[float, Kept]] = OrderedDict()
        self._lock = Lock()

    def take(self, name: str) -> Kept | None:
        with self._lock:
            laid_in, kept = self._at_hand.get(name, (0.0, None))
        if kept is not None and time.monotonic() - laid_in < AT_HAND_S:
            return kept
        with look(self._engine, brand=self._brand) as session:
            row = self._row(session, name)
        return self._remembered(name, Kept(self._vault.open(row.sealed), row.until)) if row else None

    def keep(self, name: str, value: str, *, until: datetime | None) -> None:
        with act(self._engine, brand=self._brand) as session:
            row = self._row(session, name) or Keepsake(account_id=self._account_id, name=name, sealed=b"")
            row.sealed, row.until = self._vault.seal(value), until
            session.add(row)
        self._remembered(name, Kept(value, until))

    def drop(self, name: str) -> None:
        with self._lock:
            self._at_hand.pop(name, None)
        with act(self._engine, brand=self._brand) as session:
            if row := self._row(session, name):
                session.delete(row)

    def _remembered(self, name: str, kept: Kept) -> Kept:
        with self._lock:
            self._at_hand[name] = (time.monotonic(), kept)
            self._at_hand.move_to_end(name)
            while len(self._at_hand) > MOST_AT_HAND:
                self._at_hand.popitem(last=False)
        return kept

    def _row(self, session: Session, name: str) -> Keepsake | None:
        return session.exec(_named(), params={"account": self._account_id, "name": name}).first()


@cache
def _named() -> SelectOfScalar[Keepsake]:
    return kept(select(Keepsake).where(col(Keepsake.account_id) == bindparam("account"), col(Keepsake.name) == bindparam("name")))
