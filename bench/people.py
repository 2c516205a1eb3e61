"""How many people can work on the screens at once: pages asked over the browser's own websocket from the real web process, on the example brand.

`python bench/people.py [--people 1 10 25 50] [--seconds 20] [--minutes 0] [--out FILE]` prints JSON; its last line says whether the bars hold.
Each person signs in and goes from page to page with `--pause` seconds between; a click is over when the page is drawn to its end. Figures of each
crowd: p50 and p95 of a page (ms), processor time of the web process a click (ms), memory it grew by a person (MB). `--minutes 20` lets the largest
crowd go on for so long and says how memory grew meanwhile (MB). No browser draws in it: what a browser needs is the visitor's own.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

sys.path.insert(0, str(Path(__file__).parent.parent))

from studio.people.demo_sign_ins import DemoSignIn
from studio.settings import Settings
from studio.workspace.example import example_people
from studio.workspace.example_posts import example_posts
from studio.workspace.opened import open_studio
from studio.workspace.processes import ProcessTree, running
from studio.workspace.set_up import set_up

BARS = {"cpu_ms_per_click": 90.0, "memory_mb_per_person": 2.0}
TICK, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
SKIPPED = {"settings"}  # the admin's; everybody opens the others
Figures = dict[str, Any]


@dataclass
class Crowd:
    """What the people of one run saw: milliseconds of each page, by page."""

    took: list[tuple[str, float]] = field(default_factory=list)
    failed: int = 0

    def figures(self) -> Figures:
        all_ = [ms for _, ms in self.took]
        cuts = quantiles(all_, n=20) if len(all_) > 1 else [*all_, 0.0][:1] * 19
        pages = {
            page: round(sorted(ms for each, ms in self.took if each == page)[len([1 for each, _ in self.took if each == page]) // 2])
            for page in {page for page, _ in self.took}
        }
        return {"clicks": len(all_), "failed": self.failed, "p50_ms": round(cuts[9]), "p95_ms": round(cuts[18]), "p50_ms_by_page": dict(sorted(pages.items()))}  # fmt: skip


@dataclass
class Web:
    """The web process under test."""

    address: str
    pid: int
    sign_ins: list[DemoSignIn]

    @property
    def cpu_ms(self) -> float:
        words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) * 1000 / TICK

    @property
    def memory_mb(self) -> float:
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 2**20


@contextmanager
def standing(home: Path) -> Iterator[Web]:
    """The example brand with its first week, and its web process on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = Settings(home=home, workspace=Path(__file__).parent.parent, port=port, sandbox_port=1)
    opened = open_studio(settings)
    brand = set_up(opened, settings.workspace, sandbox=True).brand.key
    sign_ins = example_people(opened, brand=brand)
    example_posts(opened, brand=brand)
    opened.engine.dispose()
    said = {"STUDIO_HOME": str(home), "STUDIO_WORKSPACE": str(settings.workspace), "STUDIO_PORT": str(port), "STUDIO_LOG_LEVEL": "error"}
    with running(("web",), extra=said) as tree:
        address = f"http://127.0.0.1:{port}"
        _wait(address, tree)
        yield Web(address, tree.parts[0].process.pid, sign_ins)  # pyright: ignore[reportOptionalMemberAccess]


