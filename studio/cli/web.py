"""The web process: the screens and the gateway on one port."""

from typing import TYPE_CHECKING, Annotated

import typer

from studio import log
from studio.gateway.listen import listen
from studio.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from studio.gateway.state import State


def web(
    host: Annotated[str | None, typer.Option(help="address to listen on; STUDIO_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on; STUDIO_PORT")] = None,
) -> None:
    """网页进程：界面、登录、平台回调、短链 (the screens, sign-in, platform callbacks, short links)."""
    said = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    serve(Settings().model_copy(update=said))


def serve(settings: Settings) -> None:
    """Serve until interrupted; StudioError when the port is taken or the database is a newer version's."""
    log.set_up(settings.log_level, process="web")
    with listen(settings.host, settings.port) as listener:
        import uvicorn  # the screens take a second to import: no other command should wait for them

        from studio.brand_fence import warn_when_passed_by
        from studio.gateway.state import state_for
        from studio.workspace.opened import open_studio

        engine = open_studio(settings).engine
        warn_when_passed_by(engine)
        config = uvicorn.Config(
            build_web(state_for(settings, engine)),
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws_per_message_deflate=False,  # squeezing every page anew takes a twentieth of the process's time; on the road a proxy may do it
            timeout_graceful_shutdown=3,
        )
        uvicorn.Server(config).run(sockets=[listener])


def build_web(state: "State") -> "ASGIApp":
    """Streamlit behind the gate and beside the gateway's routes, as one ASGI app."""
    from studio.gateway.routes import routes
    from studio.gateway.state import gate, lifespan
    from studio.ui.start import web_app

    return web_app(routes(state), [gate(state)], lifespan(state))
