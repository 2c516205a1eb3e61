"""Answering a comment from here, where the platform takes a reply."""

import streamlit as st

from studio.channels.channel import Replies
from studio.channels.registry import able
from studio.engagement.answered import ANSWERERS
from studio.engagement.reply import reply
from studio.ui.components.confirm import tell
from studio.ui.components.platform_answer import must_have_worked
from studio.ui.components.refusal import refusals_shown
from studio.ui.desk import Desk, publishing_desk
from studio.ui.glance.engagement import Waits
from studio.ui.words import say


def can_be_answered_here(each: Waits) -> bool:
    """Whether there are words to answer, and the platform takes a reply to them."""
    return each.going is not None and each.first.text is not None and able(each.going.account.channel, Replies)


def reply_box(each: Waits, desk: Desk) -> None:
    """A box and its button; what is typed stays in it until the platform has it."""
    key = each.first.key
    with (
        st.popover(say("engage.reply"), icon=":material/reply:", key=f"reply_open_{key}", disabled=not desk.may(*ANSWERERS)),
        st.form(f"reply_form_{key}", border=False),
    ):
        text = st.text_area(say("engage.reply_text"), key=f"reply_text_{key}", height=96, help=say("engage.reply_once"))
        if st.form_submit_button(say("engage.reply_send"), key=f"reply_send_{key}", type="primary"):
            _send(key, text, desk)


def _send(key: int, text: str, desk: Desk) -> None:
    with refusals_shown(), st.spinner(say("engage.replying")):
        answer = reply(publishing_desk(desk), key, text, brand=desk.brand.key, by=desk.person)
        must_have_worked(answer, where=f"interaction:{key}")
        tell(say("engage.replied"))
        st.rerun()
