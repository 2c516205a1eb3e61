"""The hold switches: what is held and why, lifting it, and holding an account, a persona or the brand."""

from collections.abc import Sequence

import streamlit as st

from studio.brands.account import accounts
from studio.people.person import Role
from studio.publishing.hold import Hold, HoldScope, hold, holds, lift
from studio.ui.components.confirm import tell
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.cast import Cast
from studio.ui.words import say


def holds_on(found: Sequence[Hold], desk: Desk) -> None:
    """Every switch that is on, said aloud at the top."""
    for row in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"row_hold_{row.id}"):
            what = say(f"publish.held_{row.scope}", target=row.target)
            st.markdown(f":orange[:material/pause_circle:] {what} · {row.reason} · {row.by} {desk.local(row.at):%m-%d %H:%M}")
            st.button(
                say("publish.lift"), key=f"lift_{row.id}", on_click=_lift, args=(row.id,), disabled=not desk.may(Role.PUBLISHER, Role.ADMIN)
            )


def hold_switch(desk: Desk, cast: Cast) -> None:
    """A popover with the form."""
    with desk.look() as session:
        found = accounts(session)
    targets = {("brand", ""): say("publish.whole_brand")}
    targets |= {("account", account.slug): account.name for account in found}
    targets |= {("persona", slug): persona.name for slug, persona in cast.personas.items()}
    with (
        st.popover(say("publish.hold"), icon=":material/pause_circle:", key="hold_open", disabled=not desk.may(Role.PUBLISHER, Role.ADMIN)),
        st.form("hold", border=False),
    ):
        st.selectbox(say("publish.hold_what"), list(targets), format_func=targets.__getitem__, key="hold_target")
        st.text_input(say("publish.hold_reason"), key="hold_reason")
        st.form_submit_button(say("publish.hold"), type="primary", key="hold_set", on_click=_hold)


def _hold() -> None:
    desk = here()
    scope, target = st.session_state["hold_target"]
    with refusals_kept(), desk.act() as session:
        hold(session, HoldScope(scope), target, reason=st.session_state["hold_reason"], by=desk.person, at=desk.now)
        tell(say("publish.held_now"))


def _lift(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        lift(session, next(row for row in holds(session) if row.id == key), by=desk.person, at=desk.now)
        tell(say("publish.lifted"))
