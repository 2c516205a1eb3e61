"""Following a short link: send the reader on, then count the visit."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from studio.database import act, look_across_brands
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
    """Where it leads, read without waiting for whoever writes; the visit is counted when there is room for it."""
    with look_across_brands(state.engine) as session:  # the code alone says which brand's link this is
        link = links.with_code(session, request.path_params["code"])
    if link is None or request.method == "HEAD":  # a look ahead is no visit
        return link.target if link else None
    now, address = state.settings.clock.now(), request.client.host if request.client else ""
    browser = request.headers.get("user-agent", "")

    def count() -> None:
        with act(state.engine, brand=link.brand_id) as session:
            visitor = links.visitor_of(key, address=address, browser=browser, on=links.day_of(session, now))
            links.follow(session, link, visitor=visitor, at=now)

    state.later.do("visit", count)
    return link.target
