"""Which post is on the desk: the recent ones, and beginning a new one."""

from collections.abc import Sequence

import streamlit as st

from studio.library.kinds import ChannelKind
from studio.ui.components.markup import channel_name, state_words
from studio.ui.components.writing_acts import begin
from studio.ui.glance.cast import Cast
from studio.ui.glance.writing import Listed
from studio.ui.words import say


def pick_post(listed: Sequence[Listed], cast: Cast) -> int | None:
    """The chosen post; the address or the last choice decides, else the newest."""
    known = {row.post.key: row for row in listed}
    if "write_post" not in st.session_state and (wanted := asked_for()) in known:
        st.session_state["write_post"] = wanted
    with st.container(horizontal=True, vertical_alignment="bottom", key="picker"):
        chosen = st.selectbox(
            say("write.post"), list(known), key="write_post", label_visibility="collapsed", format_func=lambda key: _line(known[key], cast),
            placeholder=say("write.no_post"),
        )  # fmt: skip
        new_post(cast)
    return chosen


def asked_for() -> int | None:
    """The post that is on the desk already, or that the address names."""
    wanted = st.query_params.get("post", "")
    return st.session_state.get("write_post") or (int(wanted) if wanted.isdigit() else None)


def new_post(cast: Cast) -> None:
    """The form for a new post."""
    with st.popover(say("write.new"), icon=":material/add:", key="new_open"), st.form("new_post", border=False, clear_on_submit=True):
        st.text_input(say("write.idea"), key="new_idea", placeholder=say("write.idea_hint"))
        st.selectbox(say("write.persona"), list(cast.personas), format_func=cast.name, key="new_persona")
        st.selectbox(say("write.pillar"), list(cast.pillars), format_func=cast.pillar, key="new_pillar")
        st.selectbox(say("write.channel"), list(ChannelKind), format_func=lambda kind: channel_name(kind.value), key="new_channel", index=2)
        st.form_submit_button(say("write.begin"), type="primary", key="new_begin", on_click=begin)


def _line(row: Listed, cast: Cast) -> str:
    return f"{row.headline[:40]} · {cast.name(row.post.persona)} · {state_words(row.state)}"
