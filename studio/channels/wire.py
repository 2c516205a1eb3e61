"""One account's line to its platform: calls with a token that is renewed in passing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import httpx

from studio.channels.channel import Account, Drawer, Left
from studio.channels.deadline import HELD_UP, may_leave
from studio.channels.each import whole_or_none
from studio.channels.errcodes import Kind, treatment
from studio.channels.keys import parse_secret
from studio.channels.message import Picture, Video
from studio.channels.tokens import Minted, Tokens
from studio.channels.toll import Toll, asks_for_limits
from studio.channels.wechat_http import OVER_QUOTA, WECOM, Call, Json, Line, Platform, Query, Stopped, raw

UNTOLD_S = 600  # a token whose life cannot be read is renewed soon
_TOKEN = ("access_token", "expires_in")


class NotBrought(Exception):
    """A picture is not on the platform yet; raised by a Wire that calls nobody."""


class Wire:
    """What the channels call. All times are aware; every failure is raised as Stopped."""

    def __init__(self, platform: Platform, account: Account, drawer: Drawer, http: httpx.BaseTransport | None = None) -> None:
        self.platform = platform
        self.account = account
        self.drawer = drawer
        self._toll = Toll(platform, drawer)
        self._line = Line(platform, account.base_url, account.slug, http, count=self._toll.pay)
        self._tokens = Tokens(f"{self._line.address}|{account.external_id}|{account.slug}", drawer, self._mint)

    def read(self, path: str, body: Json | None = None, *, now: datetime, query: Query | None = None, gives: tuple[str, ...] = ()) -> Json:
        """A call that is harmless to repeat: a read (GET without a body), or a write that ends the same however often it is done."""
        method = "GET" if body is None else "POST"
        return self._call(Call(method, path, query or {}, safe=True, content=raw(body), gives=gives, counted=True), now=now)

    def create(self, path: str, body: Json, *, now: datetime, gives: tuple[str, ...] = (), counted: bool = False) -> Json:
        """A call that makes something new each time: when its answer is lost, or carries none of what it `gives`, Stopped carries Unknown.

        `counted` where no step took a token for it.
        """
        return self._call(Call("POST", path, {}, safe=False, content=raw(body), gives=gives, counted=counted), now=now)

    def upload(self, path: str, media: Picture | Video, *, now: datetime, gives: str, query: Query | None = None) -> str:
        """What the platform gives for the bytes: their media_id or url."""
        return str(self._call(Call("POST", path, query or {}, safe=True, media=media, gives=(gives,), counted=True), now=now)[gives])

    def has(self, bring: Callable[["Wire"], object]) -> bool:
        """Whether everything that `bring` uploads is uploaded already; calls nobody to know."""
        try:
            bring(_Silent(self))
        except NotBrought:
            return False
        return True

    def left(self, path: str, *, now: datetime) -> Left | None:
        """What the platform's quota leaves for calls of this path; None where nobody counts them."""
        return self._toll.left(path, now)

    def learn_limit(self, path: str, *, now: datetime) -> None:
        """Ask the platform itself how many calls of this path a day has; what it does not tell stays as it was counted."""
        if self.left(path, now=now) is None:
            return
        with suppress(Stopped):
            self._toll.learn(path, self.read("/cgi-bin/openapi/quota/get", {"cgi_path": path}, now=now), now)

    def try_token(self, *, now: datetime) -> None:
        """Get a token if there is none: what a connection test asks first."""
        self._tokens.current(now)

    def _call(self, call: Call, *, now: datetime) -> Json:
        try:
            return self._with_token(call, now=now)
        except Stopped as stopped:
            if not stopped.from_platform or stopped.code not in OVER_QUOTA:
                raise
            if asks_for_limits(self.platform, stopped.code):
                self.learn_limit(call.path, now=now)
            raise self._toll.turned_away(call, stopped, now) from None

    def _with_token(self, call: Call, *, now: datetime) -> Json:
        token = self._tokens.current(now)
        try:
            return self._leave(call, token, now=now)
        except Stopped as stopped:
            if stopped.code is None or treatment(stopped.code, self.platform.name).kind is not Kind.REFRESH:
                raise
        return self._leave(call, self._tokens.renewed(token, now), now=now)

    def _leave(self, call: Call, token: str, *, now: datetime) -> Json:
        if not call.safe and not may_leave():
            raise Stopped(HELD_UP)
        return self._line.patiently(call, token, now=now)

    def _mint(self, now: datetime, *, force: bool) -> Minted:
        body = self._line.once(_token_call(self.platform, self.account, force=force), "", f"{self.platform.name}.token", now=now)
        return Minted(str(body["access_token"]), whole_or_none(body["expires_in"]) or UNTOLD_S)


class _Silent(Wire):
    """The same drawer, and nothing goes over the line."""

    def __init__(self, wire: Wire) -> None:
        self.platform, self.account, self.drawer = wire.platform, wire.account, wire.drawer

    def _call(self, call: Call, *, now: datetime) -> Json:
        raise NotBrought(call.path)


def _token_call(platform: Platform, account: Account, *, force: bool) -> Call:
    """stable_token of an Official Account (`force` kills the one before), gettoken of WeCom."""
    secret = parse_secret(account.secret).secret
    if platform is WECOM:
        return Call("GET", "/cgi-bin/gettoken", {"corpid": account.external_id, "corpsecret": secret}, safe=True, gives=_TOKEN)
    wish = {"grant_type": "client_credential", "appid": account.external_id, "secret": secret, "force_refresh": force}
    return Call("POST", "/cgi-bin/stable_token", {}, safe=True, content=raw(wish), gives=_TOKEN)
