"""Security headers on everything that leaves the web process."""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

# Streamlit's page has inline scripts and styles, draws charts with Vega (which compiles expressions) and loads components from
# blob: addresses. Nothing may come from, or be sent to, another host.
SCREENS = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob: data:; worker-src 'self' blob:; frame-src 'self' blob: data:; "
    "connect-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",  # components of ours are frames of ours
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "content-security-policy": SCREENS,
}
HTTPS_ONLY = {"strict-transport-security": "max-age=31536000"}


def own_pages(nonce: str, *, script: bool = False) -> str:
    """The policy of the gateway's own pages: nothing but their own style (and script, where one is said to be there) by nonce, and forms to ourselves."""
    own = f"style-src 'nonce-{nonce}'; " + (f"script-src 'nonce-{nonce}'; " if script else "")
    return f"default-src 'none'; {own}img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def shielded(send: Send, *, https: bool, after: Callable[[int], None]) -> Send:
    """A send that adds the headers an answer does not set itself, and reports its status."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (ALWAYS | HTTPS_ONLY if https else ALWAYS).items():
                headers.setdefault(name, value)
            after(message["status"])
        await send(message)

    return with_headers
