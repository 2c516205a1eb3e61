"""What a publishing process works with: the database, the bytes, the vault, the clock and one open channel per account."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import Engine
from sqlmodel import col, select

from studio.brands.account import ChannelAccount
from studio.brands.brand import Brand
from studio.channels.channel import Account, Channel, Drawer
from studio.clock import Clock
from studio.database import look
from studio.files import Files
from studio.posts.message import channel_account
from studio.publishing.meter import CountingDrawer
from studio.vault import Vault

Opener = Callable[[Account, Drawer], Channel]


@dataclass(frozen=True)
class Desk:
    """`name` tells processes apart in claims; `lease` is how long a claim holds without being renewed."""

    engine: Engine
    files: Files
    vault: Vault
    clock: Clock
    name: str
    opener: Opener
    lease: timedelta = timedelta(seconds=120)
    at_work: dict[int, datetime] = field(default_factory=dict, repr=False)  # delivery → since when
    _channels: dict[int, tuple[str, Channel]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def channel(self, row: ChannelAccount) -> Channel:
        """The account's channel, kept open so that connections are reused; a changed account opens anew."""
        facts = repr((channel_account(row, None), row.sealed))
        with self._lock:
            kept = self._channels.get(row.key)
            if kept is None or kept[0] != facts:
                drawer = CountingDrawer(self.engine, self.vault, brand=row.brand_id, account_id=row.key)
                kept = self._channels[row.key] = (facts, self.opener(channel_account(row, self.vault), drawer))
            return kept[1]


def all_brands(desk: Desk) -> list[int]:
    """Every brand's number, read without waiting for anybody who writes."""
    with look(desk.engine) as session:
        return [brand.key for brand in session.exec(select(Brand).order_by(col(Brand.id)))]
