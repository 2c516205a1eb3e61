from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import SQLModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from studio.brands.brand import Brand
from studio.clock import FixedClock
from studio.database import act, engine_for
from studio.gateway.routes import routes
from studio.gateway.state import State, gate, state_for
from studio.people import person as people
from studio.people.process import Process
from studio.settings import Settings
from tests.gateway.client import TestClient
from tests.people.conftest import PASSWORD, QUICK, quick_hashing

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
HASH = QUICK.hash(PASSWORD)

__all__ = ["PASSWORD", "quick_hashing"]


class Sandglass(Settings):
    """Settings whose clock a test turns."""

    model_config = {"env_prefix": "STUDIO_TEST_NONE_", "arbitrary_types_allowed": True}
    glass: FixedClock = FixedClock(NOON)

    @property
    def clock(self) -> FixedClock:  # type: ignore[override]
        return self.glass


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def state(tmp_path: Path, clock: FixedClock) -> Iterator[State]:
    """The gateway of an installation with two brands, and Lin, who can sign in."""
    settings = Sandglass(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'studio.db'}", key=Fernet.generate_key().decode(), glass=clock)
    state = state_for(settings, engine_for(settings.database))
    SQLModel.metadata.create_all(state.engine)
    with act(state.engine) as session:
        session.add_all([Brand(slug="suwan", name="素晚", created_at=NOON), Brand(slug="other", name="别家", created_at=NOON)])
        people.add(session, "lin", "林岚", password_hash=HASH, by=Process.SET_UP, at=NOON)
    yield state
    state.engine.dispose()


@pytest.fixture
def app(state: State) -> Starlette:
    """The gateway in front of screens that say what they were told."""

    async def screen(request: Request) -> JSONResponse:
        return JSONResponse({"path": request.url.path, "told": [(n, v) for n, v in request.headers.items() if n.startswith("x-studio-")]})

    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        async for words in socket.iter_text():
            await socket.send_text(f"{socket.headers['x-studio-person']}: {words}")

    screens = [WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", screen, methods=["GET", "POST"])]
    return Starlette(routes=[*routes(state), *screens], middleware=[gate(state)])


@pytest.fixture
def browser(app: Starlette) -> Iterator[TestClient]:
    """Somebody's browser, not signed in."""
    with TestClient(app, client=("10.0.0.7", 50000), follow_redirects=False) as client:
        yield client


@pytest.fixture
def signed_in(browser: TestClient) -> TestClient:
    assert sign_in(browser).status_code == 303
    return browser


def form_token(browser: TestClient, address: str = "/login") -> str:
    """The token that the sign-in page puts into its form."""
    html = browser.get(address).text
    return html.partition('name="form_token" value="')[2].partition('"')[0]


def sign_in(browser: TestClient, handle: str = "lin", password: str = PASSWORD, **more: str):
    data = {"form_token": form_token(browser), "handle": handle, "password": password, **more}
    return browser.post("/login", data=data)
