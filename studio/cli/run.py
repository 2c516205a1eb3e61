"""`studio run`: web, publisher (or clock and worker) and sandbox in one process tree."""

import sys
import threading
import time
from contextlib import suppress
from typing import Annotated

import httpx
import typer

from studio import log
from studio.cli.until_stopped import when_asked_to_stop
from studio.gateway.listen import listen
from studio.people.demo_sign_ins import DemoSignIn
from studio.settings import EngineName, Settings
from studio.terminal import say, show, table_of
from studio.workspace.callbacks import tell_sandbox
from studio.workspace.example import example_people
from studio.workspace.opened import open_studio
from studio.workspace.processes import Part, running
from studio.workspace.set_up import set_up

PUBLISHING: dict[EngineName, tuple[str, ...]] = {"embedded": ("publisher",), "distributed": ("clock", "worker")}
READY_WITHIN_S = 120


def run(sandbox: Annotated[bool, typer.Option(help="with the local platforms beside it")] = True) -> None:
    """启动工作室：网页、发布进程、沙盒；Ctrl-C 一起停 (web, publisher and sandbox together)."""
    settings = Settings()
    log.set_up("warning", process="run")
    parts = (*(("sandbox",) if sandbox else ()), *PUBLISHING[settings.engine], "web")
    _ports_are_free(settings, with_sandbox=sandbox)
    opened = open_studio(settings)
    brand = set_up(opened, settings.workspace, sandbox=sandbox).brand
    sign_ins = example_people(opened, brand=brand.key) if sandbox else []
    stop = threading.Event()
    when_asked_to_stop(stop.set)
    with running(parts) as tree:
        _wait_until_ready(settings, stop)
        _welcome(settings, sign_ins, sandbox=sandbox)
        watcher = threading.Thread(target=tree.watch, daemon=True)
        watcher.start()
        if sandbox:
            tell_sandbox(opened)
            _first_week(brand.key, stop)
        stop.wait()
        with suppress(OSError):  # the terminal may be gone
            say("正在停止… (stopping)")


def _first_week(brand: int, stop: threading.Event) -> None:
    """The example's first week is drawn by a process of its own: its memory ends with it, and Ctrl-C need not wait for it."""
    week = Part("example", (sys.executable, "-m", "studio.workspace.example_posts", str(brand)))
    week.start({})
    while week.lives and not stop.wait(0.2):
        pass
    week.stop()


def _ports_are_free(settings: Settings, *, with_sandbox: bool) -> None:
    """Say before anything starts that a port is taken, by the listener's own words."""
    listen(settings.host, settings.port).close()
    if with_sandbox:
        listen("127.0.0.1", settings.sandbox_port).close()


def _wait_until_ready(settings: Settings, stop: threading.Event) -> None:
    address = f"http://{settings.host}:{settings.port}/health"
    begun = time.monotonic()
    while not stop.is_set() and time.monotonic() - begun < READY_WITHIN_S:
        try:
            if httpx.get(address, timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        stop.wait(0.2)


def _welcome(settings: Settings, sign_ins: list[DemoSignIn], *, sandbox: bool) -> None:
    say(f"\n私域内容工作室 Siyu Studio  {settings.web_address}")
    if sandbox:
        say(f"沙盒 sandbox  {settings.sandbox_address}/_sandbox/phone  (什么都不会真的发出去 nothing really goes out)")
    if sign_ins:
        table = table_of("登录名 name", "密码 password", "谁 who", title="示例品牌的登录 demo sign-ins")
        for each in sign_ins:
            table.add_row(each.handle, each.password, f"{each.name} · {each.role}")
        show(table)
    say("Ctrl-C 停止 to stop\n")
