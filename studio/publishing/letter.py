"""Letters: what is to be told outside the app, written in the database first, and tried until it arrives or has to be given up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Engine, update
from sqlmodel import Field, col, select

from studio.brands.brand import Brand
from studio.database import BrandRow, Json, UTCDateTime, act, look
from studio.publishing.mail import send_mail
from studio.publishing.outside import Outside
from studio.publishing.webhook import call_webhook

log = structlog.get_logger("studio.publishing")
MAIL, WEBHOOK = "mail", "webhook"
WAITS_S = (10, 30, 120, 600, 1800, 3600, 3600 * 6)  # before the second, third … try
OURS = timedelta(seconds=60)  # while one process sends it, the others leave it alone


class Letter(BrandRow, table=True):
    """One message to one address. `next_at` None: it arrived, or was given up; `said` is what went wrong last."""

    way: str
    to: str = Field(index=True)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    written_at: datetime = Field(sa_type=UTCDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    tries: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    said: str = ""


def send_letters(engine: Engine, outside: Outside, *, now: datetime) -> int:
    """Try every letter whose time has come; gives how many arrived."""
    return sum(_send(engine, outside, brand, letter_id, now=now) for brand, letter_id in list(_due(engine, now=now)))


def brands(engine: Engine) -> list[int]:
    with look(engine) as session:
        return [brand.key for brand in session.exec(select(Brand).order_by(col(Brand.id)))]


def _due(engine: Engine, *, now: datetime) -> Iterator[tuple[int, int]]:
    for brand in brands(engine):
        with look(engine, brand=brand) as session:
            for letter in session.exec(select(Letter).where(col(Letter.next_at) <= now).order_by(col(Letter.id)).limit(50)):
                yield brand, letter.key


def _send(engine: Engine, outside: Outside, brand: int, letter_id: int, *, now: datetime) -> bool:
    with act(engine, brand=brand) as session:
        mine = update(Letter).where(col(Letter.id) == letter_id, col(Letter.next_at) <= now).values(next_at=now + OURS)
        taken = session.execute(mine, execution_options={"synchronize_session": False})
        letter = session.get(Letter, letter_id)
        if getattr(taken, "rowcount", 0) != 1 or letter is None:
            return False
    wrong = _by_its_way(letter, outside, now=now)
    with act(engine, brand=brand) as session:
        row = session.get(Letter, letter_id)
        if row is not None:
            _noted(row, wrong, now=now)
            session.add(row)
    return not wrong


def _by_its_way(letter: Letter, outside: Outside, *, now: datetime) -> str:
    if letter.way == MAIL and outside.mail is not None:
        return send_mail(outside.mail, to=letter.to, subject=letter.content["subject"], text=letter.content["text"])
    if letter.way == WEBHOOK and outside.webhook is not None:
        return call_webhook(outside.webhook, number=str(letter.key), content=letter.content, now=now)
    return "no such way is set up any more"


def _noted(row: Letter, wrong: str, *, now: datetime) -> None:
    row.tries, row.said = row.tries + 1, wrong
    if not wrong:
        row.sent_at, row.next_at = now, None
    else:
        row.next_at = now + timedelta(seconds=WAITS_S[row.tries - 1]) if row.tries <= len(WAITS_S) else None
        log.warning("letter not sent", letter=row.key, way=row.way, tries=row.tries, why=wrong, given_up=row.next_at is None)
