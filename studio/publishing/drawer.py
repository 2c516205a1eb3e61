"""Where channels keep tokens and upload ids between calls: sealed rows, one per account and name."""

from datetime import datetime

from sqlalchemy import Engine, LargeBinary, UniqueConstraint
from sqlmodel import Field, Session, select

from studio.channels.channel import Kept
from studio.database import BrandRow, UTCDateTime, act, look
from studio.vault import Vault


class Keepsake(BrandRow, table=True):
    """Something a platform keeps for us: a token, a media id. Always sealed, since some of them are credentials."""

    __table_args__ = (UniqueConstraint("account_id", "name"),)
    account_id: int = Field(foreign_key="channel_account.id", index=True)
    name: str
    sealed: bytes = Field(sa_type=LargeBinary)
    until: datetime | None = Field(default=None, sa_type=UTCDateTime)


class TableDrawer:
    """The drawer of one account; each call is its own short transaction, so that nothing is held during network calls."""

    def __init__(self, engine: Engine, vault: Vault, *, brand: int, account_id: int) -> None:
        self._engine, self._vault, self._brand, self._account_id = engine, vault, brand, account_id

    def take(self, name: str) -> Kept | None:
        with look(self._engine, brand=self._brand) as session:
            row = self._row(session, name)
            return Kept(self._vault.open(row.sealed), row.until) if row else None

    def keep(self, name: str, value: str, *, until: datetime | None) -> None:
        with act(self._engine, brand=self._brand) as session:
            row = self._row(session, name) or Keepsake(account_id=self._account_id, name=name, sealed=b"")
            row.sealed, row.until = self._vault.seal(value), until
            session.add(row)

    def drop(self, name: str) -> None:
        with act(self._engine, brand=self._brand) as session:
            if row := self._row(session, name):
                session.delete(row)

    def _row(self, session: Session, name: str) -> Keepsake | None:
        return session.exec(select(Keepsake).where(Keepsake.account_id == self._account_id, Keepsake.name == name)).first()
