"""What every test of a channel needs: a drawer, pictures, accounts of the sandbox's default world, and a hand on the sandbox."""

import hashlib
import io
import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import httpx
from PIL import Image

from studio.channels.channel import Account, Kept, Secret
from studio.channels.message import Addressees, Message, Picture, Video
from studio.clock import FixedClock

MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning in Beijing


class DictDrawer:
    """A drawer that lives as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}

    def take(self, name: str) -> Kept | None:
        return self.kept.get(name)

    def keep(self, name: str, value: str, *, until: datetime | None) -> None:
        self.kept[name] = Kept(value, until)

    def drop(self, name: str) -> None:
        self.kept.pop(name, None)


@dataclass
class Sandbox:
    """The running platforms and their time."""

    base: str
    clock: FixedClock
    http: httpx.Client

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def wait(self, **length: float) -> datetime:
        """Time passes, and everything due in it happens."""
        self._post("/clock", {"advance_s": timedelta(**length).total_seconds()})
        return self.now

    def fault(self, path: str, kind: str, **how: object) -> None:
        self._post("/faults", {"path": path, "kind": kind, **how})

    def people(self, side: str, act: str, **wish: object) -> dict:
        return self._post("/people", {"side": side, "act": act, **wish})

    def alter(self, side: str, **wish: object) -> dict:
        return self._post("/world", {"side": side, **wish})

    def tune(self, **values: float) -> None:
        self._post("/world", {"tuning": values})

    def ledger(self, effect: str) -> list[dict]:
        return self.http.get(f"{self.base}/_sandbox/ledger", params={"effect": effect}).json()

    def start_over(self) -> None:
        self.http.delete(f"{self.base}/_sandbox/faults")
        self._post("/reset", {})
        self.tune(people_off=0)  # tuning outlives a reset

    def _post(self, path: str, body: object) -> dict:
        answer = self.http.post(f"{self.base}/_sandbox{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


PAPER = Sandbox("http://127.0.0.1:9", FixedClock(MORNING), httpx.Client())
"""For questions that no platform is asked."""


@cache
def picture(name: str = "scarf", width: int = 640, height: int = 480) -> Picture:
    canvas = Image.new("RGB", (width, height), "#" + hashlib.sha256(name.encode()).hexdigest()[:6])
    held = io.BytesIO()
    canvas.save(held, "JPEG", quality=80)
    content = held.getvalue()
    return Picture(hashlib.sha256(content).hexdigest(), "image/jpeg", width, height, content, f"{name}.jpg")


def video(seconds: int = 12, *, size: int = 400) -> Video:
    """The header of an mp4 of this length, and nothing to see in it."""
    length = b"mvhd" + bytes(4) + struct.pack(">IIII", 0, 0, 1000, seconds * 1000)
    content = struct.pack(">I", 24) + b"ftypisom" + bytes(12) + struct.pack(">I", 8 + len(length)) + b"moov" + length + bytes(size)
    return Video(hashlib.sha256(content).hexdigest(), float(seconds), content)


def service_account(sandbox: Sandbox, **settings: object) -> Account:
    return _official(sandbox, "wxsandboxservice01", "sandbox-secret-service-01", "service", settings)


def subscription_account(sandbox: Sandbox, **settings: object) -> Account:
    return _official(sandbox, "wxsandboxsubscr001", "sandbox-secret-subscr-001", "subscription", settings)


def unverified_account(sandbox: Sandbox, **settings: object) -> Account:
    account = _official(sandbox, "wxsandboxunverif01", "sandbox-secret-unverif-01", "subscription", settings)
    return replace(account, verified=False)


def _official(sandbox: Sandbox, appid: str, secret: str, kind: str, settings: dict) -> Account:
    return Account(
        slug=f"oa-{kind}", name="沙盒公众号", channel="official_account", kind=kind, verified=True,
        external_id=appid, base_url=sandbox.base, settings=settings, secret=Secret(secret),
    )  # fmt: skip


CORPID, CORP_SECRET = "wwsandboxcorp0001", "sandbox-corp-secret-0001"
STYLE, VIP, COFFEE, SKIN = "wr-group-style-01", "wr-group-vip-01", "wr-group-coffee-01", "wr-group-skin-01"


def corp_account(sandbox: Sandbox, channel: str, **settings: object) -> Account:
    return Account(
        slug=channel, name="沙盒品牌", channel=channel, kind="", verified=True,
        external_id=CORPID, base_url=sandbox.base, settings={"agent": "1000002", **settings}, secret=Secret(CORP_SECRET),
    )  # fmt: skip


def group_message(marker: str = "m-1", **changes: object) -> Message:
    groups = Addressees(groups=(STYLE, COFFEE, VIP))
    return replace(Message(marker=marker, text="早安，今天降温，围巾翻出来吧", pictures=(picture("scarf"),), to=groups), **changes)


def moment(marker: str = "m-1", **changes: object) -> Message:
    return replace(Message(marker=marker, text="第一杯热咖啡，配一条旧围巾", pictures=(picture("scarf"), picture("cup"))), **changes)


def article(marker: str = "m-1", **changes: object) -> Message:
    scarf, cup = picture("scarf"), picture("cup")
    html = f'<section style="color:#333">冬天的围巾怎么系<img src="file:{scarf.digest}"><p>再配一杯热咖啡</p><img src="file:{cup.digest}"></section>'
    plain = Message(
        marker=marker,
        title="围巾的三种系法",
        author="阿宁",
        summary="冬天也要好看",
        html=html,
        cover=picture("cover", 900, 383),
        pictures=(scarf, cup),
    )
    return replace(plain, **changes)
