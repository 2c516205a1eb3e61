"""What tests share: a furnished studio on a real SQLite, and on a real PostgreSQL where the difference matters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlmodel import SQLModel

import studio.tables  # noqa: F401
from studio.clock import FixedClock
from studio.database import engine_for
from tests.browser.chromium import HOW, find_chromium
from tests.distributed import hand_out_and_work
from tests.house import MORNING, House, furnish
from tests.postgres import fresh_database


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A furnished studio on SQLite, at nine on a Monday morning in Shanghai."""
    engine = engine_for(f"sqlite:///{tmp_path / 'studio.db'}")
    SQLModel.metadata.create_all(engine)
    yield furnish(engine, tmp_path, clock=FixedClock(MORNING))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")])])
def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """The same studio on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("house")
        return
    with fresh_database(furnished=True) as url:
        engine = engine_for(url)
        yield furnish(engine, tmp_path, clock=FixedClock(MORNING))
        engine.dispose()


@pytest.fixture(params=["embedded", pytest.param("distributed", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")])])
def engine_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """The same studio under both publishing engines: one process on SQLite, or clock and worker on PostgreSQL. `house.work()` is one pass."""
    if request.param == "embedded":
        yield request.getfixturevalue("house")
        return
    with fresh_database(furnished=True) as url:
        engine = engine_for(url)
        house = furnish(engine, tmp_path, clock=FixedClock(MORNING))
        house.pass_ = hand_out_and_work
        yield house
        engine.dispose()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a Chromium the tests that drive one are skipped, with the reason and the way to get one."""
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=HOW))


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A test that sets logging up, as every command does, leaves nothing of it to the next."""
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
