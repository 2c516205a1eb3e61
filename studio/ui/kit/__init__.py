"""Scripts of our own components that are too big to travel with every page: served once, under an address that changes with them."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_FOLDER = Path(__file__).parent
FOR_EVER = "public, max-age=31536000, immutable"


def address(name: str) -> str:
    """Where a script is found; scripts of the kit find each other beside it."""
    return f"/desk-kit/{_version()}/{name}"


def kit_routes() -> list[Route]:
    """The route for /desk-kit/{version}/{name}."""
    return [Route("/desk-kit/{version}/{name}", _script, methods=["GET"])]


async def _script(request: Request) -> Response:
    script = _scripts().get(request.path_params["name"])
    if script is None:
        return PlainTextResponse("no such script\n", status_code=404)
    current = request.path_params["version"] == _version()  # a page from before an update gets the new one, but does not keep it
    return Response(script, media_type="text/javascript", headers={"cache-control": FOR_EVER if current else "no-store"})


@cache
def _scripts() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(_FOLDER.glob("*.js"))}


@cache
def _version() -> str:
    return hashlib.sha256(b"\0".join(_scripts().values())).hexdigest()[:12]
