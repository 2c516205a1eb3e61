"""What the web process counts for Prometheus, and what it reads from the database when it is asked."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine, func
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from studio.clock import Clock
from studio.database import look_across_brands
from studio.publishing.delivery import Delivery, State
from studio.publishing.heartbeat import pulse


class Counts:
    """One registry per web process, so that two of them in a test do not add up."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.registry.register(FromDatabase(engine, clock))
        self._requests = Counter("studio_requests", "Answers by area and status", ["area", "status"], registry=self.registry)
        self._sign_ins = Counter("studio_sign_ins", "Sign-ins by outcome: in, wrong, waiting, form", ["outcome"], registry=self.registry)
        self._pushes = Counter("studio_pushes", "Platform pushes by outcome: taken, repeated, forged", ["outcome"], registry=self.registry)
        self._clicks = Counter("studio_clicks", "Short links by outcome: followed, unknown", ["outcome"], registry=self.registry)

    def request(self, area: str, status: int) -> None:
        self._requests.labels(area, str(status)).inc()

    def sign_in(self, outcome: str) -> None:
        self._sign_ins.labels(outcome).inc()

    def push(self, outcome: str) -> None:
        self._pushes.labels(outcome).inc()

    def click(self, outcome: str) -> None:
        self._clicks.labels(outcome).inc()


class FromDatabase(Collector):
    """Gauges that are read when somebody looks: deliveries by state, the age of the heartbeat, the time to the next due one."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing is read at registration."""
        return []

    def collect(self) -> Iterable[GaugeMetricFamily]:
        up = GaugeMetricFamily("studio_database_up", "1 when the database answers")
        try:
            gauges = self._read(self._clock.now())
        except DBAPIError:
            up.add_metric([], 0)
            return [up]
        up.add_metric([], 1)
        return [up, *gauges]

    def _read(self, now: datetime) -> list[GaugeMetricFamily]:
        with look_across_brands(self._engine) as session:
            beat = pulse(session, now=now)
            states = dict(session.exec(select(Delivery.state, func.count(col(Delivery.id))).group_by(Delivery.state)).all())
        deliveries = GaugeMetricFamily("studio_deliveries", "Deliveries by state", labels=["state"])
        for state in State:
            deliveries.add_metric([state.value], states.get(state.value, 0))
        gauges = [deliveries]
        if beat.last is not None:
            gauges.append(
                GaugeMetricFamily("studio_publisher_silent_seconds", "Since the last heartbeat", (now - beat.last).total_seconds())
            )
        if beat.next_due is not None:
            gauges.append(
                GaugeMetricFamily("studio_next_due_seconds", "Until the next due delivery", (beat.next_due - now).total_seconds())
            )
        return gauges
