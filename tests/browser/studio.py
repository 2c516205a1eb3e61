"""A served studio for walks in a browser: its web process can be killed and started again, people sign in, posts are put on the desk."""

import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import Engine

from studio.clock import SharedClock
from studio.database import act, engine_for
from studio.files import Files
from studio.gateway.listen import listen
from studio.library.current import library
from studio.library.kinds import ChannelKind
from studio.people.password import hashed
from studio.people.person import Person, by_handle
from studio.posts.draft import InHand, add_channel, in_hand, keep
from studio.posts.post import Post, latest, post, start
from studio.posts.typed import Typed
from studio.workspace.processes import Part
from tests.ui.conftest import KEY, MORNING, PEOPLE, ROOT

PASSWORD = "shore-linen-quiet-42"
PATIENCE_MS = 60_000
DRAFTS = re.compile(r"/desk/\d+/")
DESKTOP, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}


@dataclass
class Served:
    """The example brand, its pages on a port; everybody of the team can sign in."""

    home: Path
    engine: Engine
    address: str
    extra: dict[str, str]
    part: Part = field(default_factory=lambda: Part("web"))

    def start(self) -> None:
        self.part.start(self.extra)
        begun = time.monotonic()
        while time.monotonic() - begun < 90:
            try:
                if httpx.get(f"{self.address}/health", timeout=5).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"{self.address} did not start")

    def kill(self) -> None:
        """kill -9: nobody gets to say good-bye."""
        assert self.part.process
        os.kill(self.part.process.pid, signal.SIGKILL)
        self.part.process.wait()

    def act(self):
        return act(self.engine, brand=1)

    @property
    def files(self) -> Files:
        return Files(self.home / "files")

    @property
    def now(self):
        return SharedClock(self.home / "clock.json").now()

    def person(self, handle: str) -> Person:
        with act(self.engine) as session:
            return by_handle(session, handle)

    def post(self, idea: str, *channels: ChannelKind, by: str = "editor", text: str = "", persona: str = "lin-an", pillar: str = "") -> int:
        """A post on the desk with an empty draft, or one that says `text`, for each channel."""
        with self.act() as session:
            who, shelf = by_handle(session, by), library(session)
            quiet = pillar or next(slug for slug, each in shelf.pillars.items() if not each.promotional and not each.needs_brief)
            row = start(session, idea, persona=persona, pillar=quiet, by=who, at=self.now)
            for channel in channels or (ChannelKind.MOMENTS,):
                found = add_channel(session, row, channel, by=who, at=self.now)
                if text:
                    keep(session, row, channel, Typed(text=text), rev=found.rev, on=found.on, by=who, at=self.now)
            return row.key

    def kept(self, key: int, channel: ChannelKind = ChannelKind.MOMENTS) -> InHand:
        """What the studio has of these words."""
        with self.act() as session:
            return in_hand(session, post(session, key), channel)

    def typed_elsewhere(self, key: int, text: str, *, by: str = "planner", channel: ChannelKind = ChannelKind.MOMENTS) -> None:
        with self.act() as session:
            row, who = post(session, key), by_handle(session, by)
            now = in_hand(session, row, channel)
            keep(session, row, channel, now.typed.model_copy(update={"text": text}), rev=now.rev, on=now.on, by=who, at=self.now)

    def version(self, key: int):
        with self.act() as session:
            return latest(session, session.get(Post, key))


@contextmanager
def served(furnished: Path, folder: Path) -> Iterator[Served]:
    """A copy of this home, served while the block runs."""
    home = folder / "home"
    shutil.copytree(furnished, home)
    SharedClock(home / "clock.json").set(MORNING)
    engine = engine_for(f"sqlite:///{home / 'studio.db'}")
    with act(engine) as session:
        secret = hashed(PASSWORD)
        for handle in PEOPLE:
            by_handle(session, handle).password = secret
    with listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    names = {"HOME": str(home), "KEY": KEY, "CLOCK_FILE": str(home / "clock.json"), "WORKSPACE": str(ROOT), "PORT": str(port)}
    studio = Served(home, engine, f"http://127.0.0.1:{port}", {f"STUDIO_{name}": value for name, value in names.items()})
    try:
        studio.start()
        yield studio
    finally:
        studio.part.stop()
        engine.dispose()


