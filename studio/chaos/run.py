"""The proof from beginning to end: set up, storm, calm, verdict."""

import json
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import httpx
from sqlmodel import col, func, select

from studio.brands.account import accounts
from studio.chaos.cast import lines, set_the_stage, write_and_approve
from studio.chaos.crew import Crew, crew_of
from studio.chaos.engines import ENGINES, Engine
from studio.chaos.meddling import Meddlers
from studio.chaos.pace import Moment, go_on, moment
from studio.chaos.verdict import Verdict, judge
from studio.chaos.weather import Weather
from studio.clock import BEIJING, SharedClock
from studio.database import look, look_across_brands
from studio.errors import StudioError, problem
from studio.publishing.delivery import STATE_WORDS, Attempt, State
from studio.settings import Settings
from studio.workspace.opened import Opened, open_studio
from studio.workspace.processes import running

MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=BEIJING)
A_KILL_S = 5.0  # virtual seconds of the story for each kill
SHORTEST_S = 180.0
LONGEST = timedelta(hours=13)  # before the quiet hours
AFTERWARDS = timedelta(hours=3)  # until everything that was in doubt has to be told
BACKLOG = 6  # so many due deliveries that nobody has begun, and time does not jump
STEP = timedelta(seconds=60)  # the furthest that time goes at once when there is nothing to do
MEDDLE_EVERY_S = 0.3
BREATH_S = 0.02
STUCK_AFTER_S = 60.0  # real seconds in which nothing changes
AT_MOST = 2  # times the wanted kills, when a point was not come by yet
ENOUGH = 20  # processes that ended by themselves: something is wrong, and more kills will not tell more

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """`faults` is the share of steps that meet one, in percent. The same seed makes the same choices; the machine makes the rest.

    `minutes`: for how long things are killed at most, whether or not there were as many kills as wanted.
    """

    deliveries: int
    kills: int
    faults: float
    engine: str = "embedded"
    seed: str = "siyu"
    minutes: float = 240.0

    @property
    def span(self) -> timedelta:
        return min(LONGEST, timedelta(seconds=max(SHORTEST_S, self.kills * A_KILL_S)))


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    plan: Plan
    verdict: Verdict
    kills: dict[str, int]
    killed: dict[str, int]
    unexpected: tuple[str, ...]
    surprises: tuple[str, ...]
    faults: dict[str, int]
    jumps: int
    meddled: dict[str, int]
    seconds: float

    @property
    def holds(self) -> bool:
        return self.verdict.holds and not self.unexpected and not self.surprises

    def as_json(self) -> str:
        verdict, states = self.verdict, self.verdict.states
        counts = {name: len(getattr(verdict, name)) for name in ("duplicates", "lost", "unapproved", "untrue")}
        found = {name: found for name in counts if (found := getattr(verdict, name))}
        told = {
            **asdict(self.plan), "wanted_kills": self.plan.kills, "delivered": states.get(State.DELIVERED, 0), **counts, "unknown_left": states.get(State.UNKNOWN, 0),
            "states": dict(sorted(states.items())), "kills": sum(self.kills.values()), "kills_at": self.kills, "kills_of": self.killed,
            "faults": sum(self.faults.values()), "faults_of": self.faults, "clock_jumps": self.jumps, "meddled": self.meddled,
            "p50_lateness_s": verdict.late(0.5), "p99_lateness_s": verdict.late(0.99), "seconds": round(self.seconds, 1),
            "ended_by_themselves": list(self.unexpected), "surprises": list(self.surprises), "found": found, "holds": self.holds,
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        verdict = self.verdict
        counted = f"重复 duplicates {len(verdict.duplicates)} · 丢失 lost {len(verdict.lost)} · 未批准 unapproved {len(verdict.unapproved)}"
        found = [*verdict.duplicates, *verdict.lost, *verdict.unapproved, *verdict.untrue, *self.unexpected, *self.surprises]
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
    step: timedelta


def run_chaos(base: Settings, plan: Plan, *, home: Path | None = None, say: Say | None = None) -> Outcome:
    """Run the proof in a home and a database of its own; see studio.chaos.databases for where a PostgreSQL comes from."""
    if plan.engine not in ENGINES:
        raise _no_engine(plan.engine)
    begun, tell, engine = time.monotonic(), say or (lambda _: None), ENGINES[plan.engine]
    chance = Random(plan.seed)  # noqa: S311 - play, not secrets
    with ExitStack() as stack:
        settings = _settings(base, home or base.home / "chaos", engine, stack.enter_context(engine.database(base)))
        crew = stack.enter_context(crew_of(plan.engine, settings, chance))
        stage = stack.enter_context(_stage(settings, plan))
        tell(f"{plan.deliveries} 条投放已批准 ({plan.deliveries} deliveries are approved)")
        weather = Weather(stage.sandbox, stage.clock, chance, plan.faults, _platform_ids(stage))
        meddlers = Meddlers(stage.opened, stage.brand, chance, most=plan.deliveries // 20)
        _storm(stage, plan, crew, weather, meddlers)
        tell(f"杀了 {crew.kills} 次，风停了 (killed {crew.kills} times; now it is calm)")
        weather.calm()
        meddlers.go_home()
        crew.spare()
        _calm(stage, crew, until=MORNING + plan.span + AFTERWARDS)
        verdict = _verdict(stage)
    return Outcome(
        plan, verdict, dict(crew.deaths), dict(crew.dead), tuple(crew.unexpected), tuple(_surprises(settings.home)),
        dict(weather.faults), weather.jumps, dict(meddlers.did), time.monotonic() - begun,
    )  # fmt: skip


def _verdict(stage: Stage) -> Verdict:
    ledger = stage.sandbox.get("/_sandbox/ledger").raise_for_status().json()
    with look(stage.opened.engine, brand=stage.brand) as session:
        return judge(session, ledger, now=stage.clock.now())


def _surprises(home: Path) -> Iterator[str]:
    """What the processes logged as a defect of the studio itself."""
    for path in sorted(home.glob("*.log")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if '"event": "surprise"' in line or line.startswith("Traceback"):
                yield f"{path.name}: {line[-600:]}"


def _settings(base: Settings, home: Path, engine: Engine, database: str) -> Settings:
    """A home, a database, a clock and a port of its own, so that it disturbs no running studio."""
    return base.model_copy(
        update={
            "home": home, "files": "", "key_file": None, "clock_file": home / "clock.json", "sandbox_database": "memory",
            "sandbox_port": _free_port(), "publisher_tick_s": 0.5, "log_level": "error", "database_url": database,
            "lease_s": int(engine.lease.total_seconds()), "publisher_pool": engine.pool,
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
    with running(("sandbox",), extra=extra), httpx.Client(base_url=settings.sandbox_address, timeout=60, trust_env=False) as sandbox:
        opened = open_studio(settings)
        _wait_for(sandbox, seed=plan.seed)
        brand = set_the_stage(opened, settings.workspace, sandbox, deliveries=plan.deliveries)
        write_and_approve(opened, lines(plan.deliveries, first=MORNING, span=plan.span), brand=brand)
        yield Stage(opened, clock, sandbox, brand, step=min(STEP, ENGINES[plan.engine].lease / 2))
        opened.engine.dispose()


def _storm(stage: Stage, plan: Plan, crew: Crew, weather: Weather, meddlers: Meddlers) -> None:
    """Kill, lie and meddle until there were enough kills, some of them at every point."""
    stage.clock.set(MORNING)
    here, meddled = _moment(stage, crew), 0.0
    begun = time.monotonic()
    while not _enough(crew, plan, minutes=(time.monotonic() - begun) / 60):
        crew.tend(doubts=here.doubts > 0)
        if time.monotonic() - meddled > MEDDLE_EVERY_S:
            weather.blow(steps=_steps(stage), now=stage.clock.now(), jump=here.waiting < BACKLOG)
            meddlers.meddle()
            meddled = time.monotonic()
        here = _moment(stage, crew)
        go_on(stage.clock, here, now=stage.clock.now(), step=stage.step)
        time.sleep(BREATH_S)


def _enough(crew: Crew, plan: Plan, *, minutes: float) -> bool:
    if minutes >= plan.minutes or len(crew.unexpected) >= ENOUGH:
        return True
    return crew.kills >= plan.kills and (crew.everywhere or crew.kills > AT_MOST * plan.kills)


def _calm(stage: Stage, crew: Crew, *, until: datetime) -> None:
    """Nobody is killed any more: let everything come to its end, going from one thing to do to the next."""
    was, since = None, time.monotonic()
    while time.monotonic() - since < STUCK_AFTER_S:
        crew.tend()
        here = _moment(stage, crew)
        if not here.at_work and (here.next_at is None or here.next_at > until):
            return
        if go_on(stage.clock, here, now=stage.clock.now(), step=stage.step) or here != was:
            was, since = here, time.monotonic()
        time.sleep(BREATH_S)


def _moment(stage: Stage, crew: Crew) -> Moment:
    now = stage.clock.now()
    with look_across_brands(stage.opened.engine) as session:
        return moment(session, alive=crew.names, now=now)


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
