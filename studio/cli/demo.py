"""`studio demo`: the main job with no hands."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from studio import log
from studio.demo.fortnight import run_fortnight
from studio.settings import Settings
from studio.terminal import say


def demo(
    days: Annotated[int, typer.Option(help="days to plan and run")] = 14,
    report: Annotated[Path, typer.Option(help="folder for the report")] = Path("report"),
    seed: Annotated[str, typer.Option(help="of the simulated people")] = "siyu",
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """演示：示例品牌十四天，从计划到读数，无人值守 (fourteen days of the example brand, no hands)."""
    log.set_up("warning", process="demo")
    outcome = run_fortnight(Settings(), days=days, report=report, seed=seed, say=None if as_json else say)
    if as_json:
        sys.stdout.write(outcome.as_json() + "\n")
    else:
        outcome.tell()
    raise typer.Exit(0 if outcome.all_well else 1)
