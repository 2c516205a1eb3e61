"""Every version of a post, and what changed in each."""

import streamlit as st

from studio.library.kinds import ChannelKind
from studio.ui.components.findings import difference
from studio.ui.desk import Desk
from studio.ui.glance.writing import OnTheDesk
from studio.ui.words import say


def version_list(found: OnTheDesk, channel: ChannelKind, desk: Desk) -> None:
    with st.expander(say("write.versions", n=len(found.versions)), icon=":material/history:"):
        if not found.versions:
            st.caption(say("write.no_version"))
            return
        rows = {row.number: row for row in found.versions}
        lines = {n: say("write.version_line", number=n, at=f"{desk.local(row.at):%m-%d %H:%M}", note=row.note) for n, row in rows.items()}
        shown = rows[
            st.selectbox(say("write.version"), list(lines), format_func=lines.__getitem__, key=f"version_{found.post.key}_{max(rows)}")
        ]
        after = shown.body.get(channel)
        before = rows[shown.number - 1].body.get(channel) if shown.number - 1 in rows else None
        difference(before.words if before else "", after.words if after else "")
