"""How fast, how punctual and how quiet publishing is, beside a bare httpx loop that makes the same calls over as many connections.

`python bench/publish.py [--engine both] [--backlog 800] [--rows 500] [--minutes 0.5] [--out FILE]` prints JSON. Everything goes to the local
platforms over HTTP: articles with a cover of their own, through as many accounts as a studio with many clients has. The cover goes ahead, as in
every studio; then draft and publish at the due time, which is what is measured on both sides.
`backlog`: so many due at once, deliveries a minute and their ratio to the bare loop's, once with platforms that answer at once, which measures
processor time alone, and once with platforms that answer after `--answer-ms`, as those on the internet do; `burst`: 100 due within one second; `spread`: `--rows` due
evenly over `--minutes` (10,000 over ten for the long form); `idle`: processor time with nothing to do. Lateness runs from the due time to the
moment at which the platform's answer is known.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from sqlmodel import col, func, select

sys.path.insert(0, str(Path(__file__).parent.parent))

from publish_stage import Stage, answering_after, article_of, cover_of, plan, publishing, raised

from studio.database import look
from studio.publishing.delivery import Attempt, Delivery, State
from studio.publishing.heartbeat import Heartbeat
from studio.settings import EngineName
from studio.workspace.processes import ProcessTree

Figures = dict[str, Any]
BURST = 100
AIMS = {"ratio": 0.7, "burst_p99_s": 1.0, "idle_cpu_percent": 1.0, "per_minute": 600}


def backlog(stage: Stage, tree: ProcessTree, rows: int, *, pool: int, pace: float) -> Figures:
    """Everything due at one moment: how long it takes; then the bare loop with the same calls."""
    at = _soon(rows, pace)
    plan(stage, [at] * rows)
    asked = _asks(stage)
    _sleep_until(stage, at)
    busy = _cpu_s(tree)
    done = _wait(stage, at, rows)
    took = (max(done) - at).total_seconds()
    bare = _bare(stage, rows, asks=_asks(stage) - asked, connections=pool)
    return {
        "rows": rows, "covers_ahead": _brought(stage, at), "seconds": round(took, 2), "per_minute": round(60 * rows / took), "cpu_ms_each": round(1000 * (_cpu_s(tree) - busy) / rows, 1),
        "bare_per_minute": round(60 * rows / bare), "ratio": round(bare / took, 3),
    }  # fmt: skip


def punctual(stage: Stage, tree: ProcessTree, rows: int, *, over: timedelta, pace: float) -> Figures:
    """So many due evenly over that time: how late each was."""
    at = _soon(rows, pace)
    due = [at + over * number / rows for number in range(rows)]
    plan(stage, due)
    _sleep_until(stage, at)
    begun, busy = time.monotonic(), _cpu_s(tree)
    _wait(stage, at, rows, over=over)
    with look(stage.opened.engine, brand=stage.brand) as session:
        query = select(Delivery.due_at, Delivery.sent_at).where(Delivery.due_at >= at, col(Delivery.sent_at).is_not(None))
        late = sorted((sent - due_at).total_seconds() for due_at, sent in session.exec(query) if sent)
    cuts = quantiles(late, n=100)
    cpu = 100 * (_cpu_s(tree) - busy) / (time.monotonic() - begun)
    return {
        "rows": rows, "covers_ahead": _brought(stage, at), "over_s": over.total_seconds(), "p50_s": round(cuts[49], 3), "p99_s": round(cuts[98], 3), "worst_s": round(late[-1], 3),
        "cpu_percent": round(cpu, 1),
    }  # fmt: skip


def idle(tree: ProcessTree, seconds: float) -> Figures:
    """Processor time of all of the engine's processes together, in percent of one core."""
    before = _cpu_s(tree)
    time.sleep(seconds)
    return {"seconds": seconds, "cpu_percent": round(100 * (_cpu_s(tree) - before) / seconds, 2)}


