"""Opening a studio: the database at its newest shape, the files, the vault and the clock, from the settings."""

from dataclasses import dataclass

from sqlalchemy import Engine

import studio.tables  # noqa: F401 - every table is known before the first session
from studio.clock import Clock
from studio.database import engine_for
from studio.files import Files, files_for
from studio.migrations.upgrade import upgrade
from studio.settings import Settings
from studio.vault import Vault, vault_for


@dataclass(frozen=True)
class Opened:
    """What every process of the studio works with."""

    settings: Settings
    engine: Engine
    files: Files
    vault: Vault
    clock: Clock


def open_studio(settings: Settings | None = None) -> Opened:
    """Open the studio of these settings; makes its home folder, key and database at first start."""
    settings = settings or Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = engine_for(settings.database)
    upgrade(engine)
    return Opened(settings, engine, files_for(settings), vault_for(settings), settings.clock)
