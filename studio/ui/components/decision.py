"""The reviewer's decision: buttons named by their effect, a reason for sending back, a second question for what cannot be recalled."""

import streamlit as st

from studio.library.kinds import ChannelKind
from studio.people.person import Role
from studio.publishing.schedule import approve_and_schedule, default_windows
from studio.review.submission import accept, send_back, submission
from studio.ui.components.audience import audience_sentence
from studio.ui.components.confirm import ask_again, open_question, tell
from studio.ui.components.refusal import kept_refusal, refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.review import Case
from studio.ui.words import say


def decision(case: Case, desk: Desk) -> None:
    """Approve and schedule, only approve, or send back with a reason."""
    kept_refusal()
    key, seen = case.queued.submission.key, case.seen
    if case.own:
        st.info(say("review.own"), icon=":material/info:")
    allowed = desk.may(Role.REVIEWER) and not case.own
    if not desk.may(Role.REVIEWER):
        st.info(say("review.not_reviewer"), icon=":material/info:")
    final = [each for each in case.exact if cannot_be_recalled(each.going.account.channel, each.going.account.settings)]
    with st.container(horizontal=True, key="decision"):
        st.button(
            say("review.approve_and_schedule"), key="approve_and_schedule", type="primary", icon=":material/event_available:", disabled=not allowed,
            shortcut="Ctrl+Enter", on_click=open_question if final else _approve_and_schedule, args=("send_final",) if final else (key, seen),
        )  # fmt: skip
        st.button(say("review.approve_only"), key="approve_only", disabled=not allowed, on_click=_approve, args=(key, seen))
        with (
            st.popover(say("review.send_back"), key="send_back_open", disabled=not desk.may(Role.REVIEWER)),
            st.form("send_back_form", border=False),
        ):
            st.text_area(say("review.reason"), key="send_back_reason", height=120, placeholder=say("review.reason_hint"))
            st.form_submit_button(say("review.send_back"), key="send_back", on_click=_send_back, args=(key,))
    if final:
        to_whom = audience_sentence(final[0].going.account, final[0].going.placement.for_whom)
        ask_again(
            say("review.final", audience=to_whom),
            act=say("review.approve_and_schedule"),
            key="send_final",
            on_yes=lambda: _approve_and_schedule(key, seen),
        )


def cannot_be_recalled(channel: str, settings: "dict[str, object]") -> bool:
    """Mass sends of an Official Account are pushed to every follower at once."""
    return channel == ChannelKind.OFFICIAL_ACCOUNT and settings.get("publish") == "mass"


def _approve_and_schedule(key: int, seen: str) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        rows = approve_and_schedule(session, submission(session, key), seen=seen, files=desk.files, by=desk.person, at=desk.now)
        tell(say("review.scheduled", n=len(rows), at=f"{desk.local(rows[0].due_at):%m-%d %H:%M}"))


def _approve(key: int, seen: str) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        row = submission(session, key)
        accept(session, row, seen=seen, windows=default_windows(session, row), files=desk.files, by=desk.person, at=desk.now)
        tell(say("review.approved"))


def _send_back(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        send_back(session, submission(session, key), reason=st.session_state["send_back_reason"], by=desk.person, at=desk.now)
        tell(say("review.sent_back"))
