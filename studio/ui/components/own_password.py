"""One's own password, in one's own menu: the old one, the new one twice."""

import streamlit as st

from studio.errors import StudioError, problem
from studio.people.password import SHORTEST
from studio.people.person import by_handle
from studio.people.sign_in import change_password
from studio.ui.components.confirm import tell
from studio.ui.components.refusal import refusal, refusals_kept
from studio.ui.desk import here
from studio.ui.words import say

FIELDS = ("own_old", "own_new", "own_again")
REFUSED = "own_refused"  # apart from what pages are refused: it is shown in the menu


def own_password() -> None:
    error = st.session_state.pop(REFUSED, None)
    with st.expander(say("frame.change_password"), icon=":material/key:", expanded=error is not None):
        if isinstance(error, StudioError):
            refusal(error)
        with st.form("own_password", clear_on_submit=True, border=False):
            for key, words in zip(FIELDS, ("old_password", "new_password", "new_again"), strict=True):
                st.text_input(say(f"frame.{words}"), type="password", key=key, autocomplete=_kind(key))
            st.caption(say("frame.password_rule", n=SHORTEST))
            st.form_submit_button(say("frame.change_password"), key="own_change", on_click=_change)


def _change() -> None:
    old, new, again = (st.session_state[key] for key in FIELDS)
    with refusals_kept(REFUSED):
        if new != again:
            raise StudioError(
                problem("两次输入的新密码不一样", "the two new passwords differ", field="password", mend=("再输一遍", "type them again"))
            )
        _ask(old, new)


def _ask(old: str, new: str) -> None:
    """What was refused is said after the act is over, because a wrong old password is counted in it."""
    desk, told = here(), st.user.to_dict()
    address, keep = (str(told.get(what) or "") for what in ("address", "session"))  # said by the gate, and by nobody else
    with desk.act() as session:
        person = by_handle(session, desk.person.handle)
        answer = change_password(session, person, old, new, by=desk.person, address=address, at=desk.now, keep=keep)
    if answer is not None:
        raise StudioError(answer.problem)
    tell(say("frame.password_changed"))


def _kind(key: str) -> str:
    return "current-password" if key == "own_old" else "new-password"
