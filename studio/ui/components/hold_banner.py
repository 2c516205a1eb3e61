"""While a hold is on, every page says so: what, why, by whom, since when."""

from html import escape

import streamlit as st

from studio.ui.components.hold_switch import held_words
from studio.ui.components.markup import clock_time, icon, show
from studio.ui.components.publish_parts import open_part
from studio.ui.desk import Desk
from studio.ui.glance.names import who
from studio.ui.waiting import Waiting
from studio.ui.words import say


def hold_banner(desk: Desk, now_waiting: Waiting) -> None:
    if not now_waiting.holds:
        return
    row, more = now_waiting.holds[0], len(now_waiting.holds) - 1
    at = clock_time(desk.local(row.at), today=desk.local(desk.now))
    said = f"{row.reason} · {say('holds.by', who=who(row.by, now_waiting.names), at=at)}"
    rest = f" {say('holds.banner_more', n=more)}" if more else ""
    with st.container(horizontal=True, vertical_alignment="center", key="held_banner"):
        words = held_words(row, now_waiting.held_names.get(row.key, row.target))
        show(f"<p>{icon('pause_circle')} <b>{escape(words)}</b> <span>{escape(said)}{escape(rest)}</span></p>")
        if st.button(say("holds.banner_go"), key="held_banner_go", type="tertiary"):
            open_part("holds")