def _wait(address: str, tree: ProcessTree) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and not tree.died():
        try:
            if httpx.get(f"{address}/login", trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the web process did not come up")


def signed_in(web: Web, who: DemoSignIn) -> str:
    """The session's cookie."""
    with httpx.Client(base_url=web.address, trust_env=False) as browser:
        token = browser.get("/login").text.partition('name="form_token" value="')[2].partition('"')[0]
        answer = browser.post("/login", data={"form_token": token, "handle": who.handle, "password": who.password})
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise SystemExit(f"{who.handle} could not sign in: {answer.status_code}")
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


async def work(web: Web, cookie: str, crowd: Crowd, *, until: float, pause: float, chance: random.Random) -> None:
    """One person: opens the studio, and goes from page to page until the time is over."""
    address = web.address.replace("http", "ws") + "/_stcore/stream"
    await asyncio.sleep(chance.uniform(0, pause))
    async with connect(address, additional_headers={"Cookie": cookie}, subprotocols=["streamlit"], max_size=None) as line:  # pyright: ignore[reportArgumentType]
        pages, here = await asyncio.wait_for(_drawn(line, "", ""), 120), ""
        while time.monotonic() < until:
            here, name = chance.choice([each for each in pages.items() if each[0] != here])
            begun = time.perf_counter()
            try:
                await asyncio.wait_for(_drawn(line, here, name), 120)
                crowd.took.append((name or "today", (time.perf_counter() - begun) * 1000))
            except (TimeoutError, RuntimeError):
                crowd.failed += 1
            await asyncio.sleep(pause * chance.uniform(0.6, 1.4))


async def _drawn(line: ClientConnection, page: str, name: str) -> dict[str, str]:
    """Ask for a page and read until it is drawn; gives the pages of the menu, script hash → name."""
    asked = BackMsg()
    asked.rerun_script.page_script_hash, asked.rerun_script.page_name = page, name
    await line.send(asked.SerializeToString())
    pages: dict[str, str] = {}
    while True:
        said = ForwardMsg.FromString(await line.recv(decode=False))
        match said.WhichOneof("type"):
            case "navigation":
                pages = {each.page_script_hash: each.url_pathname for each in said.navigation.app_pages if each.url_pathname not in SKIPPED}
            case "delta" if said.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(said.delta.new_element.exception.message)
            case "script_finished":
                if said.script_finished == ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY:
                    return pages


async def a_crowd(web: Web, cookies: list[str], people: int, *, seconds: float, pause: float, settled: int) -> Figures:
    """So many people for so long; memory is what the process grew by over this crowd, per person who came new."""
    crowd, cpu, memory = Crowd(), web.cpu_ms, web.memory_mb
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(work(web, cookies[each % len(cookies)], crowd, until=until, pause=pause, chance=random.Random(each)) for each in range(people))
    )
    figures = crowd.figures()
    asked = figures["clicks"] + people  # each opened the studio first
    return {"people": people} | figures | {
        "cpu_ms_per_click": round((web.cpu_ms - cpu) / max(asked, 1), 1),
        "memory_mb": round(web.memory_mb), "memory_mb_per_person": round((web.memory_mb - memory) / max(people - settled, 1), 2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[1, 10, 25, 50])
    parser.add_argument("--seconds", type=float, default=20, help="of each crowd")
    parser.add_argument("--pause", type=float, default=4, help="seconds that a person reads a page, on average")
    parser.add_argument("--minutes", type=float, default=0, help="the largest crowd goes on for so long; 20 is the long form")
    parser.add_argument("--out", type=Path)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-people-") as folder, standing(Path(folder) / "home") as web:
        cookies = [signed_in(web, who) for who in web.sign_ins]
        asyncio.run(a_crowd(web, cookies, 5, seconds=15, pause=0.3, settled=0))  # every page once, and what is loaded at first use
        begun = web.memory_mb
        crowds = [asyncio.run(a_crowd(web, cookies, people, seconds=said.seconds, pause=said.pause, settled=0)) for people in said.people]
        long = asyncio.run(_long(web, cookies, max(said.people), minutes=said.minutes, pause=said.pause)) if said.minutes else None
        largest = crowds[-1]
        grown = (web.memory_mb - begun) / max(said.people) if not long else largest["memory_mb_per_person"]
    values = {"cpu_ms_per_click": max(each["cpu_ms_per_click"] for each in crowds if each["clicks"] > 20) if any(each["clicks"] > 20 for each in crowds) else largest["cpu_ms_per_click"], "memory_mb_per_person": round(grown, 2)}  # fmt: skip
    figures = {"load": os.getloadavg()[0], "crowds": crowds, "long": long}
    if said.out:
        said.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))
    print(json.dumps({"bars": {name: {"value": values[name], "bar": bar, "holds": values[name] <= bar} for name, bar in BARS.items()}}))


async def _long(web: Web, cookies: list[str], people: int, *, minutes: float, pause: float) -> Figures:
    begun = web.memory_mb
    figures = await a_crowd(web, cookies, people, seconds=60 * minutes, pause=pause, settled=0)
    return figures | {"minutes": minutes, "grew_mb": round(web.memory_mb - begun, 1)}


if __name__ == "__main__":
    main()
