"""What a connector's call costs over a bare httpx loop against the same sandbox.

`python bench/connectors.py [--calls 300] [--rounds 9] [--out FILE]` prints JSON: milliseconds a call for both and their ratio, which should stay
at or below 1.3. Rounds alternate, so that a busy machine slows both alike; the median round counts.
"""

import argparse
import json
import logging
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import httpx
import structlog
from sandbox import APPID, HOST, SECRET, free_port, start

from studio.channels.channel import Account, Kept, Secret
from studio.channels.wechat_http import OFFICIAL_ACCOUNT
from studio.channels.wire import Wire

PAGE = {"offset": 0, "count": 20, "no_content": 1}


class DictDrawer:
    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}

    def take(self, name: str) -> Kept | None:
        return self.kept.get(name)

    def keep(self, name: str, value: str, *, until: datetime | None) -> None:
        self.kept[name] = Kept(value, until)

    def drop(self, name: str) -> None:
        self.kept.pop(name, None)


def round_of(act: Callable[[], object], calls: int) -> float:
    """Milliseconds a call."""
    begun = time.perf_counter()
    for _ in range(calls):
        act()
    return (time.perf_counter() - begun) * 1000 / calls


def compared(bare: Callable[[], object], ours: Callable[[], object], *, calls: int, rounds: int) -> dict[str, float]:
    round_of(bare, 30), round_of(ours, 30)
    pairs = [(round_of(bare, calls), round_of(ours, calls)) for _ in range(rounds)]
    ratio = median(mine / plain for plain, mine in pairs)
    return {
        "bare_ms": round(median(p for p, _ in pairs), 4),
        "connector_ms": round(median(m for _, m in pairs), 4),
        "ratio": round(ratio, 3),
    }


def measure(base: str, *, calls: int, rounds: int) -> dict[str, dict[str, float]]:
    account = Account(
        slug="bench", name="bench", channel="official_account", kind="service", verified=True,
        external_id=APPID, base_url=base, settings={}, secret=Secret(SECRET),
    )  # fmt: skip
    drawer = DictDrawer()
    wire = Wire(OFFICIAL_ACCOUNT, account, drawer)
    now = datetime.now(UTC)  # noqa: TID251 - a benchmark measures the machine
    wire.try_token(now=now)
    token = {"access_token": drawer.kept["access_token"].value}
    with httpx.Client(trust_env=False) as http:
        return {
            "GET draft/count": compared(
                lambda: http.get(f"{base}/cgi-bin/draft/count", params=token).json(),
                lambda: wire.read("/cgi-bin/draft/count", now=now), calls=calls, rounds=rounds,
            ),
            "POST draft/batchget": compared(
                lambda: http.post(f"{base}/cgi-bin/draft/batchget", params=token, json=PAGE).json(),
                lambda: wire.read("/cgi-bin/draft/batchget", PAGE, now=now), calls=calls, rounds=rounds,
            ),
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    logging.getLogger("httpx").setLevel(logging.WARNING)
    port = free_port()
    process = start(port, "memory")
    try:
        results = measure(f"http://{HOST}:{port}", calls=wanted.calls, rounds=wanted.rounds)
    finally:
        process.terminate()
        process.wait(timeout=10)
    worst = max(result["ratio"] for result in results.values())
    said = json.dumps({"machine": platform.platform(), "calls": results, "worst_ratio": worst, "limit": 1.3, "ok": worst <= 1.3}, indent=2)
    print(said)
    if wanted.out:
        wanted.out.write_text(said + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
