"""The page of one hand-off, on the phone of whoever posts it: /h/{token}. The link is the key; nobody signs in here."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message as Piece

from studio.assets.upload import picture_facts
from studio.brands.brand import Brand, current
from studio.channels.each import whole_or_none
from studio.database import act, look
from studio.errors import Problem, StudioError, problem
from studio.excerpt import cut
from studio.files import Files, files_for
from studio.gateway.body import body_of, refuse_broken
from studio.gateway.page import page
from studio.gateway.state import State
from studio.people.person import Person
from studio.publishing.delivery import delivery
from studio.publishing.handoff import Bearer, HandOff, bearer, confirm, hand_off, person_of
from studio.storable import mended

MOST = 12_000_000  # bytes of a form with its screenshot
YEARS = (2000, 2200)  # in which something may have been posted
LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Opened:
    """A hand-off as its holder may see it."""

    holder: Bearer
    hand_off: HandOff
    brand: Brand
    person: Person | None


@dataclass(frozen=True)
class Told:
    """What was typed into the form, to be shown again when it is refused; `proof` are the screenshot's bytes, if any."""

    name: str = ""
    posted_at: str = ""
    url: str = ""
    proof: bytes = b""
    proof_name: str = ""


def hand_off_routes(state: State) -> list[Route]:
    """Routes for /h/{token}: the page, its pictures, and the confirmation."""
    files = files_for(state.settings)

    async def show(request: Request) -> Response:
        return await run_in_threadpool(_page, state, request, files)

    async def take(request: Request) -> Response:
        told = await _told(request)
        return await run_in_threadpool(_confirmed, state, request, files, told)

    async def picture(request: Request) -> Response:
        return await run_in_threadpool(_picture, state, request, files)

    async def proof(request: Request) -> Response:
        return await run_in_threadpool(_proof, state, request, files)

    return [
        Route("/h/{token}", show, methods=["GET"]),
        Route("/h/{token}", take, methods=["POST"]),
        Route("/h/{token}/proof", proof, methods=["GET"]),
        Route("/h/{token}/{place}", picture, methods=["GET"]),
    ]


def _opened(state: State, request: Request, files: Files, now: datetime) -> Opened | None:
    holder = bearer(state.vault, request.path_params["token"], now=now)
    if holder is None:
        return None
    with look(state.engine, brand=holder.brand) as session:
        found = hand_off(session, delivery(session, holder.delivery), files=files, now=now)
        return Opened(holder, found, current(session), person_of(session, holder))


def _page(state: State, request: Request, files: Files, *, told: Told | None = None, said: Problem | None = None) -> Response:
    now = state.settings.clock.now()
    opened = _opened(state, request, files, now)
    if opened is None:
        over = bearer(state.vault, request.path_params["token"], now=LONG_AGO) is not None
        return page(request, "hand_off_gone", status=410 if over else 404, over=over)
    zone = opened.brand.zone_info
    return page(
        request, "hand_off", status=422 if said else 200, script=True, it=opened.hand_off, brand=opened.brand, person=opened.person, said=said,
        told=told or Told(posted_at=f"{now.astimezone(zone):%Y-%m-%dT%H:%M}"), now=now.astimezone(zone), zone=zone, here=request.url.path,
    )  # fmt: skip


def _confirmed(state: State, request: Request, files: Files, told: Told) -> Response:
    """Write the confirmation down and show the page again; what is wrong is said beside what was typed."""
    now = state.settings.clock.now()
    opened = _opened(state, request, files, now)
    if opened is None:
        return _page(state, request, files)
    if not opened.hand_off.may_confirm:  # a second tap, or somebody else was quicker: the page says so
        return RedirectResponse(request.url.path, status_code=303)
    try:
        posted_at = _moment(told.posted_at, opened.brand.zone_info)
        digest = files.put(picture_facts(told.proof, name=told.proof_name, still=True).content) if told.proof else ""
        with act(state.engine, brand=opened.holder.brand) as session:
            person = person_of(session, opened.holder)
            name = person.name if person else told.name
            by = person.handle if person else f"link:{cut(told.name.strip(), 40)}"
            row = delivery(session, opened.holder.delivery)
            confirm(session, row, by=by, name=name, posted_at=posted_at, at=now, proof=digest, url=told.url.strip())
    except StudioError as error:
        return _page(state, request, files, told=told, said=error.problems[0])
    return RedirectResponse(request.url.path, status_code=303)


def _picture(state: State, request: Request, files: Files) -> Response:
    """One picture of the sheet, counted from 1; `?save` makes the browser keep it instead of showing it."""
    opened = _opened(state, request, files, state.settings.clock.now())
    handed = opened.hand_off.sheet if opened else None
    place = whole_or_none(request.path_params["place"])
    if handed is None or place is None or not 1 <= place <= len(handed.pictures):
        return page(request, "not_found", status=404)
    shown = handed.pictures[place - 1]
    headers = {"cache-control": "private, no-store"}
    if "save" in request.query_params:
        suffix = "png" if shown.media_type == "image/png" else "jpg"
        headers["content-disposition"] = f'attachment; filename="{place:02d}-{shown.digest[:8]}.{suffix}"'
    return Response(shown.content, media_type=shown.media_type, headers=headers)


def _proof(state: State, request: Request, files: Files) -> Response:
    opened = _opened(state, request, files, state.settings.clock.now())
    told = opened.hand_off.confirmation if opened else None
    if told is None or not told.proof:
        return page(request, "not_found", status=404)
    content = files.get(told.proof)
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return Response(content, media_type=kind, headers={"cache-control": "private, no-store"})


async def _told(request: Request) -> Told:
    """The form's fields; what is no form has none."""
    body = await body_of(request, most=MOST)

    async def whole() -> Piece:
        return {"type": "http.request", "body": body, "more_body": False}

    async with Request(request.scope, whole).form(max_files=1, max_fields=20) as form:
        refuse_broken(*(value for value in form.values() if isinstance(value, str)))
        proof = form.get("proof")
        content = await proof.read() if isinstance(proof, UploadFile) else b""
        name = (proof.filename or "") if isinstance(proof, UploadFile) else ""
        return Told(cut(_text(form, "name"), 60), _text(form, "posted_at"), _text(form, "url")[:500], content, mended(name[:100]))


def _text(form: Mapping[str, UploadFile | str], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _moment(text: str, zone: ZoneInfo) -> datetime:
    with suppress(ValueError):
        told = datetime.fromisoformat(text).replace(tzinfo=zone)
        if YEARS[0] <= told.year <= YEARS[1]:
            return told
    raise StudioError(
        problem("没看懂发出的时间", "that time cannot be read", field="posted_at", mend=("选一个日期和时间", "choose a date and a time"))
    )