def browser_of(chromium: Browser, studio: Served, handle: str = "editor", *, width: int = 1440) -> BrowserContext:
    """A browser of its own in which this person is signed in."""
    context = chromium.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE if width == 390 else DESKTOP, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, studio, handle)
    page.close()
    return context


def sign_in(page: Page, studio: Served, handle: str = "editor") -> None:
    page.goto(f"{studio.address}/login")
    page.fill("input[name=handle]", handle)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator(".topline h1")).to_have_text("今日", timeout=PATIENCE_MS)


class WritingDesk:
    """创作 in one tab: what a person sees and does there."""

    def __init__(self, studio: Served, page: Page) -> None:
        self.studio, self.page, self.of = studio, page, ""

    def open(self, post: int, channel: str = "moments") -> "WritingDesk":
        self.page.goto(f"{self.studio.address}/write?post={post}&channel={channel}")
        return self.ready(post, channel)

    def ready(self, post: int, channel: str = "moments") -> "WritingDesk":
        """The editor of these words is there, with the words in it; from now on this is the one meant."""
        self.of = f"/desk/{post}/{channel}"
        expect(self.editor).to_have_count(1)  # for a moment of a redraw the one before is there as well
        expect(self.editor).to_have_attribute("data-open", "write")
        return self

    @property
    def editor(self) -> Locator:
        return self.page.locator(f'.editor[data-of="{self.of}"]')

    @property
    def text(self) -> Locator:
        return self.box("text")

    def box(self, name: str) -> Locator:
        return self.editor.locator(f"[name={name}]")

    def type(self, words: str) -> None:
        """Key by key, at the end of what stands there."""
        self.text.focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(words)

    def expect_state(self, state: str) -> None:
        expect(self.editor.locator(".state")).to_have_attribute("data-state", state)

    def expect_kept(self, post: int, words: str, channel: ChannelKind = ChannelKind.MOMENTS) -> None:
        """The studio has these words, and the page says so."""
        self.until(lambda: self.studio.kept(post, channel).typed.text == words, f"{words!r} was not kept")
        self.expect_state("kept")
        expect(self.text).to_have_value(words)

    def press(self, act: str) -> None:
        self.page.locator(f".st-key-{act} button").first.click()

    def told(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def copies(self, post: int) -> int:
        """How many texts of a post this browser keeps because the studio has not confirmed them."""
        return self.page.evaluate("(of) => Object.keys(localStorage).filter((key) => key.includes(of)).length", f":/desk/{post}/")

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait for a state of the studio, as long as a slow machine may need, while the page goes on."""
        begun = time.monotonic()
        while not true():
            assert time.monotonic() - begun < PATIENCE_MS / 1000, f"{what}: {self.as_it_stands()}"
            self.page.wait_for_timeout(30)

    def as_it_stands(self) -> str:
        """What the page shows of its editors and where the keys go: told with a failure."""
        editors = self.page.locator(".editor").evaluate_all(
            """(all) => all.map((each) => ({ ...each.dataset, state: each.querySelector(".state").dataset.state,
                words: [...each.querySelectorAll("[name]")].map((box) => box.value) }))"""
        )
        keys = self.page.evaluate(
            "() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at?.outerHTML.slice(0, 200) }"
        )
        return f"editors {editors}, keys go to {keys}, at {self.page.url}"

    def nothing_gets_through(self) -> None:
        self.page.route(DRAFTS, lambda route: route.abort())

    def everything_gets_through(self) -> None:
        self.page.unroute(DRAFTS)
