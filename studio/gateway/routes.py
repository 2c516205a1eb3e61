"""Every address that the gateway answers; all others are the screens'."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from studio.gateway.drafts import draft_routes
from studio.gateway.hand_off_page import hand_off_routes
from studio.gateway.health import health_routes
from studio.gateway.hooks import hook_routes
from studio.gateway.short_links import short_link_routes
from studio.gateway.sign_in_pages import sign_in_routes
from studio.gateway.state import State


def routes(state: State) -> list[BaseRoute]:
    """/login, /logout, /language, /health, /metrics, /hooks/…, /s/…, /h/…, /desk/… and /robots.txt."""

    async def robots(_request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    return [
        *sign_in_routes(state),
        *health_routes(state),
        *hook_routes(state),
        *short_link_routes(state),
        *hand_off_routes(state),
        *draft_routes(state),
        Route("/robots.txt", robots),
    ]
