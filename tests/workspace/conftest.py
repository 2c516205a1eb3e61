"""A studio that has something to lose: posts, deliveries, files, a sealed secret and a history, at its own settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.clock import FixedClock
from studio.files import Files
from studio.migrations.upgrade import upgrade
from studio.settings import Settings
from studio.vault import vault_for
from studio.workspace.opened import Opened, open_studio
from tests.house import KEY, MORNING, House, furnish


class Standing(Settings):
    """Settings of a test: nobody listens on its port, and its clock stands."""

    port: int = 1

    @property
    def clock(self) -> FixedClock:
        return FixedClock(MORNING)


@pytest.fixture
def lived_in(tmp_path: Path) -> Iterator[tuple[Opened, House]]:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "key").write_bytes(KEY)
    opened = open_studio(Standing(home=tmp_path / "home"))
    upgrade(opened.engine)
    house = furnish(opened.engine, tmp_path / "home", clock=FixedClock(MORNING))
    house.files = Files(Path(opened.settings.files_address))
    for _ in range(3):
        house.scheduled(pictures=2)
    with house.act() as session:
        account = house.account(session)
        account.sealed = vault_for(opened.settings).seal('{"app": "秘密"}')
        session.add(account)
    yield opened, house
    opened.engine.dispose()
