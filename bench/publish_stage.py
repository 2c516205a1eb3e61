"""A studio with many clients, for bench/publish.py: one brand, as many Official Accounts as wanted, and articles that wait for their time."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path

import httpx
from PIL import Image
from sandbox import HOST, free_port, start
from sqlmodel import Session

from studio.brands.account import ChannelAccount, account
from studio.brands.brand import Brand
from studio.channels.official_account.settings import Way
from studio.database import act
from studio.library.kinds import ChannelKind, FunnelStage, Gain, Pillar
from studio.people.person import Person, Role, give_role
from studio.people.process import Process
from studio.personas.stage import PersonaStage
from studio.posts.placement import place
from studio.posts.post import start as begin
from studio.posts.post import write
from studio.posts.variant import PictureRef, Variant
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import submit
from studio.settings import EngineName, Settings
from studio.workspace.opened import Opened, open_studio
from studio.workspace.processes import ProcessTree, running
from tests.postgres import fresh_database

PILLAR = Pillar(slug="daily-life", name="日常", gain=Gain.EMOTION, funnel=FunnelStage.RETAIN, mix="life", says="日子")
PARTS = {"embedded": ("publisher",), "distributed": ("clock", "worker", "worker")}
TOGETHER = 5  # so that others have their turn to write


@dataclass(frozen=True)
class Stage:
    """`secrets` maps appid to secret: what the bare loop signs in with."""

    opened: Opened
    brand: int
    writer: Person
    reviewer: Person
    secrets: dict[str, str]
    environment: dict[str, str]
    covers: Iterator[int] = field(default_factory=count)  # none twice: a picture that an account has already is not brought again

    @property
    def slugs(self) -> list[str]:
        return [f"oa-{number:03}" for number in range(len(self.secrets))]


@contextmanager
def raised(engine: EngineName, folder: Path, *, accounts: int, pool: int) -> Iterator[Stage]:
    """A studio of its own beside local platforms of their own."""
    port = free_port()
    with ExitStack() as later:
        url = later.enter_context(fresh_database()) if engine == "distributed" else ""
        settings = Settings(home=folder, database_url=url, engine=engine, sandbox_port=port, publisher_pool=pool, log_level="warning")
        sandbox = start(port, "memory")
        later.callback(sandbox.wait)
        later.callback(sandbox.terminate)
        opened = open_studio(settings)
        later.callback(opened.engine.dispose)
        secrets = {f"wxbench{number:05}": _seed(port, f"wxbench{number:05}") for number in range(accounts)}
        extra = {
            "STUDIO_HOME": str(folder.absolute()), "STUDIO_DATABASE_URL": url, "STUDIO_ENGINE": engine, "STUDIO_SANDBOX_PORT": str(port),
            "STUDIO_PUBLISHER_POOL": str(pool), "STUDIO_LOG_LEVEL": "warning", "PYTHONPATH": str(Path(__file__).parent.parent),
        }  # fmt: skip
        brand, writer, reviewer = _furnish(opened, secrets)
        yield Stage(opened, brand, writer, reviewer, secrets, extra)


@contextmanager
def publishing(stage: Stage) -> Iterator[ProcessTree]:
    """The engine's processes; all of them are there when the block begins."""
    with running(PARTS[stage.opened.settings.engine], extra=stage.environment) as tree:
        yield tree


@contextmanager
def answering_after(stage: Stage, milliseconds: float) -> Iterator[None]:
    """The platforms take so long for each answer while the block runs."""
    with httpx.Client(base_url=stage.opened.settings.sandbox_address, trust_env=False) as http:
        slow = {"path": "/cgi-bin/*", "kind": "delay", "seconds": milliseconds / 1000, "times": None}
        http.post("/_sandbox/faults", json=[slow]).raise_for_status()
        yield
        http.delete("/_sandbox/faults").raise_for_status()


