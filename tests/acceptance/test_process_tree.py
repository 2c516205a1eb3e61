"""One process tree: what dies is started again, one sick part keeps no other waiting, and stopping leaves nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from studio.workspace import processes
from studio.workspace.processes import Part, ProcessTree, running
from tests.acceptance.example import ROOT

SLEEPS = "import time\nwhile True: time.sleep(0.05)"
DEAF = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\nwhile True: time.sleep(0.05)"


def part(name: str, program: str = SLEEPS) -> Part:
    return Part(name, command=(sys.executable, "-S", "-c", program))


def eventually(holds: Callable[[], object], within_s: float = 15) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]) != "Z"


@contextmanager
def watched(*parts: Part) -> Iterator[ProcessTree]:
    with running(parts) as tree:
        watcher = threading.Thread(target=tree.watch)
        watcher.start()
        yield tree
    watcher.join(10)
    assert not watcher.is_alive()


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOOK_S", 0.02)


def test_a_killed_part_is_started_again_and_the_others_are_left_alone():
    one, other = part("one"), part("other")
    with watched(one, other) as tree:
        first, steady = one.process.pid, other.process.pid
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: one.process.pid != first and alive(one.process.pid))
        assert other.process.pid == steady
        assert tree.died() == []
        pids = [one.process.pid, steady]
    assert not any(alive(pid) for pid in pids)


def test_a_part_that_keeps_dying_waits_longer_and_keeps_no_other_waiting():
    sick, well = part("sick", "raise SystemExit(3)"), part("well")
    with watched(sick, well):
        assert eventually(lambda: sick.deaths >= 2)
        assert sick.again_at - time.monotonic() > 1
        first = well.process.pid
        well.process.kill()
        assert eventually(lambda: well.process.pid != first, within_s=4)


def test_nothing_is_started_once_the_tree_is_being_stopped():
    sick = part("sick", "raise SystemExit(3)")
    with watched(sick) as tree:
        assert eventually(lambda: tree.died() == ["sick"])
    pid = sick.process.pid
    time.sleep(0.2)
    assert sick.process.pid == pid
    assert not alive(pid)


def test_a_part_that_does_not_listen_is_ended_after_a_while(monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE_S", 0.3)
    deaf = Part("deaf", command=(sys.executable, "-S", "-u", "-c", DEAF))
    with running([deaf]):
        time.sleep(0.2)
        pid = deaf.process.pid
    assert not alive(pid)


def test_a_part_that_cannot_be_started_leaves_no_other_behind():
    well = part("well")
    with pytest.raises(FileNotFoundError), running([well, Part("missing", command=("/no/such/program",))]):
        pytest.fail("it must not come so far")
    assert eventually(lambda: not alive(well.process.pid))


def children_of(pid: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(words[1]) == pid:
            found.add(int(stat.parent.name))
    return found


def free_ports(how_many: int) -> list[int]:
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(how_many)]
    ports = [each.getsockname()[1] for each in listening]
    for each in listening:
        each.close()
    return ports


def test_studio_run_answers_and_stops_on_ctrl_c_leaving_nobody(tmp_path):
    port, sandbox = free_ports(2)
    settings = {"HOME": tmp_path / "home", "WORKSPACE": ROOT, "PORT": port, "SANDBOX_PORT": sandbox, "LOG_LEVEL": "error"}
    command = ["env", *(f"STUDIO_{name}={value}" for name, value in settings.items()), sys.executable, "-m", "studio.cli.main", "run"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        try:
            assert eventually(lambda: _answers(f"http://127.0.0.1:{port}/health"), within_s=150)
            health = httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).json()
            assert health["database"]["answers"]
            assert httpx.get(f"http://127.0.0.1:{sandbox}/_sandbox/health", trust_env=False).json()["ok"]
            assert eventually(lambda: _beats(port), within_s=60)
            parts = children_of(run.pid)
            assert len(parts) in {3, 4}, "the fourth draws the first week, and ends"
        finally:
            begun = time.monotonic()
            run.send_signal(signal.SIGINT)
        said, _ = run.communicate(timeout=60)
    assert run.returncode == 0, said
    assert time.monotonic() - begun < 40
    assert f"127.0.0.1:{port}" in said
    assert "登录名" in said
    assert not any(alive(pid) for pid in parts)
    for each in (port, sandbox):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", each)) != 0


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _beats(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False, timeout=20).json()["publisher"]["beats"]


RUNS = """
import sys, time
from studio.workspace.processes import Part, running
with running([Part("part", command=(sys.executable, "-c", sys.argv[1]))]) as tree:
    print(tree.parts[0].process.pid, flush=True)
    time.sleep(600)
"""
PART = """
import time
from studio.settings import Settings
from studio.workspace import processes
processes.WATCH_S = 0.05
processes.end_with(Settings().parent)
while True: time.sleep(0.05)
"""


def test_a_part_ends_with_its_supervisor_however_that_went():
    """An out-of-memory kill asks nobody; a publisher left alone would go on sending, beside the next one."""
    with subprocess.Popen([sys.executable, "-c", RUNS, PART], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        pid = int(run.stdout.readline())
        assert alive(pid)
        run.kill()
    assert eventually(lambda: not alive(pid), within_s=20)


WAITS = """
import threading
from studio.cli.until_stopped import when_asked_to_stop
stop = threading.Event()
when_asked_to_stop(stop.set)
print("waits", flush=True)
stop.wait()
"""


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_closing_the_terminal_stops_everything_like_ctrl_c(number):
    with subprocess.Popen([sys.executable, "-c", WAITS], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout.readline() == "waits\n"
        run.send_signal(number)
        assert run.wait(20) == 0
