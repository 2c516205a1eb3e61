"""`studio web` as a process: it takes its port, says when somebody else has it, and stops when asked."""

import subprocess
import sys
import time
from pathlib import Path

import httpx

from studio.gateway.listen import listen
from studio.migrations.upgrade import newest

ROOT = Path(__file__).parents[2]


def command(home: Path, port: int) -> list[str]:
    said = (f"STUDIO_HOME={home}", f"STUDIO_PORT={port}")
    return ["env", *said, sys.executable, "-m", "studio.cli.main", "web"]


def answer(address: str, process: subprocess.Popen[bytes]) -> httpx.Response:
    while process.poll() is None:
        try:
            return httpx.get(address, timeout=10)
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError(f"studio web ended with {process.returncode}")


def test_it_answers_on_its_port_and_a_second_one_is_told_who_has_it(tmp_path):
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(command(tmp_path, port), cwd=ROOT) as web:
        health = answer(f"http://127.0.0.1:{port}/health", web)
        second = subprocess.run(command(tmp_path, port), cwd=ROOT, capture_output=True, text=True, check=False)
        web.terminate()
        assert web.wait(timeout=10) in (0, -15)
    assert health.json()["database"] == {"answers": True, "kind": "sqlite", "version": newest()}
    assert second.returncode == 2
    assert f"port {port} is taken by" in second.stderr
    assert f"(pid {web.pid})" in second.stderr
    assert "Traceback" not in second.stderr