def plan(stage: Stage, due: Sequence[datetime]) -> None:
    """One approved article per due time, the accounts in turn, each with words and a cover of its own."""
    for first in range(0, len(due), TOGETHER):
        with act(stage.opened.engine, brand=stage.brand) as session:
            for number, at in enumerate(due[first : first + TOGETHER], start=first):
                _article(session, stage, number, at)


def article_of(number: int, stamp: str) -> tuple[str, str]:
    """Title and body."""
    return f"{stamp} 第 {number} 天", f"<p>第 {number} 条：窗外有风，衣服晾在廊下，慢慢干。</p>" * 12


def cover_of(number: int) -> bytes:
    """A picture that no other article has, of some 20 kB."""
    drawn = _photo().copy()
    drawn.putpixel((0, 0), (number % 256, number // 256 % 256, number // 65536 % 256))
    drawn.putpixel((40, 40), (number * 7 % 256, number % 256, 255 - number % 256))
    kept = BytesIO()
    drawn.save(kept, "PNG")
    return kept.getvalue()


@cache
def _photo() -> Image.Image:
    return Image.effect_noise((140, 60), 64).convert("RGB")


def _article(session: Session, stage: Stage, number: int, due_at: datetime) -> None:
    now = stage.opened.clock.now()
    post = begin(session, f"第 {number} 条", persona="lin-an", pillar=PILLAR.slug, by=stage.writer, at=now)
    title, html = article_of(number, f"{due_at:%H%M%S}")
    cover = PictureRef(digest=stage.opened.files.put(cover_of(next(stage.covers))), media_type="image/png", width=140, height=60)
    variant = Variant(channel=ChannelKind.OFFICIAL_ACCOUNT, title=title, html=html, cover=cover)
    write(session, post, {variant.channel: variant}, pillar=PILLAR, by=stage.writer, at=now)
    where = account(session, stage.slugs[number % len(stage.slugs)])
    place(session, post, where, due_at=due_at, by=stage.writer, at=now)
    submission, files = submit(session, post, files=stage.opened.files, by=stage.writer, at=now), stage.opened.files
    approve_and_schedule(
        session, submission, seen=page_now(session, submission, files=files, at=now).seen, files=files, by=stage.reviewer, at=now
    )


def _furnish(opened: Opened, secrets: dict[str, str]) -> tuple[int, Person, Person]:
    """A brand where it is noon now (no quiet hours), somebody who writes, somebody who approves, and the accounts."""
    now = opened.clock.now()
    with act(opened.engine) as session:
        brand = Brand(slug="bench", name="量一量", zone=f"Etc/GMT{now.astimezone(UTC).hour - 12:+d}", created_at=now)
        people = [Person(handle=handle, name=handle, created_at=now) for handle in ("writer", "reviewer")]
        session.add_all([brand, *people])
        session.flush()
        for person, role in zip(people, (Role.EDITOR, Role.REVIEWER), strict=True):
            give_role(session, person, role, brand=brand.key, by=Process.SET_UP, at=now)
    with act(opened.engine, brand=brand.key) as session:
        session.add(PersonaStage(persona="lin-an", stage="selling", since=now, by="bench", reason="bench", started_on=now.date()))
        for number, (appid, secret) in enumerate(secrets.items()):
            session.add(
                ChannelAccount(
                    slug=f"oa-{number:03}", name=appid, channel=ChannelKind.OFFICIAL_ACCOUNT.value, kind="service", persona="lin-an", external_id=appid,
                    base_url=opened.settings.sandbox_address, settings={"publish": Way.FREEPUBLISH.value}, sealed=opened.vault.seal(secret),
                    created_at=now,
                )
            )  # fmt: skip
    return brand.key, people[0], people[1]


def _seed(port: int, appid: str) -> str:
    wish = {"side": "official_account", "appid": appid, "kind": "service", "followers": 2}
    return str(httpx.post(f"http://{HOST}:{port}/_sandbox/world", json=wish, trust_env=False).raise_for_status().json()["secret"])
