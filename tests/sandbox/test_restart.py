"""What was answered is kept, also when the process is killed; a taken port is said in words."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from studio.clock import FixedClock
from studio.errors import StudioError
from studio.sandbox.callback import Outbox
from studio.sandbox.journal import Journal
from studio.sandbox.serve import running, serve
from studio.settings import Settings
from tests.sandbox.running import NOON, SERVICE, Account, Sandbox

PROGRAM = "from studio.sandbox.serve import serve; from studio.settings import Settings; serve(Settings())"


def started(database: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {"STUDIO_SANDBOX_PORT": str(port), "STUDIO_SANDBOX_DATABASE": str(database), "PATH": ""}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment)
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            httpx.get(f"http://127.0.0.1:{port}/_sandbox/health", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return process
    raise AssertionError("the sandbox did not start")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_what_was_answered_survives_a_kill(tmp_path: Path):
    port = free_port()
    process = started(tmp_path / "sandbox.db", port)
    sandbox = Sandbox(f"http://127.0.0.1:{port}", FixedClock(NOON))
    account = Account(sandbox, SERVICE)
    token, kept, submitted = account.token, account.draft(title="留下的"), account.draft(title="发出的")
    job = account.post("/cgi-bin/freepublish/submit", media_id=submitted)
    process.send_signal(signal.SIGKILL)
    process.wait()

    process = started(tmp_path / "sandbox.db", port)
    sandbox.http.close()
    sandbox = Sandbox(f"http://127.0.0.1:{port}", FixedClock(NOON))
    account.sandbox = sandbox
    assert account.post("/cgi-bin/draft/get", token, media_id=kept)["news_item"][0]["title"] == "留下的"
    sandbox.advance(seconds=6)
    assert account.post("/cgi-bin/freepublish/get", token, publish_id=job["publish_id"])["publish_status"] == 0
    assert [row["effect"] for row in sandbox.ledger()] == ["draft_added", "draft_added", "article_published"]
    assert account.post("/cgi-bin/draft/add", token, articles=[account.article()])["media_id"] not in (kept, submitted)
    process.terminate()
    process.wait()
    sandbox.http.close()


def test_the_same_file_continues_where_it_stopped(tmp_path: Path):
    clock = FixedClock(NOON)
    with running(clock, database=tmp_path / "sandbox.db") as url:
        first = Sandbox(url, clock)
        published = Account(first, SERVICE).published(need_open_comment=1)
        first.let("comment", appid=SERVICE, msg_data_id=published["msg_data_id"], content="还在吗")
        before = first.control("ledger"), first.control("world")
        first.http.close()
    with running(clock, database=tmp_path / "sandbox.db") as url:
        second = Sandbox(url, clock)
        assert (second.control("ledger"), second.control("world")) == before
        where = {"msg_data_id": published["msg_data_id"], "index": 0, "begin": 0, "count": 9, "type": 0}
        assert Account(second, SERVICE).post("/cgi-bin/comment/list", **where)["comment"][0]["content"] == "还在吗"
        second.http.close()


def test_a_file_that_is_no_sandbox_is_said_with_its_mend(tmp_path: Path):
    (tmp_path / "sandbox.db").write_bytes(b"a letter to grandmother, long enough to be no database" * 20)
    with pytest.raises(StudioError) as told, running(FixedClock(NOON), database=tmp_path / "sandbox.db"):
        pass
    assert "delete the file" in told.value.in_("en")
    assert "sandbox.db" in told.value.in_("zh")


def test_a_taken_port_is_said_with_its_mend():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(StudioError) as told:
            serve(Settings(sandbox_port=listener.getsockname()[1], sandbox_database="memory"))
    assert "STUDIO_SANDBOX_PORT" in told.value.in_("zh")
    assert "is taken" in told.value.in_("en")


def test_it_starts_fast_enough_to_be_started_often():
    with running(FixedClock(NOON)):
        pass
    begin = time.monotonic()
    with running(FixedClock(NOON)) as url:
        taken = time.monotonic() - begin
        assert httpx.get(f"{url}/_sandbox/health", trust_env=False).json()["ok"]
    assert taken < 1.0, f"{taken:.2f} s; about 0.2 on an idle machine"


def test_a_push_on_its_way_when_the_world_begins_anew_comes_back_to_nobody():
    before = Outbox(Journal())
    parcel = before.add("wecom", "wwcorp", {"Event": "change_external_contact"}, at=0.0)
    anew = Outbox(Journal())
    anew.add("wecom", "wwcorp", {"Event": "change_external_chat"}, at=0.0)
    anew.failed(parcel, "ConnectError", at=1.0)
    anew.delivered(parcel)
    assert ["change_external_chat" in each.body for each in anew.parcels()] == [True]
    assert [(each.state, each.tries) for each in anew.parcels()] == [("waiting", 0)]