def measure(wanted: argparse.Namespace, engine: EngineName) -> Figures:
    with (
        tempfile.TemporaryDirectory() as folder,
        raised(engine, Path(folder) / "home", accounts=wanted.accounts, pool=wanted.pool) as stage,
        publishing(stage) as tree,
    ):
        _awake(stage, len(tree.parts))
        time.sleep(3)
        found: Figures = {"idle": idle(tree, wanted.idle)}
        pace = _warm(stage)
        found["burst"] = punctual(stage, tree, BURST, over=timedelta(seconds=1), pace=pace)
        found["backlog"] = backlog(stage, tree, wanted.backlog, pool=wanted.pool, pace=pace)
        with answering_after(stage, wanted.answer_ms):
            found["backlog_far_away"] = backlog(stage, tree, wanted.backlog, pool=wanted.pool, pace=pace)
        found["spread"] = punctual(stage, tree, wanted.rows, over=timedelta(minutes=wanted.minutes), pace=pace)
    return found


def aims_met(found: Figures) -> dict[str, bool]:
    return {
        "ratio": found["backlog"]["ratio"] >= AIMS["ratio"], "ratio_far_away": found["backlog_far_away"]["ratio"] >= AIMS["ratio"], "burst_p99_s": found["burst"]["p99_s"] <= AIMS["burst_p99_s"],
        "idle_cpu_percent": found["idle"]["cpu_percent"] <= AIMS["idle_cpu_percent"], "per_minute": found["backlog"]["per_minute"] >= AIMS["per_minute"],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("embedded", "distributed", "both"), default="both")
    parser.add_argument("--backlog", type=int, default=800)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=0.5)
    parser.add_argument("--accounts", type=int, default=40, help="rows may be at most 100 for each: the platform's own limit for a day")
    parser.add_argument("--pool", type=int, default=4, help="deliveries at the same time, and connections of the bare loop")
    parser.add_argument("--answer-ms", type=float, default=60.0, help="how long the platforms take to answer in the second backlog")
    parser.add_argument("--idle", type=float, default=20.0, help="seconds of doing nothing")
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    engines: tuple[EngineName, ...] = ("embedded", "distributed") if wanted.engine == "both" else (wanted.engine,)
    results = {engine: measure(wanted, engine) for engine in engines}
    said = {
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "accounts": wanted.accounts,
        "pool": wanted.pool,
        "answer_ms": wanted.answer_ms,
        "engines": results,
    }
    text = json.dumps(said | {"aims": AIMS, "met": {engine: aims_met(found) for engine, found in results.items()}}, indent=2)
    print(text)
    if wanted.out:
        wanted.out.write_text(text + "\n", encoding="utf-8")


def _bare(stage: Stage, rows: int, *, asks: int, connections: int) -> float:
    """Seconds that the same calls take when nothing is asked and nothing written down: draft, publish, and the questions.

    Tokens and covers are there before the clock starts, as they are when a post of the studio is due.
    """
    base = stage.opened.settings.sandbox_address
    with httpx.Client(base_url=base, trust_env=False, limits=httpx.Limits(max_connections=connections), timeout=30) as http:
        tokens = [_token(http, appid, secret) for appid, secret in stage.secrets.items()]
        covers = [cover_of(1_000_000 + number) for number in range(rows)]
        with ThreadPoolExecutor(connections) as pool:
            thumbs = list(pool.map(lambda number: _cover(http, tokens[number % len(tokens)], number, covers[number]), range(rows)))
            begun = time.perf_counter()
            published = list(pool.map(lambda number: _article(http, tokens[number % len(tokens)], number, thumbs[number]), range(rows)))
            list(pool.map(lambda number: _ask(http, *published[number % rows]), range(asks)))
            return time.perf_counter() - begun


def _token(http: httpx.Client, appid: str, secret: str) -> dict[str, str]:
    wish = {"grant_type": "client_credential", "appid": appid, "secret": secret}
    return {"access_token": http.post("/cgi-bin/stable_token", json=wish).json()["access_token"]}


