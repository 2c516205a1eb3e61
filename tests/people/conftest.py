from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlmodel import SQLModel

from studio.database import act, engine_for
from studio.people import password as passwords
from studio.people import person as people
from studio.people import sign_in
from studio.people.process import Process

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
PASSWORD = "青瓷晚风七点半的第三杯"


QUICK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as in earnest, but with a sixty-fourth of the memory: these tests try dozens of passwords."""
    monkeypatch.setattr(passwords, "_hasher", QUICK)
    monkeypatch.setattr(passwords, "_nobodys", lambda: QUICK.hash("nobody's password"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = engine_for(f"sqlite:///{tmp_path / 'studio.db'}")
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def lin(engine: Engine) -> people.Person:
    """A person who can sign in as `lin`."""
    with act(engine) as session:
        person = people.add(session, "lin", "林岚", password_hash="", by=Process.SET_UP, at=NOON)
        sign_in.set_password(session, person, PASSWORD, by=Process.SET_UP, at=NOON)
    return person
