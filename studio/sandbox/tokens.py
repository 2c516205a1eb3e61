"""Access tokens of both platforms: minted, replaced, expired, revoked."""

import secrets
from dataclasses import dataclass
from typing import Literal

from studio.sandbox.journal import Journal, Shelf

LIFETIME_S = 7200

State = Literal["good", "expired", "replaced", "unknown"]


@dataclass
class Token:
    """An access token; `series` keeps kinds apart (token, stable_token, one per app secret), `dead_at` is when it was or will be replaced."""

    value: str
    platform: str
    account: str
    series: str
    minted_at: float
    expires_at: float
    dead_at: float | None = None


class Tokens:
    def __init__(self, journal: Journal) -> None:
        self._shelf = Shelf(journal, Token)
        self._newest: dict[tuple[str, str, str], Token] = {}
        for token in self._shelf.values():
            self._newest[token.platform, token.account, token.series] = token

    def newest(self, platform: str, account: str, series: str) -> Token | None:
        """The last token of this series, dead or alive."""
        return self._newest.get((platform, account, series))

    def mint(self, platform: str, account: str, series: str, *, at: float, overlap_s: float = 0.0, lifetime_s: float = LIFETIME_S) -> Token:
        """Make a new token; the one before it lives on for `overlap_s` seconds."""
        before = self.newest(platform, account, series)
        if before is not None and (before.dead_at is None or before.dead_at > at + overlap_s):
            before.dead_at = at + overlap_s
            self._shelf.put(before.value, before)
        token = Token(secrets.token_urlsafe(102), platform, account, series, at, at + lifetime_s)
        self._newest[platform, account, series] = token
        return self._shelf.put(token.value, token)

    def look(self, value: str, *, platform: str, at: float) -> tuple[State, Token | None]:
        """What this value is worth now on this platform."""
        token = self._shelf.get(value)
        if token is None or token.platform != platform:
            return "unknown", None
        if at >= token.expires_at:
            return "expired", token
        if token.dead_at is not None and at >= token.dead_at:
            return "replaced", token
        return "good", token

    def platform_of(self, value: str) -> str:
        token = self._shelf.get(value)
        return token.platform if token else ""

    def account_of(self, value: str) -> str:
        token = self._shelf.get(value)
        return token.account if token else ""

    def revoke(self, account: str, *, at: float) -> int:
        """Kill every living token of an account at once; returns how many."""
        alive = [t for t in self._shelf.values() if t.account == account and t.expires_at > at and (t.dead_at is None or t.dead_at > at)]
        for token in alive:
            token.dead_at = at
            self._shelf.put(token.value, token)
        return len(alive)
