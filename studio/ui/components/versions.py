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
        shown = st.selectbox(
            say("write.version"), found.versions, key="version_shown",
            format_func=lambda row: say("write.version_line", number=row.number, at=f"{desk.local(row.at):%m-%d %H:%M}", note=row.note),
        )  # fmt: skip
        after = shown.body.get(channel)
        before = next((row.body.get(channel) for row in found.versions if row.number == shown.number - 1), None)
        difference(before.words if before else "", after.words if after else "")
