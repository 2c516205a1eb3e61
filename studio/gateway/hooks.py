"""The address that a platform pushes to: /hooks/{account}. What is not signed by the platform is refused and leaves no trace but a count."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from studio.brands.account import SLUG, ChannelAccount
from studio.channels.callbacks import check_address, read_callback
from studio.channels.channel import Secret
from studio.channels.each import whole_or_none
from studio.channels.events import Event
from studio.channels.keys import Keys, parse_secret
from studio.database import act, look_across_brands
from studio.engagement.platform_event import take_in
from studio.errors import StudioError
from studio.gateway.body import body_of
from studio.gateway.state import State

MOST = 1_000_000  # bytes of a push
FRESH = timedelta(minutes=10)
_log = structlog.get_logger()


def hook_routes(state: State) -> list[Route]:
    """Routes for /hooks/{account}: GET proves the address to the platform, POST takes a push in."""

    async def prove(request: Request) -> Response:
        answer = await run_in_threadpool(_echo, state, request)
        return _forged(state, request) if answer is None else PlainTextResponse(answer)

    async def take(request: Request) -> Response:
        body = await body_of(request, most=MOST)
        new = await run_in_threadpool(_take, state, request, body, state.settings.clock.now())
        if new is None:
            return _forged(state, request)
        state.counts.push("taken" if new else "repeated")
        return PlainTextResponse("success")

    return [Route("/hooks/{account}", prove, methods=["GET"]), Route("/hooks/{account}", take, methods=["POST"])]


def _echo(state: State, request: Request) -> str | None:
    for account, keys in _candidates(state, request.path_params["account"]):
        with suppress(StudioError):
            return check_address(request.query_params, keys, receive_id=account.external_id)
    return None


def _take(state: State, request: Request, body: bytes, now: datetime) -> bool | None:
    """Whether the push is new; None when no account of this name can open it."""
    for account, keys in _candidates(state, request.path_params["account"]):
        event = _read(request, body, keys, account.external_id, now)
        if event is not None:
            with act(state.engine, brand=account.brand_id) as session:
                new = take_in(session, account, event, at=now)
            _log.info("push.taken", account=account.slug, kind=type(event).__name__, new=new)
            return new
    return None


def _read(request: Request, body: bytes, keys: Keys, receive_id: str, now: datetime) -> Event | None:
    if not keys.aes_key and not _fresh(request.query_params.get("timestamp", ""), now):
        return None  # in plain text the signature does not cover the body: one that was seen must not serve for ever
    with suppress(StudioError):
        return read_callback(request.query_params, body, keys, receive_id=receive_id)
    return None


def _fresh(stamp: str, now: datetime) -> bool:
    said = whole_or_none(stamp)
    return said is not None and abs(now.timestamp() - said) <= FRESH.total_seconds()


def _candidates(state: State, slug: str) -> Iterator[tuple[ChannelAccount, Keys]]:
    """Accounts of this name, of any brand: the keys tell which one is meant, so that the address need not name the brand."""
    if not SLUG.fullmatch(slug):
        return
    with look_across_brands(state.engine) as session:
        query = select(ChannelAccount).where(ChannelAccount.slug == slug, col(ChannelAccount.removed_at).is_(None))
        rows = list(session.exec(query.order_by(col(ChannelAccount.id))))
    for row in rows:
        if row.sealed is not None:
            yield row, parse_secret(Secret(state.vault.open(row.sealed, where=row.slug)))


def _forged(state: State, request: Request) -> Response:
    state.counts.push("forged")
    _log.warning("push.forged", account=request.path_params["account"], address=request.client.host if request.client else "")
    return PlainTextResponse("signature refused\n", status_code=403)
