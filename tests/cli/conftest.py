"""The command line as a person types it: in one home with the example brand, its words on both streams and its exit code."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import main
from studio.clock import SharedClock
from tests.acceptance.example import Example, example


@dataclass(frozen=True)
class Told:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """The example brand; the clock of its commands is the test's own."""
    with example(tmp_path_factory.mktemp("cli") / "home") as found:
        yield found


@pytest.fixture
def studio(brand: Example, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """`studio("plan", "make", "--json")`, at the brand's own time."""

    def typed(*words: str, **settings: str) -> Told:
        clock = brand.opened.settings.home / "clock.json"
        SharedClock(clock).set(brand.now)
        kept = brand.opened.settings
        known = {"HOME": kept.home, "WORKSPACE": kept.workspace, "CLOCK_FILE": clock, "SANDBOX_PORT": kept.sandbox_port}
        for name, value in {**known, **settings}.items():
            monkeypatch.setenv(f"STUDIO_{name}", str(value))
        monkeypatch.setattr(sys, "argv", ["studio", *words])
        capsys.readouterr()
        try:
            code = main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        seen = capsys.readouterr()
        return Told(code, seen.out, seen.err)

    return typed


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere"
