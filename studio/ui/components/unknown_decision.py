"""The decision about an unknown outcome: it went out, it did not and is sent again, or it did not and is dropped."""

import streamlit as st

from studio.excerpt import excerpt
from studio.people.person import Role
from studio.publishing import resolve
from studio.publishing.delivery import delivery
from studio.publishing.resolve import Happened
from studio.ui.components.confirm import tell
from studio.ui.components.markup import as_written
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.uncertain import Uncertain
from studio.ui.words import say

CHOICES = ("went_out", "send_again", "drop")


def unknown_decision(found: Uncertain, desk: Desk) -> None:
    """Where to look, three choices in plain words, what was seen, one button named by its effect."""
    going, row = found.told.going, found.told.row
    if not desk.may(Role.PUBLISHER, Role.ADMIN):
        st.info(say("publish.not_publisher"), icon=":material/info:")
        return
    st.markdown(
        say(
            f"unknown.look_{going.placement.channel}",
            what=as_written(excerpt(going.headline, 24)),
            at=f"{desk.local(row.due_at):%m-%d %H:%M}",
        )
    )
    choice = st.radio(
        say("unknown.choice"), CHOICES, index=None, key=f"unknown_happened_{row.key}", format_func=lambda each: say(f"unknown.{each}"),
        captions=[say(f"unknown.{each}_more") for each in CHOICES], label_visibility="collapsed",
    )  # fmt: skip
    if choice is None:
        return
    st.text_input(say("unknown.evidence"), key="unknown_reason", placeholder=say(f"unknown.hint_{choice}"))
    if choice == "went_out":
        st.text_input(say("unknown.link"), key="unknown_link", placeholder=say("unknown.link_hint"))
    sure = choice != "send_again" or st.checkbox(say("unknown.sure_not_there"), key=f"unknown_sure_{row.key}")
    st.button(
        say(f"unknown.do_{choice}"), type="primary", key="unknown_decide", disabled=not sure, on_click=_decided, args=(row.key, choice)
    )


def _decided(key: int, choice: str) -> None:
    desk, said = here(), st.session_state
    reason, link = said.get("unknown_reason", ""), said.get("unknown_link", "")
    with refusals_kept(), desk.act() as session:
        row = delivery(session, key)
        match choice:
            case "went_out":
                resolve.decide_unknown(
                    session, row, Happened.IT_WENT_OUT, reason=reason, by=desk.person, at=desk.now, remote_id=link.strip()
                )
            case "send_again":
                resolve.send_again(session, row, reason=reason, by=desk.person, at=desk.now)
            case _:
                resolve.decide_unknown(session, row, Happened.IT_DID_NOT, reason=reason, by=desk.person, at=desk.now)
        tell(say(f"unknown.done_{choice}"))
        said["unknown_reason"] = said["unknown_link"] = ""
