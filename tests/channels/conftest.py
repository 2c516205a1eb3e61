"""One sandbox for the whole folder, emptied before each test."""

from collections.abc import Iterator

import httpx
import pytest

from studio.clock import FixedClock
from studio.sandbox.serve import running
from tests.channels.desk import MORNING, DictDrawer, Sandbox


@pytest.fixture(scope="session")
def _platforms() -> Iterator[Sandbox]:
    clock = FixedClock(MORNING)
    with running(clock) as base, httpx.Client(trust_env=False) as http:
        yield Sandbox(base, clock, http)


@pytest.fixture
def sandbox(_platforms: Sandbox) -> Sandbox:
    _platforms.clock.moment = MORNING
    _platforms.start_over()
    return _platforms


@pytest.fixture
def drawer() -> DictDrawer:
    return DictDrawer()
