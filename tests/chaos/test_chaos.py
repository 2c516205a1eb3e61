"""The proof in short: publishing is killed, lied to and meddled with, and the platforms' ledger agrees with what the studio says."""

import json
from pathlib import Path

import pytest

from studio.chaos.run import Outcome, Plan, run_chaos
from studio.publishing.kill_points import POINTS
from studio.settings import Settings

ROOT = Path(__file__).parents[2]


def test_sixty_kills_lose_nothing_send_nothing_twice_and_nothing_unapproved(tmp_path):
    outcome = proved(tmp_path, Plan(deliveries=40, kills=60, faults=5.0))
    assert sum(outcome.kills.values()) >= 60
    assert {"at_random", *POINTS} == outcome.kills.keys()
    assert outcome.killed.keys() == {"publisher"}


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_workers_and_their_clock_can_be_killed_too(tmp_path):
    outcome = proved(tmp_path, Plan(deliveries=10, kills=6, faults=5.0, engine="distributed", minutes=0.3))
    assert outcome.killed["worker"] > 0


def proved(folder: Path, plan: Plan) -> Outcome:
    outcome = run_chaos(Settings(workspace=ROOT, home=folder), plan)
    told = json.loads(outcome.as_json())
    assert {name: told[name] for name in ("duplicates", "lost", "unapproved", "untrue")} == dict.fromkeys(
        ("duplicates", "lost", "unapproved", "untrue"), 0
    ), told["found"]
    assert outcome.holds, told
    assert told["delivered"] > plan.deliveries * 0.7
    assert sum(told["states"].values()) == plan.deliveries
    return outcome
