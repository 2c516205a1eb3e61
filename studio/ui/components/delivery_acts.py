"""What a publisher can do about one delivery in its present state; each button is one act."""

from collections.abc import Callable
from datetime import timedelta

import streamlit as st
from sqlmodel import Session

from studio.channels.registry import open_channel
from studio.people.person import Role
from studio.posts.placement import placement
from studio.publishing import resolve, schedule
from studio.publishing.delivery import Delivery, State, delivery
from studio.publishing.desk import Desk as PublishingDesk
from studio.publishing.resolve import Happened
from studio.ui.components.confirm import tell
from studio.ui.components.refusal import kept_refusal, refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.words import say


def delivery_acts(row: Delivery, desk: Desk) -> None:
    """The buttons; a person without the right sees why there are none."""
    kept_refusal()
    if not desk.may(Role.PUBLISHER, Role.PLANNER, Role.ADMIN):
        st.info(say("publish.not_publisher"), icon=":material/info:")
        return
    match row.is_:
        case State.UNKNOWN:
            _decide(row)
        case State.MISSED | State.REFUSED | State.PLANNED:
            _move_or_drop(row, desk)
        case State.CREATED:
            _waiting(row)
        case _:
            st.caption(say("publish.nothing_to_do"))


def _decide(row: Delivery) -> None:
    st.caption(say("publish.decide_help"))
    with st.form("decide", border=False):
        options = {Happened.IT_WENT_OUT: say("publish.it_went_out"), Happened.IT_DID_NOT: say("publish.it_did_not")}
        st.radio(say("publish.what_happened"), list(options), format_func=options.__getitem__, key="decide_happened", horizontal=True)
        st.text_input(say("publish.saw"), key="decide_reason", placeholder=say("publish.saw_hint"))
        st.form_submit_button(say("publish.decide"), type="primary", key="decide_send", on_click=_decided, args=(row.key,))


def _move_or_drop(row: Delivery, desk: Desk) -> None:
    soon = desk.local(desk.now + timedelta(minutes=10)).replace(second=0, microsecond=0, tzinfo=None)
    start = max(soon, desk.local(row.due_at).replace(tzinfo=None))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.datetime_input(say("publish.new_time"), value=start, key="move_to", width=220)
        st.button(
            say("publish.move"), key="move", on_click=_moved, args=(row.key,), type="primary" if row.is_ is State.MISSED else "secondary"
        )
        if row.is_ is State.REFUSED:
            st.button(say("publish.try_again"), key="try_again", type="primary", on_click=_act, args=(row.key, _try_again, "publish.tried"))
        st.button(say("publish.drop"), key="drop", type="tertiary", on_click=_act, args=(row.key, _drop, "publish.dropped"))


def _waiting(row: Delivery) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if row.waits_for_person and row.expected in (None, 1):
            st.file_uploader(say("publish.proof"), type=["png", "jpg", "jpeg"], key="proof")
            st.button(
                say("publish.confirm_by_hand"),
                key="confirm_by_hand",
                type="primary",
                on_click=_act,
                args=(row.key, _confirm, "publish.confirmed"),
            )
        elif row.waits_for_person:
            st.button(say("publish.remind"), key="remind", type="primary", on_click=_on_platform, args=(row.key, "remind"))
        st.button(say("publish.cancel_on_platform"), key="cancel_on_platform", on_click=_on_platform, args=(row.key, "cancel"))


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


def _decided(key: int) -> None:
    said = st.session_state
    _act(
        key,
        lambda session, row, desk: resolve.decide_unknown(
            session, row, said["decide_happened"], reason=said["decide_reason"], by=desk.person, at=desk.now
        ),
        "publish.decided",
    )


def _moved(key: int) -> None:
    desk = here()
    to = st.session_state["move_to"].replace(tzinfo=desk.zone)
    with refusals_kept(), desk.act() as session:
        moved = schedule.reschedule(session, placement(session, delivery(session, key).placement_id), to=to, by=desk.person, at=desk.now)
        tell(say("publish.moved", at=f"{to:%m-%d %H:%M}") if moved else say("publish.moved_needs_review"))


def _on_platform(key: int, verb: str) -> None:
    desk = here()
    house = desk.house
    publisher = PublishingDesk(
        house.engine, house.files, house.vault, house.settings.clock, opener=open_channel, name=f"screen:{desk.person.handle}"
    )
    with refusals_kept():
        if verb == "remind":
            resolve.remind(publisher, key, brand=desk.brand.key, by=desk.person)
            tell(say("publish.reminded"))
        else:
            resolve.cancel_on_platform(
                publisher, key, brand=desk.brand.key, by=desk.person, reason=say("publish.dropped_by", name=desk.person.name)
            )
            tell(say("publish.cancelled_there"))
