"""The control plane: what no platform has and a test or a demo needs. Only under /_sandbox/, only for this machine."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from studio.sandbox import phone
from studio.sandbox.call import Json
from studio.sandbox.callback import as_json
from studio.sandbox.postman import check_address
from studio.sandbox.world import World

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
Answer = Callable[[World, Request], Awaitable[Response]]


class Wrong(ValueError):
    """A wish that the control plane cannot fulfil; the words say why."""


def control_plane(world: World) -> list[Route]:
    """The routes, relative to /_sandbox."""
    table: list[tuple[str, str, Answer]] = [
        ("/health", "GET", health),
        ("/world", "GET", show_world),
        ("/world", "POST", alter_world),
        ("/clock", "GET", show_clock),
        ("/clock", "POST", move_clock),
        ("/ledger", "GET", ledger),
        ("/log", "GET", log),
        ("/faults", "GET", show_faults),
        ("/faults", "POST", add_faults),
        ("/faults", "DELETE", clear_faults),
        ("/people", "POST", people),
        ("/callbacks", "GET", callbacks),
        ("/callbacks/check", "POST", check_callback),
        ("/reset", "POST", reset),
        ("/phone", "GET", phone_page),
        ("/bytes/{sha256}", "GET", content),
    ]
    return [Route(path, partial(_guarded, world, answer), methods=[method]) for path, method, answer in table]


async def _guarded(world: World, answer: Answer, request: Request) -> Response:
    if request.client is not None and request.client.host not in _LOOPBACK:
        return JSONResponse({"error": "the control plane answers to this machine only"}, status_code=403)
    try:
        response = await answer(world, request)
    except (Wrong, KeyError, ValueError, TypeError) as wrong:
        return JSONResponse({"error": f"{type(wrong).__name__}: {wrong}"}, status_code=400)
    world.journal.flush(everything=True)
    return response


async def _wish(request: Request) -> Json:
    raw = await request.body()
    wish = await request.json() if raw else {}
    if not isinstance(wish, dict):
        raise Wrong("the body must be a JSON object")
    return wish


async def health(world: World, _request: Request) -> Response:
    return JSONResponse({"ok": True, "sandbox": True, "now": world.now().isoformat(), "sides": list(world.sides)})


async def show_world(world: World, _request: Request) -> Response:
    world.live()
    profiles = {name: side.profiles(world) for name, side in world.sides.items()}
    return JSONResponse({"seed": world.facts.seed, "tuning": world.facts.tuning, "planned": len(world.agenda), "profiles": profiles})


async def alter_world(world: World, request: Request) -> Response:
    """`{"tuning": {…}}` changes the simulation; `{"side": …, …}` creates or alters a profile, as that side says."""
    wish = await _wish(request)
    world.live()
    if "tuning" in wish:
        world.tune(wish["tuning"])
    if "side" not in wish:
        return JSONResponse({"tuning": world.facts.tuning})
    side = world.sides[wish.pop("side")]
    if side.alter is None:
        raise Wrong(f"{side.name} has no profiles to alter")
    wish.pop("tuning", None)
    return JSONResponse(side.alter(world, wish))


async def show_clock(world: World, _request: Request) -> Response:
    return JSONResponse({"now": world.now().isoformat(), "unix": world.at()})


async def move_clock(world: World, request: Request) -> Response:
    """`{"advance_s": seconds}` or `{"set": "2026-11-21T08:00:00+08:00"}`; everything in between happens."""
    wish = await _wish(request)
    if "set" in wish:
        moment = datetime.fromisoformat(wish["set"])
        if moment.tzinfo is None:
            raise Wrong("the moment needs a zone, such as +08:00")
        world.advance(moment - world.now())
    else:
        world.advance(timedelta(seconds=float(wish["advance_s"])))
    return await show_clock(world, request)


async def ledger(world: World, request: Request) -> Response:
    """Rows of the ledger, oldest first; `since_id`, `account` and `effect` narrow them."""
    world.live()
    query = request.query_params
    rows = world.ledger.rows(since_id=int(query.get("since_id") or 0), account=query.get("account", ""), effect=query.get("effect", ""))
    return JSONResponse(rows)


async def log(world: World, request: Request) -> Response:
    """Refusals, and rules that acted although the call succeeded, with the mark of each rule."""
    return JSONResponse(world.ledger.lines(since_id=int(request.query_params.get("since_id") or 0)))


async def show_faults(world: World, _request: Request) -> Response:
    return JSONResponse(world.faults.standing())


async def add_faults(world: World, request: Request) -> Response:
    """A list of faults (see studio.sandbox.faults); `quota` and `token` strike at once and need the side and the account."""
    wishes = await request.json()
    return JSONResponse([_fault(world, wish) for wish in (wishes if isinstance(wishes, list) else [wishes])])


def _fault(world: World, wish: Json) -> Json:
    match wish.get("kind"):
        case "quota":
            world.sides[wish["side"]].exhaust(world, wish["account"], wish["path"])
            return {"exhausted": wish["path"], "account": wish["account"]}
        case "token":
            return {"revoked": world.tokens.revoke(wish["account"], at=world.at())}
        case _:
            return vars(world.faults.add(wish))


async def clear_faults(world: World, _request: Request) -> Response:
    return JSONResponse({"cleared": world.faults.clear()})


async def people(world: World, request: Request) -> Response:
    """`{"side": …, "act": …, …}`: let somebody do something now; the side says which acts there are."""
    wish = await _wish(request)
    world.live()
    side = world.sides[wish.pop("side")]
    act = side.people.get(wish.pop("act", ""))
    if act is None:
        raise Wrong(f"acts of {side.name}: {sorted(side.people)}")
    return JSONResponse(act(world, wish))


async def callbacks(world: World, _request: Request) -> Response:
    world.live()
    return JSONResponse([as_json(parcel) for parcel in world.outbox.parcels()])


async def check_callback(world: World, request: Request) -> Response:
    """`{"side", "account"}`: let the platform check the callback address by GET, as it does when one is saved."""
    wish = await _wish(request)
    failure = await check_address(world, side=wish["side"], account=wish["account"])
    return JSONResponse({"ok": not failure, "words": failure})


async def reset(world: World, request: Request) -> Response:
    """Forget everything; `{"seed": …}` chooses another fate."""
    wish = await _wish(request)
    world.start_over(seed=str(wish.get("seed", "")))
    return JSONResponse({"seed": world.facts.seed})


async def phone_page(world: World, request: Request) -> Response:
    world.live()
    page = phone.page(world, account=request.query_params.get("account", ""))
    return HTMLResponse(page, headers={"content-security-policy": phone.POLICY})


async def content(world: World, request: Request) -> Response:
    """Bytes that were received, for the phone page; never as a document of their own."""
    received = world.journal.content(request.path_params["sha256"])
    headers = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox", "cache-control": "max-age=86400"}
    return Response(received, media_type=phone.picture_type(received), headers=headers)
