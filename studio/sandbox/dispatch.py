"""From an HTTP request to the platform side that owns it, through the faults, to the answer; as bare ASGI, because this must be fast."""

import asyncio
import json
import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from studio.sandbox.call import Act, Bytes, Call, Endpoint, Json, Refusal, Upload
from studio.sandbox.faults import Fault
from studio.sandbox.side import Side
from studio.sandbox.world import World

BODY_LIMIT = 64 * 1024 * 1024
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class _Answer:
    content: bytes
    content_type: bytes
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Dispatch:
    """The ASGI application of all platform paths.

    The side is chosen by the host in the path (`/qyapi.weixin.qq.com/cgi-bin/…`), then by the Host header,
    then by which side has the path; a path that both have belongs to the side whose access token is shown, else to the first.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._sides = list(world.sides.values())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        world = self.world
        call, side = await self._read(scope, receive)
        endpoint = side.routes.get(call.path)
        world.live()
        faults = world.faults.take(side=side.name, path=call.path, account=world.tokens.account_of(call.query.get("access_token", "")))
        if faults:
            await asyncio.sleep(sum(f.seconds for f in faults))
        fault = next((f for f in faults if f.kind != "delay"), None)
        answer: _Answer | None = None
        if fault is None or fault.after_commit:
            answer = self._act(side, endpoint, call)
        if fault is not None:
            answer = self._strike(fault, side, endpoint, call)
        await (_say(send, answer) if answer else _hang_up(receive))

    async def _read(self, scope: Scope, receive: Receive) -> tuple[Call, Side]:
        path: str = scope["path"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        raw = await _body(receive)
        side, path = self._whose(path, headers.get("host", ""), query.get("access_token", ""))
        client = scope.get("client")
        at = self.world.at()
        rid = f"{int(at):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
        ip = headers.get("x-sandbox-ip") or (client[0] if client else "")
        call = Call(side.name, scope["method"], path, query, headers, raw, ip, at, rid)
        if headers.get("content-type", "").startswith("multipart/form-data"):
            call.files, call.fields = await _parts(scope, raw)
        return call, side

    def _whose(self, path: str, host: str, token: str) -> tuple[Side, str]:
        for side in self._sides:
            if path.startswith(f"/{side.host}/"):
                return side, path[len(side.host) + 1 :]
            if host.partition(":")[0] == side.host:
                return side, path
        owners = [side for side in self._sides if path in side.routes]
        if len(owners) > 1:
            minted_by = self.world.tokens.platform_of(token)
            owners = [side for side in owners if side.name == minted_by] or owners
        return (owners or self._sides)[0], path

    def _act(self, side: Side, endpoint: Endpoint | None, call: Call) -> _Answer:
        world = self.world
        try:
            side.admit(world, call)  # the token is asked before the path
            answer = _act_of(endpoint, call)(world, call)
            for words, mark in call.notes:
                world.ledger.log(call, errcode=0, errmsg="ok", rule=words, mark=mark)
        except Refusal as refusal:
            world.ledger.log(call, errcode=refusal.errcode, errmsg=refusal.errmsg, rule=refusal.rule or refusal.errmsg, mark=refusal.mark)
            answer = side.words(refusal, endpoint, call)
        world.journal.flush()
        return _encoded(answer, side)

    def _strike(self, fault: Fault, side: Side, endpoint: Endpoint | None, call: Call) -> _Answer | None:
        when = "after commit" if fault.after_commit else "before commit"
        errcode = fault.errcode if fault.kind == "errcode" else 0
        self.world.ledger.log(call, errcode=errcode, errmsg=fault.errmsg, rule=f"fault on demand: {fault.kind} {when}", mark="C")
        self.world.journal.flush()
        match fault.kind:
            case "http":
                return _Answer(b"<html>Bad Gateway</html>", b"text/html", fault.status)
            case "errcode":
                return _encoded(side.words(Refusal(fault.errcode, fault.errmsg), endpoint, call), side)
            case _:
                return None


def _act_of(endpoint: Endpoint | None, call: Call) -> Act:
    if endpoint is None:
        raise Refusal(40066, "invalid url", rule="unknown path", mark="R")
    if endpoint.method not in ("ANY", call.method):
        missing = 43001 if endpoint.method == "GET" else 43002
        raise Refusal(missing, f"require {endpoint.method} method")
    return endpoint.act


def _encoded(answer: Json | Bytes, side: Side) -> _Answer:
    if isinstance(answer, Bytes):
        extra = tuple((name.lower().encode(), value.encode("utf-8")) for name, value in answer.headers.items())
        return _Answer(answer.content, answer.content_type.encode(), headers=extra)
    return _Answer(_JSON.encode(answer).encode(), side.content_type.encode())


async def _body(receive: Receive) -> bytes:
    message = await receive()
    if not message.get("more_body"):
        return message.get("body", b"")
    parts = [message.get("body", b"")]
    size = len(parts[0])
    while message.get("more_body") and size < BODY_LIMIT:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    return b"".join(parts)


async def _parts(scope: Scope, raw: bytes) -> tuple[dict[str, Upload], dict[str, str]]:
    """Files and fields of a multipart body; a broken one has none, so that the call refuses it as missing media."""

    async def replay() -> Message:
        return {"type": "http.request", "body": raw, "more_body": False}

    files: dict[str, Upload] = {}
    fields: dict[str, str] = {}
    try:
        async with Request(scope, replay).form() as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = Upload(value.filename or "", value.content_type or "", await value.read())
                else:
                    fields[name] = value
    except (MultiPartException, HTTPException):
        return {}, {}
    return files, fields


async def _say(send: Send, answer: _Answer) -> None:
    headers: list[tuple[bytes, bytes]] = [
        (b"content-type", answer.content_type),
        (b"content-length", b"%d" % len(answer.content)),
        *answer.headers,
    ]
    start: MutableMapping[str, Any] = {"type": "http.response.start", "status": answer.status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": answer.content})


async def _hang_up(receive: Receive) -> None:
    """Drop the TCP connection without an answer; `receive` is a method of uvicorn's request, which knows its transport."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        continue
