"""What a post is: its idea, whose it is, where it stands, whether it advertises, why it came back."""

from html import escape

import streamlit as st

from studio.ui.colours import GAMBOGE
from studio.ui.components.markup import as_written, chip, persona_chip, show, state_chip
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.writing import OnTheDesk
from studio.ui.words import say


def post_head(found: OnTheDesk, desk: Desk, cast: Cast) -> None:
    post, submission = found.post, found.submission
    state = "draft" if submission is None else submission.decision or "waiting"
    promotional = chip(say("write.promotional"), GAMBOGE) if found.version and found.version.promotional else ""
    show(
        f'<p class="line">{persona_chip(cast.name(post.persona), cast.order(post.persona))} <span class="muted">{escape(cast.pillar(post.pillar))}</span> '
        f"{state_chip(state)} {promotional}</p>"
    )
    if submission and submission.decision == "sent_back" and submission.decided_at:
        at = f"{desk.local(submission.decided_at):%m-%d %H:%M}"
        st.warning(say("write.sent_back", reason=as_written(submission.reason), at=at), icon=":material/undo:")
