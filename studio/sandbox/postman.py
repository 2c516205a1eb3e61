"""Brings waiting events to the callback addresses, each try with a limit of five seconds [D O3]."""

import asyncio

import httpx

from studio.sandbox.callback import Parcel, Receiver, envelope
from studio.sandbox.world import World

ANSWER_WITHIN_S = 5.0


async def deliver_due(world: World, client: httpx.AsyncClient) -> None:
    """Try every parcel that is due once, all at the same time."""
    due = world.outbox.due(world.at())
    if due:
        await asyncio.gather(*(_try(world, client, parcel) for parcel in due))
        world.journal.flush()


async def _try(world: World, client: httpx.AsyncClient, parcel: Parcel) -> None:
    receiver = world.sides[parcel.side].receiver(world, parcel.account)
    if receiver is None:
        world.outbox.failed(parcel, "the account has no callback address any more", at=world.at())
        return
    words = await _push(client, receiver, parcel, at=world.at())
    if words:
        world.outbox.failed(parcel, words, at=world.at())
    else:
        world.outbox.delivered(parcel)


async def _push(client: httpx.AsyncClient, receiver: Receiver, parcel: Parcel, *, at: float) -> str:
    """Empty when the address took the event: HTTP 200 in time."""
    query, body = envelope(parcel.body, receiver, at=at)
    try:
        answer = await client.post(receiver.url, params=query, content=body.encode(), headers={"content-type": "text/xml"})
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        return f"{type(failure).__name__}: {failure}"
    return "" if answer.status_code == 200 else f"HTTP {answer.status_code}"
