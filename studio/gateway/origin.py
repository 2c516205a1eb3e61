"""Whether a page of ours is asking: a browser says from which page it comes, and only our own may open a line or send a form.

Ours is the address that the request itself was made to, and the one in STUDIO_PUBLIC_URL: a proxy that hands on the host without its port
(nginx's `$host`) would otherwise let people sign in and show them empty pages.
"""

from urllib.parse import urlsplit

from studio.errors import Problem, problem

PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def is_ours(origin: str, *, host: str, public_url: str) -> bool:
    """`origin` and `host` as the headers say them; a program that is no browser says no origin and is let through, as it has no cookies of others."""
    if not origin:
        return True
    if host and _authority(origin) == host.lower():
        return True
    return bool(public_url) and _place(origin) is not None and _place(origin) == _place(public_url)


def not_ours(origin: str, *, host: str) -> Problem:
    """What is told: which two addresses differ, and the line of the proxy or the setting that mends it."""
    return problem(
        f"浏览器打开的是 {origin}，代理转来的主机名却是 {host or '空的'}：页面连不上，会一直空白",
        f"the browser opened {origin}, but the proxy hands on the host {host or '(none)'}: pages would stay empty",
        where="proxy_set_header Host",
        mend=(
            f"nginx 里写 proxy_set_header Host $http_host; 或设 STUDIO_PUBLIC_URL={origin} 后重启",
            f"write proxy_set_header Host $http_host; in nginx, or set STUDIO_PUBLIC_URL={origin} and restart",
        ),
    )


def _authority(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _place(url: str) -> tuple[str, int] | None:
    """Host and port, the usual port filled in; None for what is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None
