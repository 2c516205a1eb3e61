"""Health and metrics: what a watcher asks, and what Prometheus reads."""

from datetime import datetime
from ipaddress import ip_address
from typing import Any

from alembic.runtime.migration import MigrationContext
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from studio.database import look
from studio.gateway.state import State
from studio.publishing.heartbeat import Pulse, pulse


def health_routes(state: State) -> list[Route]:
    """Routes for /health (open) and /metrics (this machine only)."""

    async def health(_request: Request) -> Response:
        found = await run_in_threadpool(_health, state, state.settings.clock.now())
        return JSONResponse(found, status_code=503 if found["status"] == "down" else 200, headers={"cache-control": "no-store"})

    async def metrics(request: Request) -> Response:
        if not from_this_machine(request):
            return PlainTextResponse("metrics are read on the machine itself\n", status_code=403)
        text = await run_in_threadpool(generate_latest, state.counts.registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return [Route("/health", health, methods=["GET"]), Route("/metrics", metrics, methods=["GET"])]


def from_this_machine(request: Request) -> bool:
    """Whether the asker sits on this machine and not behind a proxy on it."""
    if request.client is None or request.headers.get("x-forwarded-for") or request.headers.get("forwarded"):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _health(state: State, now: datetime) -> dict[str, Any]:
    """`status` is ok, attention (the publisher is silent) or down (the database does not answer: HTTP 503)."""
    try:
        with look(state.engine) as session:
            beat = pulse(session, now=now)
            version = MigrationContext.configure(session.connection()).get_current_revision()
    except DBAPIError:
        return {"status": "down", "now": _time(now), "web": "ok", "database": {"answers": False}}
    publisher = _publisher(beat)
    return {
        "status": "ok" if publisher["beats"] else "attention",
        "now": _time(now),
        "web": "ok",
        "database": {"answers": True, "kind": state.engine.dialect.name, "version": version},
        "publisher": publisher,
    }


def _publisher(beat: Pulse) -> dict[str, Any]:
    return {
        "beats": beat.last is not None and beat.silent_for is None,
        "last_beat": _time(beat.last),
        "next_due": _time(beat.next_due),
        "last_sent": _time(beat.last_sent),
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
