"""Signing in and out in the browser, and choosing its language."""

import secrets
from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from studio.database import act
from studio.errors import Problem, problem
from studio.gateway.body import form_of
from studio.gateway.door import COOKIE
from studio.gateway.origin import is_ours, not_ours
from studio.gateway.page import LANGUAGE_COOKIE, LANGUAGES, language_of, page, safe_next
from studio.gateway.state import State
from studio.people import demo_sign_ins
from studio.people import session as web_sessions
from studio.people.sign_in import SignedIn, TurnedAway, sign_in

FORM_COOKIE = "studio_form"
A_YEAR_S = 365 * 24 * 3600
STALE = problem("这个页面放得太久了", "This page was open for too long", mend=("请再试一次", "please try again"))


def sign_in_routes(state: State) -> list[Route]:
    """Routes for /login, /logout and /language."""

    async def ask(request: Request) -> Response:
        if await state.door.visitor(request.cookies.get(COOKIE, "")) is not None:
            return RedirectResponse(safe_next(request.query_params.get("next", "")), status_code=303)
        return _form(state, request, request.query_params)

    async def take(request: Request) -> Response:
        form = await form_of(request)
        if strange := _opened_elsewhere(state, request):
            return _form(state, request, form, said=strange, status=403)
        if not _from_our_form(request, form):
            state.counts.sign_in("form")
            return _form(state, request, form, said=STALE, status=403)
        async with state.hashing:
            answer = await run_in_threadpool(_try, state, request, form)
        return _answered(state, request, form, answer)

    async def leave(request: Request) -> Response:
        strange = request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
        if request.method == "GET" and strange:
            return _with_form(state, request, "leave")
        if request.method == "POST" and not _from_our_form(request, await form_of(request)):
            return _with_form(state, request, "leave", status=403)
        language = await run_in_threadpool(_end, state, request.cookies.get(COOKIE, ""))
        answer = _speaking(state, RedirectResponse("/login", status_code=303), language)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=state.settings.cookie_secure)
        return answer

    async def language(request: Request) -> Response:
        wanted = request.query_params.get("next", "")
        onward = wanted if wanted.split("?")[0] == "/login" else safe_next(wanted)
        return _speaking(state, RedirectResponse(onward, status_code=303), request.query_params.get("to", ""))

    return [
        Route("/login", ask, methods=["GET"]),
        Route("/login", take, methods=["POST"]),
        Route("/logout", leave, methods=["GET", "POST"]),
        Route("/language", language, methods=["GET"]),
    ]


def _opened_elsewhere(state: State, request: Request) -> Problem | None:
    """Said before somebody signs in: every page after it would stay empty."""
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    ours = origin == "null" or is_ours(origin, host=host, public_url=state.settings.public_url)
    return None if ours else not_ours(origin, host=host)


def _try(state: State, request: Request, form: dict[str, str]) -> SignedIn | TurnedAway:
    handle, password = form.get("handle", ""), form.get("password", "")
    address = request.client.host if request.client else ""
    with act(state.engine) as session:
        answer = sign_in(session, handle, password, address=address, hours=state.settings.session_hours, at=state.settings.clock.now())
        if isinstance(answer, SignedIn) and LANGUAGE_COOKIE in request.cookies:
            answer.person.language = language_of(request)  # who read this page in English goes on in English
    return answer


def _answered(state: State, request: Request, form: dict[str, str], answer: SignedIn | TurnedAway) -> Response:
    if isinstance(answer, TurnedAway):
        state.counts.sign_in("waiting" if answer.wait else "wrong")
        shown = _form(state, request, form, said=answer.problem, status=429 if answer.wait else 401)
        if answer.wait:
            shown.headers["retry-after"] = str(int(answer.wait.total_seconds()) + 1)
        return shown
    state.counts.sign_in("in")
    inside = RedirectResponse(safe_next(form.get("next", "")), status_code=303)
    inside.set_cookie(
        COOKIE,
        answer.token,
        max_age=state.settings.session_hours * 3600,
        path="/",
        httponly=True,
        samesite="lax",
        secure=state.settings.cookie_secure,
    )
    return inside


def _form(state: State, request: Request, form: Mapping[str, str], *, said: Problem | None = None, status: int = 200) -> Response:
    """The page with what was typed still in it, but for the password."""
    language = language_of(request)
    return _with_form(
        state,
        request,
        "login",
        status=status,
        next=safe_next(form.get("next", "")),
        handle=form.get("handle", ""),
        said=said.what.in_(language) if said else "",
        mend=said.mend.in_(language) if said else "",
        demo=demo_sign_ins.read(state.settings.home),
    )


def _end(state: State, token: str) -> str:
    """End the sign-in; gives the language of who left, so that the next page speaks it too."""
    now = state.settings.clock.now()
    with act(state.engine) as session:
        found = web_sessions.who(session, token, now)
        web_sessions.sign_out(session, token, now)
    state.door.forget()
    return found.person.language if found else ""


def _speaking(state: State, answer: Response, language: str) -> Response:
    """The answer with the language in its cookie; what is no language of ours changes nothing."""
    if language in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR_S, path="/", samesite="lax", secure=state.settings.cookie_secure)
    return answer


def _with_form(state: State, request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """A page with a form and a cookie that bring the same token: another site can send a form, but cannot read our cookie."""
    held = request.cookies.get(FORM_COOKIE, "")
    token = held if len(held) >= 20 else secrets.token_urlsafe(24)
    shown = page(request, name, status=status, form_token=token, **values)
    shown.set_cookie(FORM_COOKIE, token, path="/", httponly=True, samesite="lax", secure=state.settings.cookie_secure)
    return shown


def _from_our_form(request: Request, form: dict[str, str]) -> bool:
    held, sent = request.cookies.get(FORM_COOKIE, ""), form.get("form_token", "")
    return len(held) >= 20 and secrets.compare_digest(held.encode(), sent.encode())
