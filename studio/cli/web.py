"""The web process: the screens and the gateway on one port."""

import os
from typing import Annotated

import structlog
import typer
import uvicorn
from starlette.types import ASGIApp

from studio.gateway.listen import listen
from studio.gateway.routes import routes
from studio.gateway.state import State, gate, lifespan, state_for
from studio.settings import Settings
from studio.ui.start import web_app

_log = structlog.get_logger()


def web(
    host: Annotated[str | None, typer.Option(help="address to listen on; STUDIO_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on; STUDIO_PORT")] = None,
) -> None:
    """网页进程：界面、登录、平台回调、短链 (the screens, sign-in, platform callbacks, short links)."""
    said = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    serve(Settings().model_copy(update=said))


def build_web(settings: Settings, *, state: State | None = None) -> ASGIApp:
    """Streamlit behind the gate and beside the gateway's routes, as one ASGI app."""
    state = state or state_for(settings)
    return web_app(routes(state), [gate(state)], lifespan(state))


def serve(settings: Settings) -> None:
    """Serve until interrupted; StudioError when the port is taken."""
    with listen(settings.host, settings.port) as listener:
        config = uvicorn.Config(
            build_web(settings),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            ws_max_size=100 * 1024 * 1024,  # an upload travels apart; a page's state may not be cut
        )
        _log.info("web.listening", address=settings.web_address, pid=os.getpid())
        uvicorn.Server(config).run(sockets=[listener])