def _cover(http: httpx.Client, token: dict[str, str], number: int, cover: bytes) -> str:
    picture = {"media": (f"bare-{number}.png", cover, "image/png")}
    return http.post("/cgi-bin/material/add_material", params={**token, "type": "image"}, files=picture).json()["media_id"]


def _article(http: httpx.Client, token: dict[str, str], number: int, thumb: str) -> tuple[dict[str, str], str]:
    title, html = article_of(number, "bare")
    article = {"title": title, "content": html, "thumb_media_id": thumb, "need_open_comment": 1}
    draft = http.post("/cgi-bin/draft/add", params=token, json={"articles": [article]}).json()["media_id"]
    return token, http.post("/cgi-bin/freepublish/submit", params=token, json={"media_id": draft}).json()["publish_id"]


def _ask(http: httpx.Client, token: dict[str, str], publish_id: str) -> None:
    http.post("/cgi-bin/freepublish/get", params=token, json={"publish_id": publish_id}).raise_for_status()


def _warm(stage: Stage) -> float:
    """A token for every account, as a studio that has been running has them; gives how many seconds planning one article takes here."""
    begun, at, count = time.perf_counter(), _soon(len(stage.slugs), 0.2), len(stage.slugs)
    plan(stage, [at] * count)
    pace = (time.perf_counter() - begun) / count
    _wait(stage, at, count)
    return pace


def _wait(stage: Stage, since: datetime, rows: int, *, over: timedelta = timedelta()) -> Sequence[datetime]:
    """Wait until everything due since then has gone out; gives when."""
    patience = time.monotonic() + over.total_seconds() + 60 + rows
    query = select(Delivery.sent_at).where(Delivery.due_at >= since, col(Delivery.sent_at).is_not(None))
    while time.monotonic() < patience:
        with look(stage.opened.engine, brand=stage.brand) as session:
            sent = [at for at in session.exec(query) if at]
        if len(sent) >= rows:
            return sent
        time.sleep(0.5)
    with look(stage.opened.engine, brand=stage.brand) as session:
        states = dict(session.exec(select(Delivery.state, func.count(col(Delivery.id))).group_by(col(Delivery.state))).all())
        why = session.exec(
            select(Delivery.said).where(col(Delivery.state).not_in((State.CREATED.value, State.DELIVERED.value))).limit(1)
        ).first()
    raise SystemExit(f"not everything went out: {states}, {why}")


def _brought(stage: Stage, since: datetime) -> int:
    """Of how many that were due since then the cover went ahead."""
    with look(stage.opened.engine, brand=stage.brand) as session:
        return session.exec(
            select(func.count(col(Delivery.id))).where(Delivery.due_at >= since, col(Delivery.brought_at).is_not(None))
        ).one()


def _asks(stage: Stage) -> int:
    with look(stage.opened.engine, brand=stage.brand) as session:
        return session.exec(select(func.count(col(Attempt.id))).where(Attempt.step == "ask")).one()


def _awake(stage: Stage, processes: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with look(stage.opened.engine) as session:
            if session.exec(select(func.count(col(Heartbeat.id)))).one() >= processes:
                return
        time.sleep(0.2)
    raise SystemExit("the engine did not start")


def _soon(rows: int, pace: float) -> datetime:
    """Late enough for the rows to be planned before, and for their pictures to go ahead: what is past can no longer be planned for."""
    return datetime.now(UTC) + timedelta(seconds=13 + rows * (pace * 2.5 + 0.02))  # noqa: TID251 - a benchmark measures the machine


def _sleep_until(stage: Stage, at: datetime) -> None:
    if (ahead := (at - stage.opened.clock.now()).total_seconds()) < 0:
        raise SystemExit(f"planning took {-ahead:.0f} s longer than thought: the machine is busy, try again")
    time.sleep(ahead)


def _cpu_s(tree: ProcessTree) -> float:
    """Processor seconds of the engine's processes so far."""
    ticks = 0
    for part in tree.parts:
        if part.process is not None:
            words = Path(f"/proc/{part.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
