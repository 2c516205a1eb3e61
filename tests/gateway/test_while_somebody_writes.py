"""Readers wait for nobody: while the database belongs to one long writer, links lead on, pages open and callbacks are proved; what is to be counted is counted later."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import select

from studio.database import WRITERS_WAIT_S, act
from studio.engagement import link as links
from studio.people import session as web_sessions
from tests.gateway.conftest import NOON

AT_MOST_S = WRITERS_WAIT_S / 2  # who waits for the writer waits all of it; how fast an answer is stands in no test
TARGET = "https://shop.suwan.example/p/18"


@contextmanager
def locked(state) -> Iterator[None]:
    """Another program has begun to write, and takes its time."""
    other = sqlite3.connect(state.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def code(state):
    with act(state.engine, brand=2) as session:
        return links.make(session, TARGET, about="delivery:12", at=NOON, allowed_hosts=["shop.suwan.example"]).code


def test_links_pages_health_and_callbacks_are_answered_while_the_database_is_locked(signed_in, state, code, clock):
    clock.advance(timedelta(minutes=2))  # long enough for the visit of a page to be worth writing down
    addresses = {
        f"/s/{code}": 302, "/s/AAAAAAA": 404, "/health": 200, "/": 200, "/review?post=1": 200, "/hooks/oa-brand?signature=x&echostr=1": 403,
        "/h/made-up": 404, "/login": 303,
    }  # fmt: skip
    with locked(state):
        for address, status in addresses.items():
            begun = time.monotonic()
            assert signed_in.get(address).status_code == status, address
            assert time.monotonic() - begun < AT_MOST_S, address
        assert nobody_else_writes(state)
    state.later.settled()
    with act(state.engine, brand=2) as session:
        assert links.clicks(session, "delivery:12").times == 1
    with act(state.engine) as session:
        seen = session.exec(select(web_sessions.WebSession)).one().last_seen_at
    assert seen == NOON + timedelta(minutes=2)


def nobody_else_writes(state) -> bool:
    """Whether it really is locked."""
    other = sqlite3.connect(state.engine.url.database, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    return True


def test_a_hundred_visits_at_once_keep_no_page_waiting(signed_in, state, code):
    """More than there are threads to answer with: were each to wait for its turn to write, nobody else would be answered."""
    with locked(state):
        for _ in range(100):
            assert signed_in.get(f"/s/{code}").status_code == 302
        begun = time.monotonic()
        assert signed_in.get("/health").status_code == 200
        assert time.monotonic() - begun < AT_MOST_S
    state.later.settled()
    with act(state.engine, brand=2) as session:
        assert links.clicks(session, "delivery:12").times == 100
