"""Following a short link: count the visit, send the reader on."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from studio.database import act, act_across_brands
from studio.engagement import link as links
from studio.gateway.page import page
from studio.gateway.state import State


def short_link_routes(state: State) -> list[Route]:
    """The route for /s/{code}."""
    key = state.vault.derived("visitors")[0]

    async def follow(request: Request) -> Response:
        target = await run_in_threadpool(_target, state, request, key)
        state.counts.click("followed" if target else "unknown")
        if target is None:
            return page(request, "not_found", status=404)
        headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
        return RedirectResponse(target, status_code=302, headers=headers)

    return [Route("/s/{code}", follow, methods=["GET"])]


def _target(state: State, request: Request, key: bytes) -> str | None:
    with act_across_brands(state.engine) as session:  # the code alone says which brand's act this is
        link = links.with_code(session, request.path_params["code"])
    if link is None or request.method == "HEAD":  # a look ahead is no visit
        return link.target if link else None
    now = state.settings.clock.now()
    with act(state.engine, brand=link.brand_id) as session:
        visitor = links.visitor_of(
            key,
            address=request.client.host if request.client else "",
            browser=request.headers.get("user-agent", ""),
            on=links.day_of(session, now),
        )
        return links.follow(session, link, visitor=visitor, at=now)
