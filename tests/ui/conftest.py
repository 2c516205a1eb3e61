"""A furnished studio behind the screens: the example brand with three days of posts, made once and copied for every test."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from studio.calendars.fill import fill_slots
from studio.calendars.propose import propose
from studio.clock import BEIJING, SharedClock
from studio.database import act, engine_for
from studio.files import Files
from studio.library.current import library
from studio.people.person import Person, Role, add, by_handle, give_role
from studio.people.process import Process
from studio.posts.post import post
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import submit
from studio.settings import Settings
from studio.workspace.opened import open_studio
from studio.workspace.set_up import set_up

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
KEY = "ZmDfcTF7_60GrrY167zsiPd67pEvs0aGOv2oasOM1Pg="  # of tests only
PEOPLE = {"planner": "何运", "editor": "苏简", "reviewer": "严宁", "publisher": "路远", "admin": "方程"}


@dataclass
class Studio:
    """The studio that the screens of a test stand in."""

    home: Path
    engine: Engine
    brand: int = 1

    def act(self):
        return act(self.engine, brand=self.brand)

    @property
    def files(self) -> Files:
        return Files(self.home / "files")

    @property
    def now(self) -> datetime:
        return SharedClock(self.home / "clock.json").now()

    def person(self, handle: str) -> Person:
        with act(self.engine) as session:
            return by_handle(session, handle)

    def screen(
        self, page: str = "today", *, who: str = "admin", language: str = "zh", chosen: dict[str, str] | None = None, **query: str
    ) -> AppTest:
        """A page as this person sees it; `chosen` are switches of the page that stand on something else than at first."""
        screen = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        screen.user = {"handle": who}
        screen.session_state["language"] = language
        screen.run()
        if page != "today":
            screen.query_params.update(query)
            for key, value in (chosen or {}).items():
                screen.session_state[key] = value
            screen.switch_page(f"studio/ui/pages/{page}.py").run()
        return screen


def _settings(home: Path) -> Settings:
    return Settings(home=home, workspace=ROOT, key=KEY, clock_file=home / "clock.json")


def _empty(home: Path) -> Engine:
    """A brand with its people and library, and nothing planned."""
    home.mkdir(parents=True)
    SharedClock(home / "clock.json").set(MORNING - timedelta(hours=12))
    opened = open_studio(_settings(home))
    brand = set_up(opened, ROOT, sandbox=True).brand.key
    with act(opened.engine) as session:
        for role, name in PEOPLE.items():
            person = add(session, role, name, password_hash="", by=Process.SET_UP, at=MORNING)
            for each in Role if role == "admin" else [Role(role)]:
                give_role(session, person, each, brand=brand, by=Process.SET_UP, at=MORNING)
    return opened.engine


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("screens") / "empty"
    _empty(home).dispose()
    SharedClock(home / "clock.json").set(MORNING)
    return home


@pytest.fixture(scope="session")
def furnished_home(empty_home: Path) -> Path:
    """Two days of posts: most approved, some in review, some drafts."""
    home = empty_home.parent / "furnished"
    shutil.copytree(empty_home, home)
    engine, files = engine_for(_settings(home).database), Files(home / "files")
    with act(engine, brand=1) as session:
        shelf, planner, reviewer = library(session), by_handle(session, "planner"), by_handle(session, "reviewer")
        slots = propose(session, shelf, first=MORNING.date(), days=2, now=MORNING).slots
        rows = fill_slots(session, shelf, slots, files=files, by=planner, at=MORNING)
        for order, row in enumerate(rows[:-2]):
            found = post(session, row.post_id)
            handed = submit(session, found, files=files, by=planner, at=MORNING)
            if order < len(rows) // 2:
                seen = page_now(session, handed, files=files, at=MORNING).seen
                approve_and_schedule(session, handed, seen=seen, files=files, by=reviewer, at=MORNING)
    engine.dispose()
    return home


def _standing(home: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    shutil.copytree(home, copy)
    for name, value in (("HOME", copy), ("WORKSPACE", ROOT), ("KEY", KEY), ("CLOCK_FILE", copy / "clock.json")):
        monkeypatch.setenv(f"STUDIO_{name}", str(value))
    st.cache_resource.clear()
    engine = engine_for(_settings(copy).database)
    yield Studio(copy, engine)
    engine.dispose()
    st.cache_resource.clear()


@pytest.fixture
def studio(furnished_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """The example brand on a Monday morning, with two days of posts."""
    yield from _standing(furnished_home, tmp_path / "home", monkeypatch)


@pytest.fixture
def empty_studio(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """The example brand before anything was planned."""
    yield from _standing(empty_home, tmp_path / "home", monkeypatch)
