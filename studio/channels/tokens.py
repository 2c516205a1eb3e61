"""Access tokens: kept until they end, fetched by one caller at a time, renewed once when the platform refuses them."""

from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple, Protocol

from studio.channels.channel import Drawer, Kept

NAME = "access_token"
_AHEAD_S = 300  # a token is renewed this long before its end
_LOCKS: dict[str, Lock] = {}
_GUARD = Lock()


class Minted(NamedTuple):
    value: str
    expires_in: int  # seconds, as the platform said: stable tokens come with what remains


class Mint(Protocol):
    def __call__(self, now: datetime, *, force: bool) -> Minted: ...


class Tokens:
    """The token of one account. `account` names it for all threads of the process; the drawer carries it between processes."""

    def __init__(self, account: str, drawer: Drawer, mint: Mint) -> None:
        self._drawer = drawer
        self._mint = mint
        self._at_hand: Kept | None = None
        with _GUARD:
            self._lock = _LOCKS.setdefault(account, Lock())

    def current(self, now: datetime) -> str:
        kept = self._at_hand
        if not _good(kept, now):
            with self._lock:  # the second caller finds what the first one fetched
                kept = self._drawer.take(NAME)
                if not _good(kept, now):
                    kept = self._fetch(now, force=False)
                self._at_hand = kept
        assert kept is not None
        return kept.value

    def renewed(self, refused: str, now: datetime) -> str:
        """Another token than the one the platform just refused; somebody else may have fetched it already."""
        with self._lock:
            kept = self._drawer.take(NAME)
            if not _good(kept, now) or kept is None or kept.value == refused:
                kept = self._fetch(now, force=False)
            if kept.value == refused:  # a stable token stays the same until it is forced
                kept = self._fetch(now, force=True)
            self._at_hand = kept
        return kept.value

    def _fetch(self, now: datetime, *, force: bool) -> Kept:
        made = self._mint(now, force=force)
        life = max(made.expires_in - _AHEAD_S, made.expires_in // 2)
        kept = Kept(made.value, now + timedelta(seconds=life))
        self._drawer.keep(NAME, kept.value, until=kept.until)
        return kept


def _good(kept: Kept | None, now: datetime) -> bool:
    return kept is not None and (kept.until is None or now < kept.until)
