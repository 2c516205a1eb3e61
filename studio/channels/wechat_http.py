"""One call to WeChat or WeCom: its token, its errcode, and whether it may have happened when the answer got lost.

wechat-api.md §0 and §3: HTTP 200 with an errcode, raw UTF-8 JSON, a stale token is renewed and the call replayed once, reads are repeated
in short order, and a create whose answer is lost is Unknown and never repeated here.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog

from studio.channels.answer import Blame, NotSent, Unknown
from studio.channels.channel import Account, Drawer
from studio.channels.errcodes import Kind, refused, treatment
from studio.channels.keys import parse_secret
from studio.channels.lines import line_to
from studio.channels.message import Picture
from studio.channels.tokens import Minted, Tokens
from studio.errors import Words

Json = dict[str, Any]
Query = Mapping[str, str | int]

_RID = re.compile(r"rid: ([0-9a-zA-Z-]+)")  # for the log and for support only; errmsg is never parsed for meaning
_PAUSES = (0.1, 0.5)  # seconds before a read is repeated; longer waits are the publisher's
_LATER = timedelta(seconds=30)
_JSON = {"content-type": "application/json; charset=utf-8"}
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
log = structlog.get_logger("studio.channels")


class Stopped(Exception):
    """A call that did not succeed; `answer` says whose move it is, `code` and `body` what the platform said."""

    def __init__(self, answer: NotSent | Unknown, *, code: int | None = None, body: Json | None = None, lost: bool = False) -> None:
        super().__init__(str(answer.reason))
        self.answer = answer
        self.code = code
        self.body = body or {}
        self.lost = lost  # no answer came back, or one that says nothing


@dataclass(frozen=True)
class Platform:
    """`name` chooses the meaning of errcodes, `address` is the real platform's."""

    name: str
    address: str


OFFICIAL_ACCOUNT = Platform("official_account", "https://api.weixin.qq.com")
WECOM = Platform("wecom", "https://qyapi.weixin.qq.com")


@dataclass(frozen=True)
class _Call:
    method: str
    path: str
    query: Query
    safe: bool  # harmless to do twice
    content: bytes | None = None
    picture: Picture | None = None

    def send(self, http: httpx.Client, address: str, token: str) -> httpx.Response:
        url = address + self.path
        params = {**self.query, "access_token": token} if token else dict(self.query)
        if self.picture is not None:
            suffix = "png" if self.picture.media_type == "image/png" else "jpg"
            media = (f"{self.picture.digest[:16]}.{suffix}", self.picture.content, self.picture.media_type)
            return http.request(self.method, url, params=params, files={"media": media})
        return http.request(self.method, url, params=params, content=self.content, headers=_JSON if self.content else None)


