"""Brings waiting events to the callback addresses, each try with a limit of five seconds [D O3]."""

import asyncio

import httpx

from studio.sandbox.callback import Parcel, Receiver, envelope, url_check
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
    at = world.at()
    words = await _push(client, receiver, parcel, at=at) if receiver else "the account has no callback address any more"
    if words:
        world.outbox.failed(parcel, words, at=at)
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


async def check_address(world: World, *, side: str, account: str) -> str:
    """Ask the callback address to prove itself, as the platform does before it accepts one; empty when it did."""
    receiver = world.sides[side].receiver(world, account)
    if receiver is None:
        return "the account has no callback address"
    query, echo = url_check(receiver, at=world.at())
    async with httpx.AsyncClient(timeout=ANSWER_WITHIN_S, trust_env=False) as client:
        try:
            answer = await client.get(receiver.url, params=query)
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            return f"{type(failure).__name__}: {failure}"
    return "" if answer.content == echo.encode() else f"HTTP {answer.status_code}: the answer is not the echo"
