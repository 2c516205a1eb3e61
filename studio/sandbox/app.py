"""The sandbox as one ASGI application: the platforms' own paths, and the control plane under /_sandbox/."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from studio.clock import Clock
from studio.sandbox import official_account, wecom
from studio.sandbox.control import control_plane
from studio.sandbox.dispatch import Dispatch
from studio.sandbox.journal import Journal
from studio.sandbox.postman import ANSWER_WITHIN_S, deliver_due
from studio.sandbox.side import Side
from studio.sandbox.world import World

SIDES: tuple[Side, ...] = (official_account.side, wecom.side)
TICK_S = 0.2


def build(*, state: Journal, clock: Clock, sides: Iterable[Side] = SIDES) -> Starlette:
    """The application over what the journal kept; the first start lets the default people and accounts move in."""
    world = World(state, clock, sides)
    app = Starlette(
        routes=[Mount("/_sandbox", routes=control_plane(world)), Mount("/", Dispatch(world))], lifespan=partial(_lifespan, world)
    )
    app.state.world = world
    return app


@asynccontextmanager
async def _lifespan(world: World, _app: Starlette) -> AsyncIterator[None]:
    async with httpx.AsyncClient(timeout=ANSWER_WITHIN_S, trust_env=False) as client:
        jobs = [asyncio.create_task(_live(world)), asyncio.create_task(_deliver(world, client))]
        yield
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
    world.journal.close()


async def _live(world: World) -> None:
    while True:
        world.live()
        world.journal.flush(everything=True)
        await asyncio.sleep(TICK_S)


async def _deliver(world: World, client: httpx.AsyncClient) -> None:
    while True:
        await deliver_due(world, client)
        await asyncio.sleep(TICK_S / 2)
