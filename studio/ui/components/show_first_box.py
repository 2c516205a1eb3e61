"""Showing an article to one of the brand's testers before anybody decides: whom, and what became of it."""

import streamlit as st

from studio.channels.channel import ShowsFirst
from studio.channels.registry import able
from studio.publishing.show_first import show_first
from studio.publishing.tester import testers
from studio.ui.components.choice import apart
from studio.ui.components.platform_answer import must_have_worked
from studio.ui.components.refusal import refusals_shown
from studio.ui.desk import Desk, publishing_desk
from studio.ui.glance.going import Going
from studio.ui.words import say


def show_first_box(going: Going, desk: Desk) -> None:
    """Only where the platform shows a message to one person first; nothing elsewhere."""
    if not able(going.account.channel, ShowsFirst):
        return
    key = going.placement.key
    with desk.look() as session:
        names = {each.whom: each.name for each in testers(session, going.account)}
    with (
        st.popover(say("review.show_first"), icon=":material/phone_iphone:", key=f"show_first_open_{key}"),
        st.form(f"show_first_form_{key}", border=False),
    ):
        st.caption(say("review.show_first_means"))
        openid = st.selectbox(
            say("review.show_first_whom"), list(names), format_func=apart(names, names.__getitem__), index=None, placeholder=say("review.show_first_choose"),
            key=f"show_first_whom_{key}", disabled=not names,
        )  # fmt: skip
        if not names:
            st.caption(say("review.show_first_no_testers"))
        if st.form_submit_button(say("review.show_first_yes"), key=f"show_first_yes_{key}", type="primary"):
            _show(going, (openid or "").strip(), desk)


def _show(going: Going, openid: str, desk: Desk) -> None:
    if not openid:
        st.caption(say("review.show_first_nobody"))
        return
    with refusals_shown(), st.spinner(say("review.showing_first")):
        answer = show_first(publishing_desk(desk), going.placement.key, openid, brand=desk.brand.key, by=desk.person)
        must_have_worked(answer, where=f"placement:{going.placement.key}")
        st.success(say("review.shown_first"), icon=":material/check:")
