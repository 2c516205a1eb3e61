"""A platform that several processes send to: what reached it stands in one SQLite file, in the order in which it came."""

import os
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from studio.channels.answer import Accepted, Adopted, Answer, Done, Facts, Found, SafeToRepeat, Sent
from studio.channels.channel import NOTHING_DONE, Account, Step
from studio.channels.message import Message
from tests.fake_channel import FakeChannel, FakePlatform

TAKES_S = 0.01  # for the platform to answer


@dataclass(frozen=True)
class Entry:
    """One thing that reached the platform, and the process that sent it."""

    marker: str
    account: str
    process: int


class Ledger:
    """The file; safe to use from every process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("CREATE TABLE IF NOT EXISTS sent (id INTEGER PRIMARY KEY, marker TEXT, account TEXT, process INTEGER)")

    def add(self, marker: str, account: str) -> None:
        with self._open() as file:
            file.execute("INSERT INTO sent (marker, account, process) VALUES (?, ?, ?)", (marker, account, os.getpid()))

    def entries(self) -> list[Entry]:
        with self._open() as file:
            return [Entry(*row) for row in file.execute("SELECT marker, account, process FROM sent ORDER BY id")]

    def has(self, marker: str) -> bool:
        with self._open() as file:
            return file.execute("SELECT 1 FROM sent WHERE marker = ?", (marker,)).fetchone() is not None

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=20)


@dataclass
class LedgerChannel(FakeChannel):
    """One step that is not idempotent; half the accounts are answered at once, the others are asked about later."""

    ledger: Ledger

    def steps(self, message: Message, done: Mapping[str, Facts] = NOTHING_DONE) -> Sequence[Step]:
        return [Step("create", repeatable=False, endpoints="fake")]

    def do(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        time.sleep(TAKES_S)
        self.ledger.add(message.marker, self.account.slug)
        time.sleep(TAKES_S)
        if self.account.slug.endswith("0"):
            return Accepted({"remote_id": message.marker}, ask_at=now + timedelta(seconds=1))
        return Sent(message.marker, {})

    def ask(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        return Sent(message.marker, {}) if self.ledger.has(message.marker) else Done({})

    def reconcile(self, step: Step, message: Message, done: Mapping[str, Facts], *, since: datetime, looks: int, now: datetime) -> Found:
        if self.ledger.has(message.marker):
            return Adopted({"remote_id": message.marker}, saw="same marker")
        return SafeToRepeat("nothing with this marker")


def opener(ledger: Ledger, platform: FakePlatform):
    """Opens the ledger's channel for an account."""

    def open_(account: Account, drawer: object) -> LedgerChannel:
        return LedgerChannel(platform, account, ledger)

    return open_
