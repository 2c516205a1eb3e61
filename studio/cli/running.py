"""`studio run`, `studio demo`, `studio init`: a whole studio in one process tree, the main job with no hands, a new workspace."""

import shutil
import signal
import sys
import threading
import time
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from studio import log
from studio.demo.fortnight import run_fortnight
from studio.errors import StudioError, problem
from studio.gateway.listen import listen
from studio.people.demo_sign_ins import DemoSignIn
from studio.settings import Settings
from studio.workspace.example import example_people
from studio.workspace.opened import open_studio
from studio.workspace.processes import running
from studio.workspace.set_up import set_up

PARTS = ("sandbox", "publisher", "web")
LIBRARY = ("personas", "content", "calendars", "assets")
READY_WITHIN_S = 120


def run(sandbox: Annotated[bool, typer.Option(help="with the local platforms beside it")] = True) -> None:
    """启动工作室：网页、发布进程、沙盒；Ctrl-C 一起停 (web, publisher and sandbox together)."""
    settings = Settings()
    log.set_up("warning", process="run")
    parts = PARTS if sandbox else PARTS[1:]
    _ports_are_free(settings, with_sandbox=sandbox)
    opened = open_studio(settings)
    brand = set_up(opened, settings.workspace, sandbox=sandbox).brand
    sign_ins = example_people(opened, brand=brand.key) if sandbox else []
    opened.engine.dispose()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with running(parts) as tree:
        _wait_until_ready(settings, stop)
        _welcome(settings, sign_ins, sandbox=sandbox)
        watcher = threading.Thread(target=tree.watch, daemon=True)
        watcher.start()
        stop.wait()
        Console().print("正在停止… (stopping)")


def demo(
    days: Annotated[int, typer.Option(help="days to plan and run")] = 14,
    report: Annotated[Path, typer.Option(help="folder for the report")] = Path("report"),
    seed: Annotated[str, typer.Option(help="of the simulated people")] = "siyu",
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """演示：示例品牌十四天，从计划到读数，无人值守 (fourteen days of the example brand, no hands)."""
    outcome = run_fortnight(Settings(), days=days, report=report, seed=seed, say=None if as_json else Console().print)
    if as_json:
        sys.stdout.write(outcome.as_json() + "\n")
    else:
        outcome.print(Console())
    raise typer.Exit(0 if outcome.all_well else 1)


def init(folder: Annotated[Path, typer.Argument(help="a new or empty folder")]) -> None:
    """新建一个工作区，带着示例品牌的资料库 (a new workspace with the example brand's library)."""
    if folder.exists() and any(folder.iterdir()):
        raise StudioError(
            problem("文件夹不是空的", "the folder is not empty", where=str(folder), mend=("换一个新文件夹", "choose a new folder"))
        )
    source = starter()
    folder.mkdir(parents=True, exist_ok=True)
    for name in LIBRARY:
        shutil.copytree(source / name, folder / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy2(source / "studio.toml", folder / "studio.toml")
    Console().print(f"新工作区已建好 (new workspace): {folder}\n  cd {folder} && studio run")


def starter() -> Path:
    """The starter library: shipped inside the package, or the repository's own folders in a checkout."""
    packaged = Path(str(files("studio"))) / "starter"
    return packaged if packaged.exists() else Path(str(files("studio"))).parent


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
    console = Console()
    console.print(f"\n[bold]私域内容工作室 Siyu Studio[/bold]  {settings.web_address}")
    if sandbox:
        console.print(f"沙盒 sandbox  {settings.sandbox_address}/_sandbox/phone  (什么都不会真的发出去 nothing really goes out)")
    if sign_ins:
        table = Table("登录名 name", "密码 password", "谁 who", title="示例品牌的登录 demo sign-ins", title_justify="left")
        for each in sign_ins:
            table.add_row(each.handle, each.password, f"{each.name} · {each.role}")
        console.print(table)
    console.print("Ctrl-C 停止 to stop\n")
