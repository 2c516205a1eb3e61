"""What the web process holds once for everybody: settings, database, files, vault."""

from dataclasses import dataclass

import streamlit as st
from sqlalchemy import Engine

import studio.tables  # noqa: F401 - every table is known before the first session
from studio.database import engine_for
from studio.files import Files, files_for
from studio.settings import Settings
from studio.vault import Vault, vault_for


@dataclass(frozen=True)
class House:
    """One per process; pages reach it through their desk."""

    settings: Settings
    engine: Engine
    files: Files
    vault: Vault


@st.cache_resource(show_spinner=False)
def house() -> House:
    """The installation that the environment describes; opened at the first page and kept."""
    settings = Settings()
    return House(settings, engine_for(settings.database), files_for(settings), vault_for(settings))
