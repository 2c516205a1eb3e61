"""The gate in front of everything the web process serves: who is not signed in gets no page, no file and no websocket."""

from collections.abc import Callable
from urllib.parse import quote

import structlog
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.gateway.door import COOKIE, Door, Visitor
from studio.gateway.origin import is_ours, not_ours
from studio.gateway.shield import shielded
from studio.storable import Unstorable

OPEN = frozenset({"/login", "/logout", "/language", "/health", "/metrics", "/favicon.ico", "/robots.txt"})
OPEN_BELOW = ("/s/", "/h/", "/hooks/", "/static/")  # /static/ is the screens' script and style, the same for everybody
NOT_PAGES = ("/_stcore/", "/media/", "/component/", "/app/", "/desk/", "/desk-kit/")
SIGNED_OUT = 4401  # the websocket's way to say 401
STRANGE = 1008  # "policy violation": the line was opened by somebody else's page
log = structlog.get_logger("studio.gate")


class Gate:
    """Lets signed-in people through and says to the screens who they are, in headers that only the gate can set.

    `x-studio-person` is the sign-in name, `x-studio-session` the hash of the session's token, `x-studio-address` where they sit.
    """

    def __init__(
        self, app: ASGIApp, *, door: Door, https: bool = False, public_url: str = "",
        count: Callable[[str, int], None] = lambda _area, _status: None,
    ) -> None:  # fmt: skip
        self._app, self._door, self._https, self._public_url, self._count = app, door, https, public_url, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        token = HTTPConnection(scope).cookies.get(COOKIE, "")
        is_open = scope["type"] == "http" and (scope["path"] in OPEN or scope["path"].startswith(OPEN_BELOW))
        visitor = None if is_open else await self._door.visitor(token)
        scope = _told(scope, visitor)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, visitor, token)
            return
        send = shielded(send, https=self._https, after=lambda status: self._count(area_of(scope["path"]), status))
        if is_open or visitor is not None:
            await self._answered(scope, receive, send)
        else:
            await _turned_away(scope)(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An address that asks the database for what it cannot hold (NUL in a short link) is wrong, and no failure of ours."""
        try:
            await self._app(scope, receive, send)
        except Unstorable as said:
            await PlainTextResponse(f"{said}\n", status_code=400)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, visitor: Visitor | None, token: str) -> None:
        if visitor is None:
            self._count("websocket", 403)
            await send({"type": "websocket.close", "code": SIGNED_OUT})
            return
        origin, host = _header(scope, b"origin"), _header(scope, b"host")
        if not is_ours(origin, host=host, public_url=self._public_url):
            log.warning("websocket refused", why=str(not_ours(origin, host=host)))
            self._count("websocket", 403)
            await send({"type": "websocket.close", "code": STRANGE})
            return
        line = _Line(self._door, token, receive, send)
        await self._app(_answered_for(scope), line.receive, line.send)


class _Line:
    """A websocket that ends when its sign-in ends, and not only when the page is loaded again."""

    def __init__(self, door: Door, token: str, receive: Receive, send: Send) -> None:
        self._door, self._token, self._receive, self._send = door, token, receive, send
        self._cut = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and not await self._holds():
            return {"type": "websocket.disconnect", "code": SIGNED_OUT}
        return message

    async def send(self, message: Message) -> None:
        if (message["type"] != "websocket.send" or await self._holds()) and not self._cut:
            await self._send(message)

    async def _holds(self) -> bool:
        if not self._cut and await self._door.visitor(self._token) is None:
            self._cut = True
            await self._send({"type": "websocket.close", "code": SIGNED_OUT})
        return not self._cut


def area_of(path: str) -> str:
    """A handful of names for counting requests, never the address itself."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    known = {
        "login",
        "logout",
        "language",
        "health",
        "metrics",
        "s",
        "h",
        "hooks",
        "static",
        "media",
        "component",
        "_stcore",
        "desk",
        "desk-kit",
    }
    return first if first in known else "page"


def _told(scope: Scope, visitor: Visitor | None) -> Scope:
    """The request with our headers, and without anybody else's headers of these names."""
    headers = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(b"x-studio-")]
    if visitor is not None:
        headers += [(b"x-studio-person", visitor.handle.encode()), (b"x-studio-session", visitor.session.encode())]
        headers.append((b"x-studio-address", (scope.get("client") or ("",))[0].encode()))
    return {**scope, "headers": headers}


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted), "")


def _answered_for(scope: Scope) -> Scope:
    """Without the origin, for which we answered: the screens' own check knows no STUDIO_PUBLIC_URL and asks strangers for our address."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() != b"origin"]}


def _turned_away(scope: Scope) -> ASGIApp:
    path = scope["path"]
    if path.startswith(NOT_PAGES) or scope["method"] not in {"GET", "HEAD"}:
        return PlainTextResponse("请先登录 (please sign in): /login\n", status_code=403)
    query = scope["query_string"].decode("latin-1")
    back = quote(path + (f"?{query}" if query else ""), safe="/") if path != "/" else ""
    return RedirectResponse(f"/login?next={back}" if back else "/login", status_code=303)
