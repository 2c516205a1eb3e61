"""What a publisher can do about one delivery in its present state; each button is one act."""

from collections.abc import Callable
from datetime import timedelta

import streamlit as st
from sqlmodel import Session

from studio.library.kinds import ChannelKind
from studio.people.person import Role
from studio.posts.placement import placement
from studio.publishing import resolve, schedule
from studio.publishing.delivery import Delivery, State, delivery
from studio.publishing.withdrawal import STILL_HOME, withdraw_approval
from studio.ui.components.confirm import tell
from studio.ui.components.confirmations import nudge
from studio.ui.components.platform_answer import must_have_worked
from studio.ui.components.popping import done, popping
from studio.ui.components.publish_parts import show_part
from studio.ui.components.refusal import kept_refusal, refusals_kept
from studio.ui.components.take_down_box import take_down_box
from studio.ui.desk import Desk, here, publishing_desk
from studio.ui.glance.publishing import Told
from studio.ui.words import say


def delivery_acts(told: Told, desk: Desk) -> None:
    """The buttons; a person without the right sees why there are none."""
    row = told.row
    kept_refusal()
    if desk.may(Role.REVIEWER, Role.PUBLISHER) and row.is_ in STILL_HOME:
        _withdrawal(row)
    if not desk.may(Role.PUBLISHER, Role.PLANNER, Role.ADMIN):
        st.info(say("publish.not_publisher"), icon=":material/info:")
        return
    match row.is_:
        case State.UNKNOWN:
            st.button(say("publish.go_unknown"), key="go_unknown", type="primary", on_click=show_part, args=("unknown", row.key))
        case State.MISSED:
            st.button(say("publish.go_catch_up"), key="go_catch_up", type="primary", on_click=show_part, args=("catch_up", row.key))
        case State.REFUSED | State.PLANNED:
            _move_or_drop(row, desk)
        case State.CREATED:
            _waiting(told)
        case State.DELIVERED:
            take_down_box(told, desk)
        case _:
            st.caption(say("publish.nothing_to_do"))


def _move_or_drop(row: Delivery, desk: Desk) -> None:
    soon = desk.local(desk.now + timedelta(minutes=10)).replace(second=0, microsecond=0, tzinfo=None)
    start = max(soon, desk.local(row.due_at).replace(tzinfo=None))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.datetime_input(say("publish.new_time"), value=start, key="move_to", width=220)
        st.button(say("publish.move"), key="move", on_click=_moved, args=(row.key,))
        if row.is_ is State.REFUSED:
            st.button(say("publish.try_again"), key="try_again", type="primary", on_click=_act, args=(row.key, _try_again, "publish.tried"))
        st.button(say("publish.drop"), key="drop", type="tertiary", on_click=_act, args=(row.key, _drop, "publish.dropped"))


def _withdrawal(row: Delivery) -> None:
    with popping(say("publish.withdraw"), key="withdraw_pop", icon=":material/undo:"), st.form("withdraw_form", border=False):
        st.text_input(say("publish.withdraw_reason"), key="withdraw_reason", placeholder=say("publish.withdraw_hint"))
        st.form_submit_button(say("publish.withdraw"), key="withdraw", on_click=_withdraw, args=(row.key,))


def _withdraw(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        withdraw_approval(session, delivery(session, key), reason=st.session_state["withdraw_reason"], by=desk.person, at=desk.now)
        tell(say("publish.withdrawn"))
        done("withdraw_pop")


def _waiting(told: Told) -> None:
    """Members are reminded where the platform does it; a hand-off and a draft are confirmed by whoever posted."""
    row, channel = told.row, told.going.placement.channel
    if channel == ChannelKind.HANDOFF or told.draft_only:
        st.file_uploader(say("publish.proof"), type=["png", "jpg", "jpeg"], key="proof")
        words = say("publish.draft_done") if told.draft_only else say("publish.handoff_confirm")
        with st.container(horizontal=True):
            st.button(words, key="confirm_by_hand", type="primary", on_click=_act, args=(row.key, _confirm, "publish.confirmed"))
            _cancel_there(row, say("publish.take_back") if channel == ChannelKind.HANDOFF else say("publish.cancel_draft"))
        return
    if channel == ChannelKind.MOMENTS and told.confirmations.waiting:
        st.caption(say("publish.no_reminders_here"))
        st.code(nudge(told), language=None, wrap_lines=True)
    left = told.confirmations.reminders_left
    if left is not None and row.waits_for_person:
        st.caption(say("publish.reminders_left", n=left) if left else say("publish.no_reminders_left"))
    with st.container(horizontal=True):
        if left is not None and row.waits_for_person:
            st.button(
                say("publish.remind"), key="remind", type="primary", on_click=_on_platform, args=(row.key, "remind"), disabled=not left
            )
        _cancel_there(row, say("publish.cancel_on_platform"))


def _cancel_there(row: Delivery, words: str) -> None:
    st.button(words, key="cancel_on_platform", on_click=_on_platform, args=(row.key, "cancel"))


def _act(key: int, act: Callable[[Session, Delivery, Desk], None], done: str) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        act(session, delivery(session, key), desk)
        tell(say(done))


def _try_again(session: Session, row: Delivery, desk: Desk) -> None:
    resolve.try_again(session, row, by=desk.person, at=desk.now)


def _drop(session: Session, row: Delivery, desk: Desk) -> None:
    schedule.cancel(session, row, reason=say("publish.dropped_by", name=desk.person.name), by=desk.person, at=desk.now)


def _confirm(session: Session, row: Delivery, desk: Desk) -> None:
    proof = st.session_state.get("proof")
    digest = desk.files.put(proof.getvalue()) if proof else ""
    resolve.confirm_by_hand(session, row, by=desk.person, at=desk.now, proof=digest)


def _moved(key: int) -> None:
    desk = here()
    to = st.session_state["move_to"].replace(tzinfo=desk.zone)
    with refusals_kept(), desk.act() as session:
        moved = schedule.reschedule(session, placement(session, delivery(session, key).placement_id), to=to, by=desk.person, at=desk.now)
        tell(say("publish.moved", at=f"{to:%m-%d %H:%M}") if moved else say("publish.moved_needs_review"))


def _on_platform(key: int, verb: str) -> None:
    """What the platform refuses is said as a refusal, with its mend."""
    desk = here()
    with refusals_kept():
        if verb == "remind":
            answer, done = resolve.remind(publishing_desk(desk), key, brand=desk.brand.key, by=desk.person), "publish.reminded"
        else:
            reason = say("publish.dropped_by", name=desk.person.name)
            answer = resolve.cancel_on_platform(publishing_desk(desk), key, brand=desk.brand.key, by=desk.person, reason=reason)
            done = "publish.cancelled_there"
        must_have_worked(answer, where=f"delivery:{key}")
        tell(say(done))
