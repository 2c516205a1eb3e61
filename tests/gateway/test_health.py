from datetime import timedelta

import pytest

from studio.database import act
from studio.publishing.heartbeat import beat
from tests.gateway.client import TestClient
from tests.gateway.conftest import NOON


def test_health_says_what_is_due_next_and_that_the_publisher_beats(browser, state):
    with act(state.engine) as session:
        beat(session, "publisher", now=NOON - timedelta(seconds=5), next_due=NOON + timedelta(minutes=30), sent=None)
    answer = browser.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "now": "2026-11-21T04:00:00+00:00",
        "web": "ok",
        "database": {"answers": True, "kind": "sqlite", "version": None},
        "publisher": {"beats": True, "last_beat": "2026-11-21T03:59:55+00:00", "next_due": "2026-11-21T04:30:00+00:00", "last_sent": None},
    }


def test_a_silent_publisher_needs_attention_but_the_web_process_is_up(browser, state, clock):
    assert browser.get("/health").json()["status"] == "attention"
    with act(state.engine) as session:
        beat(session, "publisher", now=NOON, next_due=None, sent=NOON)
    clock.advance(timedelta(minutes=3))
    answer = browser.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "attention"
    assert answer.json()["publisher"]["beats"] is False


def test_without_its_database_the_studio_is_down(browser, state):
    with state.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE heartbeat")
    answer = browser.get("/health")
    assert answer.status_code == 503
    assert answer.json()["database"] == {"answers": False}


@pytest.fixture
def prometheus(app):
    """Prometheus on the same machine."""
    with TestClient(app, client=("127.0.0.1", 50000)) as client:
        yield client


def test_metrics_are_read_on_the_machine_only(browser, prometheus):
    assert browser.get("/metrics").status_code == 403
    assert prometheus.get("/metrics", headers={"x-forwarded-for": "10.0.0.7"}).status_code == 403
    assert prometheus.get("/metrics").status_code == 200


def test_metrics_tell_deliveries_by_state_and_the_age_of_the_heartbeat(prometheus, state, clock):
    with act(state.engine) as session:
        beat(session, "publisher", now=NOON, next_due=NOON + timedelta(minutes=30), sent=None)
    clock.advance(timedelta(seconds=20))
    lines = prometheus.get("/metrics").text.splitlines()
    assert "studio_database_up 1.0" in lines
    assert 'studio_deliveries{state="unknown"} 0.0' in lines
    assert "studio_publisher_silent_seconds 20.0" in lines
    assert "studio_next_due_seconds 1780.0" in lines
    assert any(line.startswith("process_resident_memory_bytes") for line in lines)


def test_metrics_say_that_the_database_is_gone(prometheus, state):
    with state.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE heartbeat")
    assert "studio_database_up 0.0" in prometheus.get("/metrics").text.splitlines()
