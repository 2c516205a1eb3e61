"""What the gateway's routes work with: one database engine, one door, one set of counts per web process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine
from starlette.middleware import Middleware

from studio.gateway.counts import Counts
from studio.gateway.door import Door
from studio.gateway.gate import Gate
from studio.gateway.later import Later
from studio.gateway.watch import watching
from studio.settings import Settings
from studio.vault import Vault, vault_for

LAST_WORDS_S = 3.0  # at its end the web process writes what is still to be written for so long


@dataclass(frozen=True)
class State:
    """Made once by `state_for`, handed to `routes`, `gate` and `lifespan`."""

    settings: Settings
    engine: Engine
    vault: Vault
    door: Door
    counts: Counts
    later: Later
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))  # each password check takes 64 MiB


def state_for(settings: Settings, engine: Engine) -> State:
    """The gateway of this installation, on an engine whose database is in its newest shape."""
    later = Later()
    return State(settings, engine, vault_for(settings), Door(engine, settings.clock, later), Counts(engine, settings.clock), later)


def gate(state: State) -> Middleware:
    """The gate, as the middleware that has to come first."""
    return Middleware(
        Gate, door=state.door, https=state.settings.cookie_secure, public_url=state.settings.public_url, count=state.counts.request
    )


def lifespan(state: State) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """What happens around the web process's life: it watches over the publisher, and gives the database's connections back at its end."""

    @asynccontextmanager
    async def around(_app: object) -> AsyncIterator[None]:
        with watching(state.engine, state.settings):
            yield
        state.later.stop(within_s=LAST_WORDS_S)
        state.engine.dispose()

    return around
