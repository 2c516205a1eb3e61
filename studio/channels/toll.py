"""What calls cost: each draws on a quota of the platform, counted in the account's drawer before it leaves (rules rate.*)."""

from dataclasses import replace
from datetime import datetime

from studio.channels.answer import NotSent
from studio.channels.channel import Drawer, Left, Meter
from studio.channels.errcodes import refused
from studio.channels.wechat_http import OFFICIAL_ACCOUNT, OVER_QUOTA, Call, Json, Platform, Stopped

USED_UP = 45009
TOGETHER = {"message_mass_send": "mass", "message_mass_sendall": "mass"}  # calls that share one quota


def endpoints_of(platform: Platform, path: str) -> str:
    """The group of endpoints that a path belongs to: `official_account.freepublish_get`, as rules name it."""
    name = path.removeprefix("/cgi-bin/").strip("/").replace("/", "_")
    return f"{platform.name}.{TOGETHER.get(name, name)}"


class Toll:
    """The quotas of one account. Where no rule counts a call, this process remembers what the platform refused."""

    def __init__(self, platform: Platform, drawer: Drawer) -> None:
        self.platform = platform
        self._meter = drawer if isinstance(drawer, Meter) else None
        self._closed: dict[str, datetime] = {}

    def pay(self, call: Call, now: datetime) -> None:
        """Count the call; Stopped when nothing is left for it, with the time from which there is."""
        endpoints = endpoints_of(self.platform, call.path)
        until = self._closed.get(endpoints)
        if until is None or until <= now:
            until = self._meter.spend(endpoints, now=now) if self._meter else None
        if until is not None:
            raise Stopped(replace(refused(USED_UP, self.platform.name, words="", rid="", now=now), retry_at=until), code=USED_UP)

    def left(self, path: str, now: datetime) -> Left | None:
        """What is left for calls of this path; None where nobody counts them."""
        return self._meter.left(endpoints_of(self.platform, path), now=now) if self._meter else None

    def turned_away(self, call: Call, stopped: Stopped, now: datetime) -> Stopped:
        """The platform's own refusal with the time from which it takes such calls again, remembered for everybody."""
        if stopped.code not in OVER_QUOTA or not isinstance(stopped.answer, NotSent):
            return stopped
        endpoints = endpoints_of(self.platform, call.path)
        until = self._meter.refused(endpoints, now=now) if self._meter and stopped.code == USED_UP else None
        if until is None and (until := stopped.answer.retry_at) is not None:
            self._closed[endpoints] = until
        return Stopped(replace(stopped.answer, retry_at=until), code=stopped.code, body=stopped.body)

    def learn(self, path: str, said: Json, now: datetime) -> None:
        """What quota/get told about a path; an answer of another shape tells nothing."""
        quota = said.get("quota")
        limit, used = (quota.get("daily_limit"), quota.get("used")) if isinstance(quota, dict) else (None, None)
        if self._meter and isinstance(limit, int) and isinstance(used, int):
            self._meter.learn(endpoints_of(self.platform, path), limit=limit, used=used, now=now)


def asks_for_limits(platform: Platform, code: int | None) -> bool:
    """Whether the platform can be asked what its limit is, after it said that it is reached."""
    return platform is OFFICIAL_ACCOUNT and code == USED_UP
