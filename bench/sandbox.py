"""How many calls a second the sandbox answers on one core with 20 connections.

`python bench/sandbox.py [--seconds 5] [--connections 20] [--database FILE] [--out FILE]` prints JSON. The sandbox runs in a process of its own,
pinned to one core where the system allows it; the client is a bare asyncio socket loop on another, so that the client is not what is measured.
On a machine that does other things too, `calls_per_cpu_s` (calls for each second of processor time of the sandbox) is the number to compare.
"""

import argparse
import asyncio
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

HOST = "127.0.0.1"
APPID, SECRET = "wxsandboxservice01", "sandbox-secret-service-01"
PROGRAM = """
import os, sys
if hasattr(os, "sched_setaffinity"): os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from studio.sandbox.serve import serve
from studio.settings import Settings
serve(Settings(sandbox_port=int(sys.argv[1]), sandbox_database=sys.argv[2]))
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


def start(port: int, database: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(port), database])
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process
    process.kill()
    raise SystemExit("the sandbox did not start")


def request(method: str, path: str, body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\nContent-Type: application/json\r\n\r\n"
    return head.encode() + body


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> bytes:
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    return await reader.readexactly(length)


async def once(port: int, sent: bytes) -> dict:
    reader, writer = await asyncio.open_connection(HOST, port)
    answer = json.loads(await ask(reader, writer, sent))
    writer.close()
    return answer


async def connection(port: int, sent: bytes, until: float, took: list[float], wrong: list[bytes]) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    while (begin := time.perf_counter()) < until:
        answer = await ask(reader, writer, sent)
        took.append(time.perf_counter() - begin)
        if b'"errcode":' in answer and b'"errcode":0' not in answer:
            wrong.append(answer)
    writer.close()


def cpu_seconds(pid: int) -> float:
    """What the process has used so far; 0 where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(port: int, pid: int, sent: bytes, *, connections: int, seconds: float) -> dict:
    took: list[float] = []
    wrong: list[bytes] = []
    begin, cpu = time.perf_counter(), cpu_seconds(pid)
    await asyncio.gather(*(connection(port, sent, begin + seconds, took, wrong) for _ in range(connections)))
    elapsed = time.perf_counter() - begin
    cpu = cpu_seconds(pid) - cpu
    tail = quantiles(took, n=100)
    return {
        "calls": len(took),
        "calls_per_s": round(len(took) / elapsed),
        "calls_per_cpu_s": round(len(took) / cpu) if cpu else None,
        "p50_ms": round(median(took) * 1000, 2),
        "p99_ms": round(tail[98] * 1000, 2),
        "refused": len(wrong),
    }


async def bench(port: int, pid: int, *, connections: int, seconds: float) -> dict:
    token = (await once(port, request("GET", f"/cgi-bin/token?grant_type=client_credential&appid={APPID}&secret={SECRET}")))["access_token"]
    query = f"?access_token={token}"
    calls = {
        "draft/count": request("GET", f"/cgi-bin/draft/count{query}"),
        "draft/batchget": request("POST", f"/cgi-bin/draft/batchget{query}", b'{"offset":0,"count":20,"no_content":1}'),
        "freepublish/batchget": request("POST", f"/cgi-bin/freepublish/batchget{query}", b'{"offset":0,"count":20,"no_content":1}'),
        "material/get_materialcount": request("GET", f"/cgi-bin/material/get_materialcount{query}"),
        "tags/create refused": request("POST", f"/cgi-bin/tags/create{query}", b'{"tag":{"name":""}}'),
    }
    for sent in calls.values():
        await measure(port, pid, sent, connections=connections, seconds=0.3)
    return {name: await measure(port, pid, sent, connections=connections, seconds=seconds) for name, sent in calls.items()}


def main() -> None:
    wish = argparse.ArgumentParser(description=__doc__)
    wish.add_argument("--seconds", type=float, default=5)
    wish.add_argument("--connections", type=int, default=20)
    wish.add_argument("--database", default="", help="the sandbox's file; empty means a fresh one in a temporary folder, 'memory' none")
    wish.add_argument("--out", default="", help="write the JSON here too")
    asked = wish.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        process = start(port, asked.database or str(Path(folder) / "sandbox.db"))
        try:
            calls = asyncio.run(bench(port, process.pid, connections=asked.connections, seconds=asked.seconds))
        finally:
            process.terminate()
            process.wait()
    slowest = min(call["calls_per_s"] for call in calls.values())
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 2)}
    result = {
        "connections": asked.connections,
        "seconds": asked.seconds,
        "aim_calls_per_s": 1500,
        "slowest": slowest,
        "calls": calls,
        "machine": machine,
    }
    text = json.dumps(result, indent=2)
    if asked.out:
        Path(asked.out).write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
