"""Deliveries as rows that read the same on a phone: state, time, words, account, the next step in a sentence, and the way there."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from studio.publishing.delivery import Delivery, State
from studio.ui.address import number
from studio.ui.components.delivery_detail import delivery_detail
from studio.ui.components.delivery_table import next_step
from studio.ui.components.markup import channel_chip, clock_time, persona_chip, show, state_chip
from studio.ui.components.publish_parts import PART_OF, show_part
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.going import Going
from studio.ui.glance.publishing import told
from studio.ui.words import say


def delivery_rows(rows: Sequence[Going], desk: Desk, cast: Cast) -> None:
    """The rows; the one that the address names is unfolded, above the others when it does not stand among them."""
    opened = number("delivery")
    if opened is not None and opened not in [each.delivery.key for each in rows if each.delivery]:
        _unfolded(opened, desk, cast)
        st.button(say("publish.fold"), key="delivery_fold", icon=":material/expand_less:", type="tertiary", on_click=_fold)
    with st.container(key="card_deliveries"):
        for each in rows:
            if each.delivery:
                _row(each, each.delivery, desk, cast, is_open=each.delivery.key == opened)


def _row(each: Going, row: Delivery, desk: Desk, cast: Cast, *, is_open: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"row_delivery_{row.key}"):
        show(_words(each, row, desk, cast))
        if (part := PART_OF.get(row.is_)) is not None:
            st.button(say(f"publish.to_{part}"), key=f"delivery_go_{row.key}", on_click=show_part, args=(part, row.key))
        see = f"delivery_see_{row.key}"
        if is_open:
            st.button(say("publish.fold"), key=see, type="tertiary", on_click=_fold)
        else:
            st.button(say("publish.see"), key=see, type="tertiary", on_click=_unfold, args=(row.key,))
    if is_open:
        _unfolded(row.key, desk, cast)


def _words(each: Going, row: Delivery, desk: Desk, cast: Cast) -> str:
    at = clock_time(desk.local(row.due_at), today=desk.local(desk.now))
    who = persona_chip(cast.name(each.post.persona), cast.order(each.post.persona))
    where = f'{channel_chip(each.placement.channel)} <span class="muted">{escape(each.account.name)}</span>'
    quiet = "muted" if row.is_ in (State.DELIVERED, State.CANCELLED) else ""
    return (
        f'<div class="delivery"><p>{state_chip(row.state)} <time>{escape(at)}</time> <b>{escape(each.headline)}</b></p>'
        f'<p class="more"><span class="{quiet}">{escape(next_step(each, desk))}</span><span>{who} {where}</span></p></div>'
    )


def _unfolded(key: int, desk: Desk, cast: Cast) -> None:
    with st.container(key="delivery_unfolded"):
        delivery_detail(told(desk, key), desk, cast)


def _unfold(key: int) -> None:
    st.query_params["delivery"] = str(key)


def _fold() -> None:
    st.query_params.pop("delivery", None)
