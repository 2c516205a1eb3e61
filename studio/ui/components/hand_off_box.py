"""A hand-off on 投放: the phone link of whoever posts, as an address to copy and a code to scan, and until when."""

from base64 import b64encode
from datetime import datetime
from io import BytesIO

import streamlit as st

from studio.assets.qr_code import qr_code
from studio.library.kinds import ChannelKind
from studio.people.person import Person
from studio.posts.placement import placement
from studio.publishing.delivery import Delivery, State, delivery
from studio.publishing.handoff import OPEN_AFTERWARDS, closes, link_for, whose
from studio.ui.components.markup import clock_time, heading, show
from studio.ui.desk import Desk
from studio.ui.glance.publishing import Told
from studio.ui.words import say

SIDE = 480  # pixels of the code: a signed link is long


def hand_off_box(told: Told, desk: Desk) -> None:
    """Drawn for hand-offs that wait for somebody; before its time it says when the link comes."""
    if told.going.placement.channel != ChannelKind.HANDOFF or told.row.is_ not in (State.PLANNED, State.CREATED):
        return
    heading(say("publish.handoff_head"))
    if told.row.is_ is State.PLANNED:
        st.caption(say("publish.handoff_not_yet"))
        return
    until, links = _links(told.row, desk)
    today = desk.local(desk.now)
    st.markdown(say("publish.handoff_due", at=_at(told.row.due_at, desk), until=clock_time(desk.local(until), today=today)))
    for person, link in links:
        with st.container(horizontal=True, vertical_alignment="center", key=f"card_handoff_{person.key if person else 0}"):
            show(f'<img class="qr" alt="QR" src="{_code(link)}">')
            with st.container(gap="xxsmall"):
                st.markdown(f"**{say('publish.handoff_for', name=person.name) if person else say('publish.handoff_anybody')}**")
                st.code(link, language=None, wrap_lines=False)
                st.caption(say("publish.handoff_help", until=_at(until + OPEN_AFTERWARDS, desk)))


def _links(row: Delivery, desk: Desk) -> tuple[datetime, list[tuple[Person | None, str]]]:
    address = desk.house.settings.web_address
    with desk.look() as session:
        found, where = delivery(session, row.key), placement(session, row.placement_id)
        people: list[Person | None] = list(whose(session, where)) or [None]
        return closes(found, where), [
            (person, link_for(session, found, vault=desk.house.vault, address=address, to=person)) for person in people
        ]


def _at(moment: datetime, desk: Desk) -> str:
    return clock_time(desk.local(moment), today=desk.local(desk.now))


@st.cache_data(max_entries=64, show_spinner=False)
def _code(link: str) -> str:
    picture = BytesIO()
    qr_code(link, SIDE, where="hand-off").save(picture, "PNG", optimize=True)
    return f"data:image/png;base64,{b64encode(picture.getvalue()).decode()}"
