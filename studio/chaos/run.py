"""The proof from beginning to end: set up, storm, calm, verdict."""

import json
import shutil
import socket
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import httpx
from sqlmodel import col, func, or_, select

from studio.brands.account import accounts
from studio.chaos.cast import lines, set_the_stage, write_and_approve
from studio.chaos.crew import Crew, crew_of
from studio.chaos.engines import ENGINES
from studio.chaos.meddling import Meddlers
from studio.chaos.verdict import Verdict, judge
from studio.chaos.weather import Weather
from studio.clock import BEIJING, SharedClock
from studio.database import look
from studio.errors import StudioError, problem
from studio.publishing.delivery import STATE_WORDS, Attempt, Delivery, State
from studio.settings import Settings
from studio.workspace.opened import Opened, open_studio
from studio.workspace.processes import running

MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=BEIJING)
SPEED = 60.0  # virtual seconds in a real one while things are killed
A_KILL_S = 15.0  # virtual seconds of the story for each kill
LONGEST = timedelta(hours=13)  # before the quiet hours
AFTERWARDS = timedelta(hours=3)  # until everything that was in doubt has to be told
BACKLOG = 6  # so many due deliveries that nobody has begun let time go at its own pace
BREATH_S = 0.03
STUCK_AFTER_S = 120.0  # real seconds without an end of the calm

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """`faults` is the share of steps that meet one, in percent. The same seed makes the same choices; the machine makes the rest."""

    deliveries: int
    kills: int
    faults: float
    engine: str = "embedded"
    seed: str = "siyu"

    @property
    def span(self) -> timedelta:
        return min(LONGEST, timedelta(seconds=max(600.0, self.kills * A_KILL_S)))


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    plan: Plan
    verdict: Verdict
    kills: dict[str, int]
    unexpected: tuple[str, ...]
    faults: dict[str, int]
    jumps: int
    meddled: dict[str, int]
    seconds: float

    @property
    def holds(self) -> bool:
        return self.verdict.holds and not self.unexpected

    def as_json(self) -> str:
        verdict, states = self.verdict, self.verdict.states
        counts = {name: len(getattr(verdict, name)) for name in ("duplicates", "lost", "unapproved", "untrue")}
        found = {name: found for name in counts if (found := getattr(verdict, name))}
        told = {
            **asdict(self.plan), "delivered": states.get(State.DELIVERED, 0), **counts, "unknown_left": states.get(State.UNKNOWN, 0),
            "states": dict(sorted(states.items())), "kills": sum(self.kills.values()), "kills_at": self.kills,
            "faults": sum(self.faults.values()), "faults_of": self.faults, "clock_jumps": self.jumps, "meddled": self.meddled,
            "p50_lateness_s": verdict.late(0.5), "p99_lateness_s": verdict.late(0.99), "seconds": round(self.seconds, 1),
            "ended_by_themselves": list(self.unexpected), "found": found, "holds": self.holds,
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        verdict = self.verdict
        counted = f"重复 duplicates {len(verdict.duplicates)} · 丢失 lost {len(verdict.lost)} · 未批准 unapproved {len(verdict.unapproved)}"
        found = [*verdict.duplicates, *verdict.lost, *verdict.unapproved, *verdict.untrue, *self.unexpected]
        states = "，".join(f"{STATE_WORDS[State(state)].zh} {count}" for state, count in sorted(verdict.states.items()))
        times = f"杀 {sum(self.kills.values())} 次 kills · 故障 {sum(self.faults.values())} 个 faults · {self.seconds:.0f} s"
        return "\n".join([states, counted, times, *(f"✗ {each}" for each in found)])


@dataclass(frozen=True)
class Stage:
    """A studio of its own, with the local platforms, and a clock that everybody shares."""

    opened: Opened
    clock: SharedClock
    sandbox: httpx.Client
    brand: int


def run_chaos(base: Settings, plan: Plan, *, home: Path | None = None, say: Say | None = None) -> Outcome:
    """Run the proof in a home of its own; `database_url` of the settings is used where the engine wants another database than SQLite."""
    if plan.engine not in ENGINES:
        raise _no_engine(plan.engine)
    begun, tell = time.monotonic(), say or (lambda _: None)
    settings = _settings(base, home or base.home / "chaos")
    chance = Random(plan.seed)  # noqa: S311 - play, not secrets
    with _stage(settings, plan) as stage:
        tell(f"{plan.deliveries} 条投放已批准 ({plan.deliveries} deliveries are approved)")
        weather = Weather(stage.sandbox, stage.clock, chance, plan.faults, _platform_ids(stage))
        meddlers = Meddlers(stage.opened, stage.brand, chance, most=plan.deliveries // 20)
        with crew_of(plan.engine, settings, chance) as crew:
            _storm(stage, plan, crew, weather, meddlers)
            tell(f"杀了 {crew.kills} 次，风停了 (killed {crew.kills} times; now it is calm)")
            weather.calm()
            meddlers.go_home()
            crew.spare()
            _calm(stage, crew, until=MORNING + plan.span + AFTERWARDS)
        ledger = stage.sandbox.get("/_sandbox/ledger").raise_for_status().json()
        with look(stage.opened.engine, brand=stage.brand) as session:
            verdict = judge(session, ledger, now=stage.clock.now())
        stage.opened.engine.dispose()
    return Outcome(
        plan, verdict, dict(crew.deaths), tuple(crew.unexpected), dict(weather.faults), weather.jumps, dict(meddlers.did), time.monotonic() - begun
    )  # fmt: skip


def _settings(base: Settings, home: Path) -> Settings:
    """A home, a clock and a port of its own, so that it disturbs no running studio."""
    return base.model_copy(
        update={
            "home": home, "files": "", "key_file": None, "clock_file": home / "clock.json", "sandbox_database": "memory",
            "sandbox_port": _free_port(), "publisher_tick_s": 0.1, "log_level": "error",
        }
    )  # fmt: skip


@contextmanager
def _stage(settings: Settings, plan: Plan) -> Iterator[Stage]:
    shutil.rmtree(settings.home, ignore_errors=True)
    settings.home.mkdir(parents=True)
    clock = SharedClock(settings.home / "clock.json")
    clock.set(MORNING - timedelta(minutes=5))
    extra = {
        "STUDIO_HOME": str(settings.home), "STUDIO_CLOCK_FILE": str(clock.path), "STUDIO_SANDBOX_PORT": str(settings.sandbox_port),
        "STUDIO_SANDBOX_DATABASE": "memory", "STUDIO_LOG_LEVEL": "error",
    }  # fmt: skip
    with running(("sandbox",), extra=extra), httpx.Client(base_url=settings.sandbox_address, timeout=10, trust_env=False) as sandbox:
        opened = open_studio(settings)
        _wait_for(sandbox, seed=plan.seed)
        brand = set_the_stage(opened, settings.workspace, sandbox, deliveries=plan.deliveries)
        write_and_approve(opened, lines(plan.deliveries, first=MORNING, span=plan.span), brand=brand)
        yield Stage(opened, clock, sandbox, brand)


def _storm(stage: Stage, plan: Plan, crew: Crew, weather: Weather, meddlers: Meddlers) -> None:
    """Kill, lie and meddle until there were enough kills; time goes along with them, never so fast that a lease would end within a call."""
    stage.clock.set(MORNING)
    turn, meddled = time.monotonic(), 0.0
    while crew.kills < plan.kills:
        crew.tend()
        now = time.monotonic()
        calls_for_more = _waiting(stage) < BACKLOG
        weather.blow(steps=_steps(stage), at=now, jump=calls_for_more)
        if now - meddled > 0.4:
            meddlers.meddle()
            meddled = now
        goal = MORNING + plan.span * (crew.kills / max(1, plan.kills))
        ahead = min((goal - stage.clock.now()).total_seconds(), (now - turn) * SPEED)
        if ahead > 0 and calls_for_more:
            stage.clock.advance(timedelta(seconds=ahead))
        turn = now
        time.sleep(BREATH_S)


def _calm(stage: Stage, crew: Crew, *, until: datetime) -> None:
    """Nobody is killed any more: let everything come to its end, going from one thing to do to the next."""
    begun = time.monotonic()
    while time.monotonic() - begun < STUCK_AFTER_S:
        crew.tend()
        busy, upcoming = _to_do(stage, crew.names)
        if not busy and (upcoming is None or upcoming > until):
            return
        if not busy and upcoming is not None:
            stage.clock.set(max(upcoming, stage.clock.now()) + timedelta(seconds=1))
        time.sleep(BREATH_S)


def _to_do(stage: Stage, alive: Collection[str]) -> tuple[bool, datetime | None]:
    """Whether something is to be done now, or is being done by somebody alive; and when the next thing is."""
    now = stage.clock.now()
    when = func.coalesce(Delivery.next_at, Delivery.due_at)
    planned = select(func.min(when)).where(Delivery.state == State.PLANNED.value)
    asks = select(func.min(Delivery.next_at)).where(col(Delivery.state).in_((State.CREATED.value, State.UNKNOWN.value)))
    leases = select(func.min(Delivery.lease_until)).where(Delivery.state == State.SENDING.value)
    with look(stage.opened.engine, brand=stage.brand) as session:
        moments = [moment for query in (planned, asks, leases) if (moment := session.exec(query).one())]
        sending = session.exec(select(func.count(col(Delivery.id))).where(col(Delivery.claimed_by).in_(alive))).one()
    return bool(sending) or any(moment <= now for moment in moments), min(moments, default=None)


def _waiting(stage: Stage) -> int:
    due = or_(col(Delivery.next_at) <= stage.clock.now(), col(Delivery.next_at).is_(None) & (col(Delivery.due_at) <= stage.clock.now()))
    with look(stage.opened.engine, brand=stage.brand) as session:
        return session.exec(select(func.count(col(Delivery.id))).where(Delivery.state == State.PLANNED.value, due)).one()


def _steps(stage: Stage) -> int:
    with look(stage.opened.engine, brand=stage.brand) as session:
        return session.exec(select(func.count(col(Attempt.id)))).one()


def _platform_ids(stage: Stage) -> list[str]:
    with look(stage.opened.engine, brand=stage.brand) as session:
        return sorted({row.external_id for row in accounts(session) if row.external_id})


def _wait_for(sandbox: httpx.Client, *, seed: str) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < STUCK_AFTER_S:
        try:
            sandbox.post("/_sandbox/reset", json={"seed": seed}).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            sandbox.post("/_sandbox/world", json={"tuning": {"confirm_min_s": 20, "confirm_max_s": 120}}).raise_for_status()
            return
    raise StudioError(problem("沙盒没有起来", "the sandbox did not start", mend=("看看端口和日志", "look at the port and the log")))


def _no_engine(name: str) -> StudioError:
    names = ", ".join(ENGINES)
    return StudioError(
        problem(f"没有「{name}」这种引擎", f"there is no engine {name!r}", mend=(f"可选：{names}", f"choose one of {names}"))
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
