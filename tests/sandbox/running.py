"""A sandbox under test, the control plane in a test's words, and a plain client that knows nothing of the studio."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import httpx
from PIL import Image

from studio.clock import FixedClock

NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)  # Tuesday, 12:00 in Beijing
SERVICE, SUBSCRIPTION, UNVERIFIED = "wxsandboxservice01", "wxsandboxsubscr001", "wxsandboxunverif01"
SECRETS = {SERVICE: "sandbox-secret-service-01", SUBSCRIPTION: "sandbox-secret-subscr-001", UNVERIFIED: "sandbox-secret-unverif-01"}


class Sandbox:
    """The running sandbox; each test begins at noon of a Tuesday in a fresh world."""

    def __init__(self, url: str, clock: FixedClock) -> None:
        self.url = url
        self.clock = clock
        self.http = httpx.Client(base_url=url, trust_env=False)

    def fresh(self) -> "Sandbox":
        self.clock.moment = NOON
        self.control("faults", method="DELETE")
        self.control("reset", {"seed": "test"})
        return self

    def control(self, path: str, body: Any = None, *, method: str = "", **query: Any) -> Any:
        answer = self.http.request(method or ("GET" if body is None else "POST"), f"/_sandbox/{path}", json=body, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        self.control("clock", {"advance_s": ((days * 24 + hours) * 60 + minutes) * 60 + seconds})

    def let(self, act: str, *, side: str = "official_account", **wish: Any) -> Any:
        """Somebody does something now."""
        return self.control("people", {"side": side, "act": act, **wish})

    def ledger(self, effect: str = "", account: str = "") -> list[dict[str, Any]]:
        return self.control("ledger", effect=effect, account=account)

    def account(self, appid: str) -> "Account":
        return Account(self, appid)


class Account:
    """Somebody who calls the platform for one Official Account."""

    def __init__(self, sandbox: Sandbox, appid: str) -> None:
        self.sandbox = sandbox
        self.appid = appid
        self.token = self.fresh_token()

    def fresh_token(self, secret: str = "", **query: str) -> str:
        self.token = self.ask_token(secret=secret or SECRETS.get(self.appid, ""), **query)["access_token"]
        return self.token

    def ask_token(self, *, secret: str, grant_type: str = "client_credential") -> dict[str, Any]:
        query = {"grant_type": grant_type, "appid": self.appid, "secret": secret}
        return self.sandbox.http.get("/cgi-bin/token", params=query).json()

    def stable_token(self, *, force: bool = False) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": self.appid, "secret": SECRETS[self.appid], "force_refresh": force}
        return self.sandbox.http.post("/cgi-bin/stable_token", json=body).json()

    def post(self, path: str, token: str = "", **body: Any) -> dict[str, Any]:
        raw = json.dumps(body, ensure_ascii=False).encode()
        return self.raw(path, raw, token=token)

    def raw(self, path: str, raw: bytes, token: str = "") -> dict[str, Any]:
        answer = self.sandbox.http.post(path, params={"access_token": token or self.token}, content=raw)
        assert answer.status_code == 200
        return json.loads(answer.content.decode())

    def get(self, path: str, token: str = "", **query: Any) -> dict[str, Any]:
        answer = self.sandbox.http.get(path, params={"access_token": token or self.token, **query})
        assert answer.status_code == 200
        return json.loads(answer.content.decode())

    def upload(self, path: str, content: bytes, filename: str = "a.png", **query: str) -> dict[str, Any]:
        files = {"media": (filename, content, "application/octet-stream")}
        return self.sandbox.http.post(path, params={"access_token": self.token, **query}, files=files).json()

    # what most tests need first
    def cover(self, color: str = "red") -> str:
        return self.upload("/cgi-bin/material/add_material", picture(color), type="image")["media_id"]

    def article(self, **fields: Any) -> dict[str, Any]:
        return {"title": "秋天的大衣", "author": "小棠", "content": "<p>今天想聊聊这件大衣。</p>", "thumb_media_id": self.cover(), **fields}

    def draft(self, **fields: Any) -> str:
        return self.post("/cgi-bin/draft/add", articles=[self.article(**fields)])["media_id"]

    def published(self, **fields: Any) -> dict[str, Any]:
        """Draft, submit, wait; gives what submit answered."""
        submitted = self.post("/cgi-bin/freepublish/submit", media_id=self.draft(**fields))
        self.sandbox.advance(seconds=6)
        return submitted


def picture(color: str = "red", *, size: tuple[int, int] = (60, 40), kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, kind)
    return buffer.getvalue()
