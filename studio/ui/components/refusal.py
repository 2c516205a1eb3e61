"""A refusal says what, why and what to do, next to where it happened; never a traceback."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import streamlit as st

from studio.errors import Conflict, Problem, StudioError
from studio.ui.components.markup import show
from studio.ui.words import language, say

_TO_SHOW, _ON, _PAGE = "refusal_to_show", "refusal_on", "page_now"


def refusal(error: StudioError) -> None:
    """The box for an error that a person can mend; a conflict shows both texts."""
    show(f'<div class="refusal" role="alert">{"".join(_one(problem) for problem in error.problems)}</div>')
    if isinstance(error, Conflict) and (error.theirs or error.yours):
        left, right = st.columns(2)
        left.text_area(say("frame.theirs"), error.theirs, key="conflict_theirs", height=240, disabled=True)
        right.text_area(say("frame.yours"), error.yours, key="conflict_yours", height=240)


def problems(found: Sequence[Problem]) -> None:
    """Several things that are wrong, in one box."""
    if found:
        refusal(StudioError(*found))


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Whatever the business refuses inside is shown here; the page goes on."""
    try:
        yield
    except StudioError as error:
        refusal(error)


@contextmanager
def refusals_kept(where: str = "refusal") -> Iterator[None]:
    """For callbacks, which run before the page is drawn: what was refused is kept until `kept_refusal`, or who named the place, shows it."""
    st.session_state.pop(where, None)
    try:
        yield
    except StudioError as error:
        st.session_state[where] = error
        if where == "refusal":
            st.session_state[_TO_SHOW] = error  # a part of the page that draws itself alone passes no begin of a run
            st.session_state[_ON] = _before_us()


def refusal_stands(page: str) -> None:
    """At the begin of each run of this page: what the last act was refused is shown again, however often the page draws itself anew.

    It goes with the next act, and with the page and the post on it.
    """
    st.session_state[_PAGE] = page
    if st.session_state.get(_ON) != _before_us():
        st.session_state.pop("refusal", None)
    st.session_state[_TO_SHOW] = st.session_state.get("refusal")


def _before_us() -> tuple[str, str]:
    return st.session_state.get(_PAGE, ""), st.query_params.get("post", "")


def kept_refusal() -> None:
    """Show what the last act was refused, in the first place of the page that asks; stands next to the buttons that may be refused."""
    error = st.session_state.pop(_TO_SHOW, None)
    if isinstance(error, StudioError):
        refusal(error)


def _one(problem: Problem) -> str:
    words = language()
    mend = problem.mend.in_(words)
    rule = f"<small>{escape(say('frame.rule'))}: {escape(problem.rule)}</small>" if problem.rule else ""
    place = f'<small class="muted">{escape(problem.place)}</small>' if problem.line is not None else ""
    return f"<div><b>{escape(problem.what.in_(words))}</b>{place}{f'<p>{escape(mend)}</p>' if mend else ''}{rule}</div>"
