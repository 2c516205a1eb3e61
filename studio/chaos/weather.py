"""What the world does to publishing: answers that get lost, servers that fail, tokens that die, and time that jumps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import httpx

from studio.clock import SharedClock

CREATES = (
    "/cgi-bin/draft/add", "/cgi-bin/freepublish/submit", "/cgi-bin/message/mass/sendall",
    "/cgi-bin/externalcontact/add_msg_template", "/cgi-bin/externalcontact/add_moment_task",
)  # fmt: skip
STRIKES: Mapping[str, Mapping[str, Any]] = {
    "answer_lost": {"kind": "reset", "after_commit": True},
    "cut_off": {"kind": "reset"},
    "failed_after": {"kind": "http", "status": 502, "after_commit": True},
    "failed_before": {"kind": "http", "status": 503},
    "busy_after": {"kind": "errcode", "errcode": -1, "after_commit": True},
    "busy_before": {"kind": "errcode", "errcode": -1},
    "slow": {"kind": "delay", "seconds": 0.3},
}
EVERYWHERE = "/cgi-bin/*"
JUMPS_S = (20.0, 170.0)  # forward
BACK_S = (2.0, 20.0)
EVERY = timedelta(minutes=8)  # between two jumps, as the story goes


@dataclass
class Weather:
    """`percent` of the steps meet a fault. `accounts` are the platforms' ids, for tokens."""

    sandbox: httpx.Client
    clock: SharedClock
    chance: Random
    percent: float
    accounts: Sequence[str]
    faults: Counter[str] = field(default_factory=Counter)
    jumps: int = 0
    _jumped: datetime | None = None

    def blow(self, *, steps: int, now: datetime, jump: bool) -> None:
        """As many faults as `steps` so far call for, and now and then a jump where one may be."""
        while self.faults.total() < steps * self.percent / 100:
            self._strike()
        if jump and self.percent and (self._jumped is None or now - self._jumped >= EVERY):
            self._jumped = now
            self._jump()

    def calm(self) -> None:
        """The platforms are well again."""
        self.sandbox.delete("/_sandbox/faults").raise_for_status()

    def _strike(self) -> None:
        name = self.chance.choice([*STRIKES, "token_lost"])
        self.faults[name] += 1
        if name == "token_lost":
            wish: dict[str, Any] = {"kind": "token", "account": self.chance.choice(self.accounts)}
        else:
            path = self.chance.choice(CREATES) if self.chance.random() < 0.8 else EVERYWHERE
            wish = {"path": path, **STRIKES[name]}
        self.sandbox.post("/_sandbox/faults", json=wish).raise_for_status()

    def _jump(self) -> None:
        """Mostly forward, as after a suspended machine; sometimes a little back, as when a clock is corrected."""
        self.jumps += 1
        back = self.chance.random() < 0.25
        self.clock.advance(timedelta(seconds=-self.chance.uniform(*BACK_S) if back else self.chance.uniform(*JUMPS_S)))
