"""Keep-alive connections to the platforms, one pool per address, and a log that never shows a token."""

import logging
from threading import Lock
from urllib.parse import urlsplit

import httpx

_POOLS: dict[str, httpx.Client] = {}
_LOCK = Lock()
_TIMEOUT = httpx.Timeout(15.0, connect=4.0)
_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=20.0)


class _WithoutQuery(logging.Filter):
    """httpx logs whole addresses, and the platforms want tokens and secrets in the query: cut it off."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(arg.copy_with(query=None) if isinstance(arg, httpx.URL) else arg for arg in record.args)
        return True


logging.getLogger("httpx").addFilter(_WithoutQuery())


def line_to(address: str) -> httpx.Client:
    """The pool of connections to this base address, shared by every account there; safe to use from several threads."""
    with _LOCK:
        pool = _POOLS.get(address)
        if pool is None or pool.is_closed:
            at_home = urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")
            pool = _POOLS[address] = httpx.Client(timeout=_TIMEOUT, limits=_LIMITS, trust_env=not at_home)
        return pool


def hang_up() -> None:
    """Close every pool: when the process ends."""
    with _LOCK:
        for pool in _POOLS.values():
            pool.close()
        _POOLS.clear()
