"""After a new key: every sealed row is sealed again with it, in one act, and read back with the new key alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from studio import history
from studio.brands.account import ChannelAccount
from studio.database import act_across_brands
from studio.people.person import Person, require_admin_somewhere
from studio.publishing.drawer import Keepsake
from studio.vault import Vault


@dataclass(frozen=True)
class Resealed:
    """How many rows are under the new key now."""

    accounts: int
    keepsakes: int


def reseal_everything(engine: Engine, vault: Vault, newest: Vault, *, by: Person, at: datetime) -> Resealed:
    """Seal accounts' secrets and what platforms keep for us with the vault's first key; `newest` knows only that key and has to open each.

    StudioError, and nothing changed, when one row cannot be opened.
    """
    with act_across_brands(engine) as session:
        require_admin_somewhere(session, by)
        accounts = list(session.exec(select(ChannelAccount).where(col(ChannelAccount.sealed).is_not(None)).with_for_update()))
        keepsakes = list(session.exec(select(Keepsake).with_for_update()))
        for row in (*accounts, *keepsakes):
            _reseal(session, row, vault, newest)
        told = Resealed(len(accounts), len(keepsakes))
        history.record(session, "key.rotated", "vault", who=by.handle, at=at, brand=0, accounts=told.accounts, keepsakes=told.keepsakes)
    return told


def _reseal(session: Session, row: ChannelAccount | Keepsake, vault: Vault, newest: Vault) -> None:
    where = row.slug if isinstance(row, ChannelAccount) else f"keepsake:{row.key}"
    sealed = row.sealed or b""
    was = vault.open(sealed, where=where)
    row.sealed = vault.reseal(sealed)
    if newest.open(row.sealed, where=where) != was:
        raise RuntimeError(f"{where} reads differently under the new key")
    session.add(row)
