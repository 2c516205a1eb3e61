"""Keep-alive connections to the platforms, one pool per address.

The platforms set no cookies, redirect nobody and want their key in the query: a request goes straight to the transport, which costs half as much
as going through a client that is ready for all that, and nothing on the way logs an address with a token in it.
"""

from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

_POOLS: dict[str, httpx.HTTPTransport] = {}
_LOCK = Lock()
_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=20.0)
_PATIENCE = {"timeout": httpx.Timeout(15.0, connect=4.0).as_dict()}
_HEADERS = {"accept": "*/*", "accept-encoding": "gzip, deflate", "user-agent": "siyu-studio"}


def line_to(address: str) -> httpx.BaseTransport:
    """The pool of connections to this base address, shared by every account there; safe to use from several threads."""
    with _LOCK:
        pool = _POOLS.get(address)
        if pool is None:
            pool = _POOLS[address] = httpx.HTTPTransport(limits=_LIMITS, proxy=_proxy(address))
        return pool


def ask(line: httpx.BaseTransport, method: str, url: httpx.URL, **carried: Any) -> httpx.Response:
    """One request over the line and its whole answer; `carried` is what httpx.Request takes: content, files, headers."""
    headers = _HEADERS | carried.pop("headers", {})
    request = httpx.Request(method, url, headers=headers, extensions=_PATIENCE, **carried)
    response = line.handle_request(request)
    try:
        response.read()
    finally:
        response.close()
    return response


def hang_up() -> None:
    """Close every pool: when the process ends."""
    with _LOCK:
        for pool in _POOLS.values():
            pool.close()
        _POOLS.clear()


def _proxy(address: str) -> str | None:
    """The one that the environment names for this address (HTTPS_PROXY, NO_PROXY …); this machine is spoken to directly."""
    parts = urlsplit(address)
    host, named = parts.hostname or "", getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or host in ("127.0.0.1", "localhost", "::1") or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
