"""`studio chaos`: the proof that nothing is sent twice, lost or sent without approval."""

import signal
import sys
from typing import Annotated

import typer

from studio import log
from studio.chaos.run import Plan, run_chaos
from studio.settings import Settings


def chaos(
    deliveries: Annotated[int, typer.Option(help="approved deliveries to send")] = 200,
    kills: Annotated[int, typer.Option(help="how often a publishing process is killed (SIGKILL)")] = 100,
    faults: Annotated[float, typer.Option(help="percent of the steps that meet a fault of the platform")] = 5.0,
    engine: Annotated[str, typer.Option(help="embedded or distributed")] = "embedded",
    seed: Annotated[str, typer.Option(help="of every choice that is made")] = "siyu",
    minutes: Annotated[float, typer.Option(help="how long things are killed at most, in minutes")] = 240.0,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """证明：反复杀死发布进程，再拿平台台账对账 (kill publishing again and again, then compare with the platforms' ledger)."""
    log.set_up("error", process="chaos")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started for the proof ends with it
    plan = Plan(deliveries, kills, faults, engine, seed, minutes)
    outcome = run_chaos(Settings(), plan, say=None if as_json else typer.echo)
    sys.stdout.write((outcome.as_json() if as_json else outcome.as_text()) + "\n")
    raise typer.Exit(0 if outcome.holds else 1)
