"""What an installation keeps is its owner's alone, whatever the umask, and an older installation is closed when it is opened."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.errors import Words
from studio.people import demo_sign_ins
from studio.people.demo_sign_ins import DemoSignIn
from studio.sandbox.journal import Journal
from studio.settings import Settings
from studio.workspace.opened import close_to_others, open_studio, open_to_others

SIGN_INS = [DemoSignIn("lin", "青瓷晚风七点半", "林岚", Words("运营", "planner"))]


@pytest.fixture(autouse=True)
def everybody_may() -> Iterator[None]:
    """The most open umask there is."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", workspace=tmp_path / "team", database_url="")


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_installation_is_closed(settings):
    opened = open_studio(settings)
    demo_sign_ins.write(settings.home, SIGN_INS)
    with opened.engine.connect():
        kept = {path.name: rights(path) for path in settings.home.iterdir() if path.is_file()}
    opened.engine.dispose()
    assert rights(settings.home) == 0o700
    assert kept["studio.db"] == kept["studio.db-wal"] == kept["demo_sign_ins.json"] == 0o600
    assert open_to_others(settings) == []


def test_the_local_platforms_database_is_closed(tmp_path):
    Journal(tmp_path / "deep" / "sandbox.db").close()
    assert rights(tmp_path / "deep" / "sandbox.db") == 0o600
    assert rights(tmp_path / "deep") == 0o700


def test_an_older_installation_is_named_and_closed(settings):
    settings.home.mkdir(mode=0o755)
    names = ["studio.db", "studio.db-wal", "sandbox.db", "demo_sign_ins.json"]
    for name in names:
        (settings.home / name).touch(mode=0o644)
    assert {path.name for path in open_to_others(settings)} == {"home", *names}
    close_to_others(settings)
    assert open_to_others(settings) == []
    assert rights(settings.home) == 0o700


def test_a_home_that_the_teams_folder_lies_in_stays_open_but_not_its_databases(tmp_path):
    settings = Settings(home=tmp_path, workspace=tmp_path / "team", database_url="")
    tmp_path.chmod(0o755)
    close_to_others(settings)
    assert rights(tmp_path) == 0o755
    assert rights(tmp_path / "studio.db") == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_is_somebody_elses_is_left_alone_and_named(settings):
    settings.home.mkdir(mode=0o755)
    os.chown(settings.home, 12345, 12345)
    close_to_others(settings)
    assert open_to_others(settings) == [settings.home]
