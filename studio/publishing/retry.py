"""When to try again: a pure decision from how often it was tried."""

import hashlib
from datetime import datetime, timedelta

from studio.channels.answer import Blame, NotSent

WAITS_S = (10, 30, 120, 300, 600)  # seconds before the second, third … try


def next_try(answer: NotSent, *, tries: int, closes: datetime, marker: str, now: datetime) -> datetime | None:
    """When to try again, or None when a person has to move first: wrong blame, too many tries, or the window would be over."""
    if answer.blame not in (Blame.TRY_AGAIN, Blame.WAIT_FOR_QUOTA):
        return None
    if answer.retry_at is not None:
        at = max(answer.retry_at, now)
    elif tries > len(WAITS_S):
        return None
    else:
        at = now + jittered(timedelta(seconds=WAITS_S[tries - 1]), marker, tries)
    return at if at <= closes else None


def jittered(wait: timedelta, marker: str, tries: int) -> timedelta:
    """Up to a fifth longer, the same for the same delivery and try, so that many do not come back at one instant."""
    share = int(hashlib.sha256(f"{marker}:{tries}".encode()).hexdigest()[:4], 16) / 0xFFFF
    return wait * (1 + share / 5)
