"""Two brands in every process of the studio as it really starts: no table of one is read, counted, changed or emptied by the other."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from studio.brand_scope import brand_tables
from studio.database import act
from studio.gateway.listen import listen
from studio.people.password import hashed
from studio.people.person import by_handle
from tests.apart.rows import fill
from tests.ui.conftest import KEY, ROOT, _empty

PASSWORD = "shore-linen-quiet-42"
PAGES = ("today", "calendar", "write", "assets", "review", "publish", "engage", "personas", "settings")
WITHIN_S = 120


@dataclass(frozen=True)
class Place:
    """An installation, and beside it a database with two brands' rows in every table."""

    home: Path
    rows: str
    reports: Path

    @property
    def settings(self) -> dict[str, object]:
        return {"HOME": self.home, "KEY": KEY, "CLOCK_FILE": self.home / "clock.json", "WORKSPACE": ROOT, "LOG_LEVEL": "error"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("apart")
    engine = _empty(folder / "home")
    with act(engine) as session:
        by_handle(session, "admin").password = hashed(PASSWORD)
    engine.dispose()
    rows = f"sqlite:///{folder / 'rows.db'}"
    fill(rows)
    return Place(folder / "home", rows, folder)


@contextmanager
def started(place: Place, *command: str, **extra: object) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    report = place.reports / f"{'-'.join(command)}.json"
    said = [f"STUDIO_{name}={value}" for name, value in (place.settings | extra).items()]
    with subprocess.Popen(
        ["env", *said, sys.executable, "-m", "tests.apart.process", place.rows, str(report), *command], cwd=ROOT
    ) as process:
        try:
            yield process, report
        finally:
            process.terminate()
            process.wait(20)


def eventually(what: Callable[[], Any]) -> Any:
    end = time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def told(process: subprocess.Popen[bytes], report: Path) -> dict[str, Any]:
    process.send_signal(signal.SIGUSR1)
    eventually(report.exists)
    return json.loads(report.read_text())


def assert_apart(found: dict[str, Any]) -> None:
    assert found == {"known": [table.__name__ for table in brand_tables()], "late": [], "crossed": {}}


def test_in_the_web_process_with_its_gateway_and_every_page_opened(place):
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    with (
        started(place, "web", PORT=port) as (process, report),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        eventually(lambda: _answers(client))
        for path in ("/metrics", "/s/nothing", "/hooks/official_account/nothing", "/h/nothing"):
            client.get(path)
        token = re.search(r'name="form_token" value="([^"]+)"', client.get("/login").text)
        assert token
        client.post("/login", data={"handle": "admin", "password": PASSWORD, "form_token": token[1], "next": "/"})
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", additional_headers={"Cookie": cookies}, subprotocols=["streamlit"], proxy=None
        ) as line:
            assert "今日" in _page(line, "")
            for page in PAGES:
                _page(line, page)
        assert_apart(told(process, report))


def test_in_the_publisher_after_its_first_passes(place):
    with started(place, "publisher", PUBLISHER_TICK_S=1) as (process, report):
        eventually(lambda: _beaten(place))
        assert_apart(told(process, report))


@pytest.mark.parametrize("command", [("posts", "list"), ("history", "verify")])
def test_in_a_command(place, command):
    with started(place, *command) as (process, report):
        assert process.wait(WITHIN_S) == 0
        assert_apart(json.loads(report.read_text()))


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health", timeout=20).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _page(line: ClientConnection, name: str) -> str:
    """Open a page; gives everything that was sent to show it, once its script has ended without an exception."""
    wish = BackMsg()
    wish.rerun_script.page_name = name
    wish.rerun_script.query_string = ""
    line.send(wish.SerializeToString())
    shown = ""
    while True:
        message = ForwardMsg()
        message.ParseFromString(line.recv(timeout=WITHIN_S))  # pyright: ignore[reportArgumentType]
        shown += message.SerializeToString().decode("utf-8", "ignore")
        assert not message.delta.new_element.exception.message, message.delta.new_element.exception.message
        if message.WhichOneof("type") == "script_finished":
            return shown


def _beaten(place: Place) -> bool:
    from sqlmodel import select

    from studio.database import engine_for, look
    from studio.publishing.heartbeat import Heartbeat

    engine = engine_for(f"sqlite:///{place.home / 'studio.db'}")
    with look(engine) as session:
        found = session.exec(select(Heartbeat)).first()
    engine.dispose()
    return found is not None
