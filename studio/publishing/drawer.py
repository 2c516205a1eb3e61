"""Where channels keep tokens and upload ids between calls: sealed rows, one per account and name."""

import time
from collections import OrderedDict
from datetime import datetime
from threading import Lock

from sqlalchemy import Engine, LargeBinary, UniqueConstraint, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session

from studio.channels.channel import Kept
from studio.database import BrandRow, UTCDateTime, act, look
from studio.plain import Plain, of_brand, table
from studio.vault import Vault

AT_HAND_S, MOST_AT_HAND = 900.0, 50
"""Pictures go ten minutes ahead and are at hand when their post is due. Another process may drop meanwhile what the platform refused: who uses it
still is refused too, and drops it himself."""

OTHERS_CHANGE = ("published", "owner:")  # what a push makes out of date, in whichever process it is heard: never from memory


class Keepsake(BrandRow, table=True):
    """Something a platform keeps for us: a token, a media id. Always sealed, since some of them are credentials."""

    __table_args__ = (UniqueConstraint("account_id", "name"),)
    account_id: int = Field(foreign_key="channel_account.id", index=True)
    name: str
    sealed: bytes = Field(sa_type=LargeBinary)
    until: datetime | None = Field(default=None, sa_type=UTCDateTime)


class TableDrawer:
    """The drawer of one account; each call is its own short transaction, so that nothing is held during network calls.

    What was laid in or taken out lately is at hand: the next step of a delivery wants the uploads of the one before.
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
            found = _TAKE_OUT.run(session, account=self._account_id, wanted=name).first()
        return self._remembered(name, Kept(self._vault.open(found.sealed), found.until)) if found else None

    def keep(self, name: str, value: str, *, until: datetime | None) -> None:
        sealed = self._vault.seal(value)
        with act(self._engine, brand=self._brand) as session:
            if not self._changed(session, name, sealed, until):
                try:
                    with session.begin_nested():
                        _LAY_IN.run(session, account_id=self._account_id, name=name, sealed=sealed, until=until)
                except IntegrityError:  # another process has just laid it in: the later one stays
                    self._changed(session, name, sealed, until)
        self._remembered(name, Kept(value, until))

    def _changed(self, session: Session, name: str, sealed: bytes, until: datetime | None) -> bool:
        return _CHANGE.run(session, account=self._account_id, wanted=name, bytes=sealed, at=until).rowcount == 1

    def drop(self, name: str) -> None:
        with self._lock:
            self._at_hand.pop(name, None)
        with act(self._engine, brand=self._brand) as session:
            _DROP.run(session, account=self._account_id, wanted=name)

    def _remembered(self, name: str, kept: Kept) -> Kept:
        if name.startswith(OTHERS_CHANGE):
            return kept
        with self._lock:
            self._at_hand[name] = (time.monotonic(), kept)
            self._at_hand.move_to_end(name)
            while len(self._at_hand) > MOST_AT_HAND:
                self._at_hand.popitem(last=False)
        return kept


_KEPT = table(Keepsake)
_NAMED = (of_brand(_KEPT), _KEPT.c.account_id == bindparam("account"), _KEPT.c.name == bindparam("wanted"))
_TAKE_OUT, _DROP, _LAY_IN = (
    Plain(select(_KEPT.c.sealed, _KEPT.c.until).where(*_NAMED)),
    Plain(delete(_KEPT).where(*_NAMED)),
    Plain(insert(_KEPT)),
)
_CHANGE = Plain(update(_KEPT).where(*_NAMED).values(sealed=bindparam("bytes"), until=bindparam("at", type_=UTCDateTime)))
