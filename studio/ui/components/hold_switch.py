"""The hold switches: what is on, why and what it holds back; resuming; and holding an account, a persona, the brand or the studio."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from studio.brands.account import accounts
from studio.people.person import Role
from studio.publishing.delivery import State
from studio.publishing.held import HeldBack, held_back, lifted
from studio.publishing.hold import Hold, HoldScope, hold, holds, in_flight, lift
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.empty import empty
from studio.ui.components.markup import clock_time, heading, icon, show
from studio.ui.components.refusal import kept_refusal, refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.cast import Cast
from studio.ui.glance.names import names, who
from studio.ui.words import say

SCOPES = (HoldScope.ACCOUNT, HoldScope.PERSONA, HoldScope.BRAND, HoldScope.STUDIO)


def hold_switches(desk: Desk, cast: Cast, by_state: Mapping[State, int]) -> None:
    with desk.look() as session:
        on, known = holds(session), names(session)
        back = {row.id: held_back(session, HoldScope(row.scope), row.target) for row in on}
        before = lifted(session)
        targets = {HoldScope.ACCOUNT: {account.slug: account.name for account in accounts(session)}}
    targets[HoldScope.PERSONA] = {slug: persona.name for slug, persona in cast.personas.items()}
    left, right = st.columns([6, 5], gap="large")
    with left:
        heading(say("holds.in_force"), say("holds.in_force_more", n=len(on)) if on else "")
        kept_refusal()
        if not on:
            empty(say("holds.none"), key="holds_none")
        for row in on:
            _on(row, back[row.id], desk, who(row.by, known), _name(row, targets))
        if before:
            heading(say("holds.before"))
            show(f'<div class="rows">{"".join(_past(row, desk, known, targets) for row in before)}</div>')
    with right:
        heading(say("holds.new"))
        _form(desk, targets)


def held_words(row: Hold, name: str) -> str:
    return say(f"publish.held_{row.scope}", target=name or row.target)


def _on(row: Hold, back: HeldBack, desk: Desk, by: str, name: str) -> None:
    today = desk.local(desk.now)
    at = clock_time(desk.local(row.at), today=today)
    holds_back = (
        say("holds.holds_back", n=back.planned, at=clock_time(desk.local(back.first), today=today))
        if back.first
        else say("holds.holds_nothing")
    )
    if back.in_flight:
        holds_back += " · " + say("holds.in_flight", n=back.in_flight)
    with st.container(key=f"card_hold_{row.id}"):
        show(
            f'<div class="held"><b>{icon("pause_circle")} {escape(held_words(row, name))}</b><p>{escape(row.reason)}</p>'
            f"<small>{escape(say('holds.by', who=by, at=at))} · {escape(holds_back)}</small></div>"
        )
        may = desk.may(Role.ADMIN) if row.scope == HoldScope.STUDIO else desk.may(Role.PUBLISHER, Role.ADMIN)
        st.button(
            say("publish.lift"), key=f"lift_{row.id}", on_click=_lift, args=(row.id,), disabled=not may, icon=":material/play_circle:"
        )
        st.caption(say("holds.lift_help"))


def _past(row: Hold, desk: Desk, known: Mapping[str, str], targets: Mapping[HoldScope, Mapping[str, str]]) -> str:
    span = f"{desk.local(row.at):%m-%d %H:%M} – {desk.local(row.lifted_at):%m-%d %H:%M}" if row.lifted_at else ""
    people = say("holds.was", who=who(row.by, known), lifted=who(row.lifted_by, known))
    return (
        f'<div><span class="grow">{escape(say(f"holds.past_{row.scope}", target=_name(row, targets)))}<br><small>{escape(row.reason)} · {escape(people)}</small></span>'
        f'<span class="muted nowrap">{escape(span)}</span></div>'
    )


def _form(desk: Desk, targets: Mapping[HoldScope, Mapping[str, str]]) -> None:
    """The effect is said before the button is pressed."""
    if not desk.may(Role.PUBLISHER, Role.ADMIN):
        st.info(say("publish.not_publisher"), icon=":material/info:")
        return
    scopes = SCOPES if desk.may(Role.ADMIN) else SCOPES[:-1]
    with st.container(key="card_hold_new"):
        scope = HoldScope(
            st.segmented_control(
                say("publish.hold_what"), scopes, default=HoldScope.ACCOUNT, key="hold_scope", required=True, format_func=lambda each: say(f"holds.scope_{each}")
            )
        )  # fmt: skip
        target = ""
        if of := targets.get(scope):
            target = str(
                st.selectbox(say(f"holds.which_{scope}"), list(of), format_func=apart(of, of.__getitem__), key=f"hold_target_{scope}")
            )
        with desk.look() as session:
            back = held_back(session, scope, target)
        first = clock_time(desk.local(back.first), today=desk.local(desk.now)) if back.first else ""
        st.text_input(say("publish.hold_reason"), key="hold_reason", placeholder=say("holds.reason_hint"))
        st.info(
            f"{say('holds.effect', n=back.planned)} {say('holds.effect_first', at=first) if first else ''}".strip(), icon=":material/info:"
        )
        st.caption(say("holds.effect_more"))
        st.button(
            say(f"holds.do_{scope}"), type="primary", key="hold_set", icon=":material/pause_circle:", on_click=_hold, args=(scope, target)
        )


def _name(row: Hold, targets: Mapping[HoldScope, Mapping[str, str]]) -> str:
    return targets.get(HoldScope(row.scope), {}).get(row.target, row.target)


def _hold(scope: HoldScope, target: str) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        hold(session, scope, target, reason=st.session_state["hold_reason"], by=desk.person, at=desk.now)
        on_the_way = in_flight(session, scope, target)
        st.session_state["hold_reason"] = ""
        tell(say("publish.held_now") + (f" {say('holds.in_flight', n=on_the_way)}" if on_the_way else ""))


def _lift(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        if row := next((row for row in holds(session) if row.id == key), None):
            lift(session, row, by=desk.person, at=desk.now)
        tell(say("publish.lifted"))
