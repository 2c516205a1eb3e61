"""One post before the reviewer: the phone, the facts, the findings, the difference, and what was said about it."""

from html import escape

import streamlit as st

from studio.review.submission import comment
from studio.ui.components.findings import difference, findings_list
from studio.ui.components.markup import heading, show
from studio.ui.components.payload import payload
from studio.ui.components.phone import phone
from studio.ui.components.refusal import refusals_shown
from studio.ui.components.show_first_box import show_first_box
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.preview_of import preview_for
from studio.ui.glance.review import Case, Exact
from studio.ui.words import say


def destination(exact: Exact, desk: Desk, cast: Cast) -> None:
    """The phone at the left, everything else at the right."""
    left, right = st.columns([1, 1], gap="medium")
    with left:
        if message := preview_for(exact.going, desk, cast):
            phone(message)
            show_first_box(exact.going, desk)
    with right:
        heading(say("review.exactly"))
        payload(exact, desk)
        heading(say("review.findings"), say("review.findings_more", n=len(exact.findings)))
        if exact.findings:
            findings_list(exact.findings)
        else:
            st.caption(say("review.no_findings"))
        if exact.before is not None and exact.going.variant:
            heading(say("review.difference"))
            difference(exact.before, exact.going.variant.words)


def remarks(case: Case, desk: Desk) -> None:
    """What people said about this version, and a line to say something."""
    heading(say("review.remarks"))
    rows = "".join(
        f'<div><time>{desk.local(row.at):%m-%d %H:%M}</time><span class="grow"><b>{escape(name)}</b> {escape(row.text)}</span></div>'
        for row, name in case.comments
    )
    if rows:
        show(f'<div class="rows">{rows}</div>')
    with st.form("remark", clear_on_submit=True, border=False):
        text = st.text_input(say("review.remark"), key="remark_text", label_visibility="collapsed", placeholder=say("review.remark"))
        if st.form_submit_button(say("review.say"), key="remark_say") and text.strip():
            with refusals_shown(), desk.act() as session:
                comment(session, case.queued.version, text.strip(), by=desk.person, at=desk.now)
            st.rerun()
