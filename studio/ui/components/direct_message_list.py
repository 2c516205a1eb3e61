"""Followers' direct messages that wait: read here, answered on the platform, ticked off here."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from studio.database import not_found
from studio.engagement.answered import ANSWERERS
from studio.engagement.platform_event import PlatformEvent, dealt_with
from studio.ui.components.confirm import tell
from studio.ui.components.inbox import person_name
from studio.ui.components.markup import as_written, show
from studio.ui.components.pager import pager
from studio.ui.components.refusal import refusals_kept
from studio.ui.components.when import span
from studio.ui.desk import Desk, here
from studio.ui.glance.direct_messages import DirectMessage
from studio.ui.words import say


def direct_message_list(found: Sequence[DirectMessage], desk: Desk) -> None:
    with st.container(key="card_messages"):
        for each in found[pager(len(found), key="message_page", rows=5)]:
            _row(each, desk)


def _row(each: DirectMessage, desk: Desk) -> None:
    minutes = max(0, int((desk.now - each.at).total_seconds() // 60))
    clock = say("engage.waits", span=span(minutes)) if minutes else say("engage.waits_now")
    with st.container(horizontal=True, vertical_alignment="center", key=f"row_message_{each.key}"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{as_written(person_name(each.person, {each.person: each.name}))}** :gray[{clock}]")
            show(f'{escape(each.text)}<br><small class="muted">{escape(each.account)}</small>')
        st.button(
            say("engage.settled"), key=f"settle_{each.key}", icon=":material/check:", on_click=_settled, args=(each.key,),
            disabled=not desk.may(*ANSWERERS),
        )  # fmt: skip


def _settled(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        row = session.get(PlatformEvent, key)
        if row is None:
            raise not_found("私信", "direct message", key)
        dealt_with(session, row, by=desk.person, at=desk.now)
        tell(say("engage.settled_done"))
