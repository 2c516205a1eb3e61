"""One call to WeChat or WeCom: its token, its errcode, and whether it may have happened when the answer got lost.

wechat-api.md §0 and §3: HTTP 200 with an errcode, raw UTF-8 JSON, a stale token is renewed and the call replayed once, reads are repeated
in short order, and a create whose answer is lost is Unknown and never repeated here.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import structlog

from studio.channels.answer import Blame, NotSent, Unknown
from studio.channels.each import whole, whole_or_none
from studio.channels.errcodes import refused
from studio.channels.lines import ask, line_to
from studio.channels.message import Picture, Video
from studio.errors import Words
from studio.storable import mended

Json = dict[str, Any]
Query = Mapping[str, str | int]

_RID = re.compile(r"rid: ([0-9a-zA-Z-]+)")  # for the log and for support only; errmsg is never parsed for meaning
_PAUSES = (0.1, 0.5)  # seconds before a read is repeated; longer waits are the publisher's
_LATER = timedelta(seconds=30)
_SUFFIXES = {"image/png": "png", "video/mp4": "mp4"}
_JSON = {"content-type": "application/json; charset=utf-8"}
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
OVER_QUOTA = (45009, 53501)  # used up for this period; too often in a short time
log = structlog.get_logger("studio.channels")


class Stopped(Exception):
    """A call that did not succeed; `answer` says whose move it is, `code` and `body` what the platform said."""

    def __init__(self, answer: NotSent | Unknown, *, code: int | None = None, body: Json | None = None, lost: bool = False) -> None:
        super().__init__(str(answer.reason))
        self.answer = answer
        self.code = code
        self.body = body or {}
        self.lost = lost  # no answer came back, or one that says nothing
        self.from_platform = body is not None  # the platform itself said so


@dataclass(frozen=True)
class Platform:
    """`name` chooses the meaning of errcodes, `address` is the real platform's."""

    name: str
    address: str


OFFICIAL_ACCOUNT = Platform("official_account", "https://api.weixin.qq.com")
WECOM = Platform("wecom", "https://qyapi.weixin.qq.com")
ROBOT = Platform("robot", "https://qyapi.weixin.qq.com")


@dataclass(frozen=True)
class Call:
    """One request. `safe` means harmless to do twice; `gives` names what a success must carry to be believed.

    `counted`: it draws on the platform's quota here, at the line. What a step sends does not: the step took its token when its intent was written.
    """

    method: str
    path: str
    query: Query
    safe: bool
    content: bytes | None = None
    media: Picture | Video | None = None
    gives: tuple[str, ...] = ()
    counted: bool = False

    def send(self, line: httpx.BaseTransport, address: str, token: str) -> httpx.Response:
        params = {**self.query, "access_token": token} if token else self.query
        url = httpx.URL(f"{address}{self.path}?{urlencode(params)}" if params else address + self.path)
        if self.media is not None:
            suffix = _SUFFIXES.get(self.media.media_type, "jpg")
            media = (f"{self.media.digest[:16]}.{suffix}", self.media.content, self.media.media_type)
            return ask(line, self.method, url, files={"media": media})
        return ask(line, self.method, url, content=self.content, headers=_JSON if self.content else {})


class Line:
    """The bare line of one account to its platform, without a token; `where` names whose errcodes its answers carry."""

    def __init__(
        self,
        platform: Platform,
        address: str,
        slug: str,
        http: httpx.BaseTransport | None = None,
        *,
        count: Callable[[Call, datetime], None] | None = None,
    ) -> None:
        self._count = count
        self.platform = platform
        self.slug = slug
        self.address = (address or platform.address).rstrip("/")
        self._http = http or line_to(self.address)

    def patiently(self, call: Call, token: str, *, now: datetime) -> Json:
        """Send it; a safe call again after a moment when the platform was busy or did not answer."""
        for pause in _PAUSES if call.safe else ():
            try:
                return self.once(call, token, self.platform.name, now=now)
            except Stopped as stopped:
                if not (stopped.lost or stopped.code == -1):
                    raise
            time.sleep(pause)
        return self.once(call, token, self.platform.name, now=now)

    def once(self, call: Call, token: str, where: str, *, now: datetime) -> Json:
        if call.counted and self._count is not None:
            self._count(call, now)
        try:
            response = call.send(self._http, self.address, token)
        except _NEVER_LEFT as failure:
            self._note(call, type(failure).__name__)
            raise Stopped(_unreached(now), lost=True) from None  # the request in the cause carries the token
        except httpx.HTTPError as failure:
            self._note(call, type(failure).__name__)
            raise Stopped(_no_answer(call, now), lost=True) from None
        return self._understood(call, response, where, now=now)

    def _understood(self, call: Call, response: httpx.Response, where: str, *, now: datetime) -> Json:
        if response.status_code != 200:
            self._note(call, f"HTTP {response.status_code}")
            if response.status_code == 429:
                raise Stopped(_unreached(now))
            if response.status_code < 500:
                raise Stopped(_wrong_address(response.status_code))
            raise Stopped(_no_answer(call, now), lost=True)
        body = _parsed(response.content)
        if body is None:
            self._note(call, "not JSON")
            raise Stopped(_no_answer(call, now), lost=True)
        code, words = whole(body.get("errcode") or 0), str(body.get("errmsg", ""))
        rid = _rid(words)
        if code == 0 and not all(name in body for name in call.gives):
            self._note(call, f"a success without {call.gives}")
            raise Stopped(_no_answer(call, now), lost=True)
        if code == 0:
            log.debug("platform call", account=self.slug, path=call.path, errcode=0, rid=rid)
            return body
        log.warning("platform refused", account=self.slug, path=call.path, errcode=code, rid=rid)
        if code == -1 and not call.safe:
            raise Stopped(
                Unknown(Words("平台说系统繁忙，不知道是否已执行", "the platform said it was busy; it may have run"), rid), code=code
            )
        raise Stopped(refused(code, where, words=words, rid=rid, now=now), code=code, body=body)

    def _note(self, call: Call, what: str) -> None:
        log.warning("platform call failed", account=self.slug, path=call.path, what=what, rid="")


def raw(body: Json | None) -> bytes | None:
    r"""JSON as raw UTF-8: `\u4f5c` escapes would be kept literally and counted as six characters."""
    return None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _parsed(content: bytes) -> Json | None:
    try:
        body = mended(json.loads(content.decode("utf-8"), strict=False))  # one odd nickname must not cost the rest
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and whole_or_none(body.get("errcode") or 0) is not None else None


def _rid(words: str) -> str:
    found = _RID.search(words)
    return found.group(1) if found else ""


def _unreached(now: datetime) -> NotSent:
    """The request was not executed: it never left, or was turned away at the door."""
    return NotSent(
        Blame.TRY_AGAIN, Words("连不上平台", "the platform cannot be reached"),
        Words("检查网络；稍后会自动再试", "check the network; it will be tried again"), retry_at=now + _LATER,
    )  # fmt: skip


def _no_answer(call: Call, now: datetime) -> NotSent | Unknown:
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
