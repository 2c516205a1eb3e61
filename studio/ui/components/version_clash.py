"""Somebody saved a version while this was typed: both texts, and the choice between them."""

import streamlit as st

from studio.library.kinds import ChannelKind
from studio.ui.components.writing_acts import keep_mine, take_theirs
from studio.ui.glance.writing import OnTheDesk
from studio.ui.words import say


def version_clash(found: OnTheDesk, channel: ChannelKind) -> None:
    """Shown until one of them is chosen; neither is touched before."""
    if not found.overtaken or found.version is None:
        return
    mine, theirs = found.in_hand.get(channel), found.version.body.get(channel)
    st.warning(say("write.clash", n=found.version.number), icon=":material/call_split:")
    left, right = st.columns(2)
    left.text_area(say("frame.theirs"), theirs.words if theirs else "", key="conflict_theirs", height=240, disabled=True)
    right.text_area(say("frame.yours"), mine.variant.words if mine else "", key="conflict_yours", height=240, disabled=True)
    left.button(say("desk.use_theirs"), key="clash_theirs", on_click=take_theirs, args=(found.post.key,))
    right.button(say("desk.use_mine"), key="clash_mine", on_click=keep_mine, args=(found.post.key,))
