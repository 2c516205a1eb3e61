"""Opening a studio: the database at its newest shape, the files, the vault and the clock, from the settings."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url

import studio.tables  # noqa: F401 - every table is known before the first session
from studio.clock import Clock
from studio.database import engine_for
from studio.files import Files, files_for
from studio.migrations.upgrade import upgrade
from studio.people import demo_sign_ins
from studio.private import WRITTEN_BESIDE, own_database, own_folder, tighten, too_open
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
    engine = engine_for(settings.database)
    close_to_others(settings)
    upgrade(engine)
    return Opened(settings, engine, files_for(settings), vault_for(settings), settings.clock)


def close_to_others(settings: Settings) -> None:
    """The home folder and the databases are their owner's alone; those of an older version are closed as well."""
    own_folder(settings.home, shared=_is_shared(settings))
    if database := _sqlite_file(settings):
        own_database(database)
    for path in _private(settings):
        tighten(path)


def open_to_others(settings: Settings) -> list[Path]:
    """What others may read or enter and should not."""
    home = [] if _is_shared(settings) else [settings.home]
    return [path for path in (*home, *_private(settings)) if too_open(path)]


def _private(settings: Settings) -> list[Path]:
    databases = [path for path in (_sqlite_file(settings), settings.home / "sandbox.db") if path]
    return [*(Path(f"{path}{ending}") for path in databases for ending in WRITTEN_BESIDE), demo_sign_ins.file_in(settings.home)]


def _is_shared(settings: Settings) -> bool:
    """A home that the workspace lies in is the team's folder too: only what we keep there is closed."""
    return settings.workspace.resolve().is_relative_to(settings.home.resolve()) or settings.home.resolve() == Path.home().resolve()


def _sqlite_file(settings: Settings) -> Path | None:
    url = make_url(settings.database)
    return Path(url.database) if url.drivername.startswith("sqlite") and url.database not in (None, "", ":memory:") else None
