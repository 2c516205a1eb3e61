"""Things to do, each in a sentence with the one action that moves it."""

from collections.abc import Sequence

import streamlit as st

from studio.ui.components.empty import empty
from studio.ui.components.pager import ROWS
from studio.ui.glance.today import Task
from studio.ui.words import say

_ICONS = {
    "unknown": ":violet[:material/help:]", "missed": ":red[:material/schedule:]", "refused": ":red[:material/block:]", "by_hand": ":material/front_hand:",
    "comments": ":material/forum:", "reviews": ":material/fact_check:", "sent_back": ":orange[:material/undo:]",
}  # fmt: skip


def worklist(tasks: Sequence[Task], *, key: str) -> Task | None:
    """At most thirty, gravest first; gives the one whose button was pressed."""
    if not tasks:
        empty(say("today.nothing_waits"), key=f"{key}_empty")
        return None
    chosen = None
    with st.container(key=f"card_{key}"):
        for order, task in enumerate(tasks[:ROWS]):
            with st.container(horizontal=True, vertical_alignment="center", key=f"row_{key}_{order}"):
                st.markdown(f"{_ICONS[task.kind.removesuffix('_many')]} {say(f'today.task_{task.kind}', **dict(task.values))}")
                if st.button(say(f"today.do_{task.kind}"), key=f"{key}_{order}", type="primary" if order == 0 else "secondary"):
                    chosen = task
    return chosen