class Wire:
    """One account's line to its platform. All times are aware; every failure is raised as Stopped."""

    def __init__(self, platform: Platform, account: Account, drawer: Drawer, http: httpx.Client | None = None) -> None:
        self.platform = platform
        self.account = account
        self.drawer = drawer
        self._address = (account.base_url or platform.address).rstrip("/")
        self._http = http or line_to(self._address)
        self._tokens = Tokens(f"{self._address}|{account.external_id}|{account.slug}", drawer, self._mint)

    def read(self, path: str, body: Json | None = None, *, now: datetime, query: Query | None = None) -> Json:
        """A call that is harmless to repeat: a read (GET without a body), or a write that ends the same however often it is done."""
        return self._call(_Call("GET" if body is None else "POST", path, query or {}, safe=True, content=_raw(body)), now=now)

    def create(self, path: str, body: Json, *, now: datetime) -> Json:
        """A call that makes something new each time: when its answer is lost, Stopped carries Unknown."""
        return self._call(_Call("POST", path, {}, safe=False, content=_raw(body)), now=now)

    def upload(self, path: str, picture: Picture, *, now: datetime, query: Query | None = None) -> Json:
        return self._call(_Call("POST", path, query or {}, safe=True, picture=picture), now=now)

    def try_token(self, *, now: datetime) -> None:
        """Get a token if there is none: what a connection test asks first."""
        self._tokens.current(now)

    def _call(self, call: _Call, *, now: datetime) -> Json:
        token = self._tokens.current(now)
        try:
            return self._patiently(call, token, now=now)
        except Stopped as stopped:
            if stopped.code is None or treatment(stopped.code, self.platform.name).kind is not Kind.REFRESH:
                raise
        return self._patiently(call, self._tokens.renewed(token, now), now=now)

    def _patiently(self, call: _Call, token: str, *, now: datetime) -> Json:
        for pause in _PAUSES if call.safe else ():
            try:
                return self._once(call, token, self.platform.name, now=now)
            except Stopped as stopped:
                if not (stopped.lost or stopped.code == -1):
                    raise
            time.sleep(pause)
        return self._once(call, token, self.platform.name, now=now)

    def _once(self, call: _Call, token: str, where: str, *, now: datetime) -> Json:
        try:
            response = call.send(self._http, self._address, token)
        except _NEVER_LEFT as failure:
            self._note(call, type(failure).__name__)
            raise Stopped(_unreached(now), lost=True) from None  # the request in the cause carries the token
        except httpx.HTTPError as failure:
            self._note(call, type(failure).__name__)
            raise Stopped(_no_answer(call, now), lost=True) from None
        return self._understood(call, response, where, now=now)

    def _understood(self, call: _Call, response: httpx.Response, where: str, *, now: datetime) -> Json:
        if response.status_code != 200:
            self._note(call, f"HTTP {response.status_code}")
            if response.status_code < 500:
                raise Stopped(_wrong_address(response.status_code))
            raise Stopped(_no_answer(call, now), lost=True)
        body = _parsed(response.content)
        if body is None:
            self._note(call, "not JSON")
            raise Stopped(_no_answer(call, now), lost=True)
        code, words = _errcode(body), str(body.get("errmsg", ""))
        rid = _rid(words)
        if code == 0:
            log.debug("platform call", account=self.account.slug, path=call.path, errcode=0, rid=rid)
            return body
        log.warning("platform refused", account=self.account.slug, path=call.path, errcode=code, rid=rid)
        if code == -1 and not call.safe:
            raise Stopped(
                Unknown(Words("平台说系统繁忙，不知道是否已执行", "the platform said it was busy; it may have run"), rid), code=code
            )
        raise Stopped(refused(code, where, words=words, rid=rid, now=now), code=code, body=body)

    def _mint(self, now: datetime, *, force: bool) -> Minted:
        call = token_call(self.platform, self.account, force=force)
        body = self._once(call, "", f"{self.platform.name}.token", now=now)
        return Minted(str(body["access_token"]), int(body["expires_in"]))

    def _note(self, call: _Call, what: str) -> None:
        log.warning("platform call failed", account=self.account.slug, path=call.path, what=what, rid="")


def token_call(platform: Platform, account: Account, *, force: bool) -> _Call:
    """The call that gets a token: stable_token of an Official Account (`force` kills the one before), gettoken of WeCom."""
    secret = parse_secret(account.secret).secret
    if platform is WECOM:
        return _Call("GET", "/cgi-bin/gettoken", {"corpid": account.external_id, "corpsecret": secret}, safe=True)
    wish = {"grant_type": "client_credential", "appid": account.external_id, "secret": secret, "force_refresh": force}
    return _Call("POST", "/cgi-bin/stable_token", {}, safe=True, content=_raw(wish))


def _raw(body: Json | None) -> bytes | None:
    r"""JSON as raw UTF-8: `\u4f5c` escapes would be kept literally and counted as six characters."""
    return None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _parsed(content: bytes) -> Json | None:
    try:
        body = json.loads(content.decode("utf-8"), strict=False)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _errcode(body: Json) -> int:
    return int(body.get("errcode") or 0)


def _rid(words: str) -> str:
    found = _RID.search(words)
    return found.group(1) if found else ""


def _unreached(now: datetime) -> NotSent:
    return NotSent(
        Blame.TRY_AGAIN, Words("连不上平台", "the platform cannot be reached"),
        Words("检查网络；稍后会自动再试", "check the network; it will be tried again"), retry_at=now + _LATER,
    )  # fmt: skip


def _no_answer(call: _Call, now: datetime) -> NotSent | Unknown:
    if call.safe:
        return NotSent(
            Blame.TRY_AGAIN, Words("平台没有应答", "the platform did not answer"), Words("稍后会自动再试", "it will be tried again"), retry_at=now + _LATER
        )  # fmt: skip
    return Unknown(Words("请求发出后没有收到应答", "no answer came back after the request was sent"))


def _wrong_address(status: int) -> NotSent:
    return NotSent(
        Blame.FIX_THE_CHANNEL, Words(f"平台地址不对（HTTP {status}）", f"the platform's address is wrong (HTTP {status})"),
        Words("在 设置 → 账号 核对接口地址；留空即正式平台", "check the address in Settings → Accounts; empty means the real platform"), field="base_url",
    )  # fmt: skip
