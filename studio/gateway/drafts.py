"""The words of the writing desk, between the browser and the draft: /desk/{post}/{channel}, for whoever is signed in and belongs to the brand.

GET gives the words and which state of them this is. PUT keeps words that grew from that state, or answers 409 with what stands there now.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from studio.database import act, brand_of, look
from studio.errors import NotAllowed, Problem, StudioError, problem
from studio.gateway.body import body_of
from studio.gateway.origin import is_ours
from studio.gateway.page import language_of
from studio.gateway.state import State
from studio.library.kinds import ChannelKind
from studio.people.person import Person, brands_of, roles
from studio.posts import draft as drafts
from studio.posts.draft import InHand, Overtaken
from studio.posts.post import WRITERS, Post
from studio.posts.typed import Typed

MOST = 1_000_000  # bytes of what is sent
NOT_OURS = problem(
    "只收这个页面发来的文字", "words are taken from our own page only", mend=("刷新页面后再试", "reload the page and try again")
)
UNREADABLE = problem(
    "没看懂收到的文字", "what was sent cannot be read", mend=("去掉乱码或太长的部分再存", "take out what is broken or far too long")
)
BUSY = problem(
    "数据库正忙，稍后再存", "the database is busy", mend=("文字在本机，会再试", "the words are on this machine; it will try again")
)
_FAR = 2**53  # numbers of a browser end here


class Sent(BaseModel):
    """What the browser sends: the words, which state they grew from, and which tab they were typed in."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)
    rev: int = Field(ge=0, lt=_FAR)
    on: int = Field(ge=0, lt=_FAR)
    typed: Typed
    tab: str = Field("", max_length=40, pattern=r"^[A-Za-z0-9]*$")


def draft_routes(state: State) -> list[Route]:
    """Routes for /desk/{post}/{channel}."""

    async def show(request: Request) -> Response:
        return await run_in_threadpool(_answered, state, request, None)

    async def take(request: Request) -> Response:
        if not from_our_page(state, request):
            return _refused(request, NOT_OURS, 403)
        try:
            sent = Sent.model_validate_json(await body_of(request, most=MOST))
        except ValidationError:
            return _refused(request, UNREADABLE, 422)
        return await run_in_threadpool(_answered, state, request, sent)

    return [Route("/desk/{post}/{channel}", show, methods=["GET"]), Route("/desk/{post}/{channel}", take, methods=["PUT"])]


def from_our_page(state: State, request: Request) -> bool:
    """Whether a page of ours sent this: another site can neither set this content type nor hide where it comes from."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return False
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "")
    if site is not None:
        return site == "same-origin"
    return bool(origin) and is_ours(origin, host=request.headers.get("host", ""), public_url=state.settings.public_url)


def _answered(state: State, request: Request, sent: Sent | None) -> Response:
    try:
        post, channel, brand, handle = _asked(state, request)
        opened = act if sent else look
        with opened(state.engine, brand=brand) as session:
            person, found = _person(session, handle), session.get(Post, post)
            if person is None or found is None:
                raise HTTPException(404)
            if sent is None:
                return _words(session, drafts.in_hand(session, found, channel), person)
            now = state.settings.clock.now()
            kept = drafts.keep(session, found, channel, sent.typed, rev=sent.rev, on=sent.on, by=person, at=now, tab=sent.tab)
            return _words(session, kept.now, person, status=409) if isinstance(kept, Overtaken) else _words(session, kept, person)
    except NotAllowed as error:
        return _refused(request, error.problems[0], 403)
    except StudioError as error:
        return _refused(request, error.problems[0], 422)
    except OperationalError:
        return _refused(request, BUSY, 503)


def _asked(state: State, request: Request) -> tuple[int, ChannelKind, int, str]:
    """The post, its channel, its brand and who asks; 404 for what is none of the person's, whatever is wrong with it."""
    number, channel = request.path_params["post"], request.path_params["channel"]
    handle = request.headers.get("x-studio-person", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16 and channel in set(ChannelKind)):
        raise HTTPException(404)
    with look(state.engine) as session:
        person = _person(session, handle)
        brands = brands_of(session, person) if person else []
    for brand in brands:
        with look(state.engine, brand=brand) as session:
            if session.exec(select(Post.id).where(Post.id == int(number))).first() is not None:
                return int(number), ChannelKind(channel), brand, handle
    raise HTTPException(404)


def _person(session: Session, handle: str) -> Person | None:
    return session.exec(select(Person).where(Person.handle == handle, col(Person.left_at).is_(None))).first()


def _words(session: Session, now: InHand, person: Person, *, status: int = 200) -> Response:
    by = session.get(Person, now.by_id) if now.by_id else None
    said: dict[str, Any] = {
        "rev": now.rev, "on": now.on, "typed": now.typed.model_dump(), "by": by.name if by else "", "mine": now.by_id == person.key, "tab": now.tab,
        "at": now.at.isoformat() if now.at else None, "may_write": bool(roles(session, person, brand=brand_of(session)) & set(WRITERS)),
    }  # fmt: skip
    return JSONResponse(said, status_code=status, headers={"cache-control": "no-store"})


def _refused(request: Request, said: Problem, status: int) -> Response:
    language = language_of(request)
    return JSONResponse(
        {"what": said.what.in_(language), "mend": said.mend.in_(language)}, status_code=status, headers={"cache-control": "no-store"}
    )
