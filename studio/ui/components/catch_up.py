"""补发: what was missed, a proposal for each, and three decisions for one or for many; nothing is made up for by itself."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from studio.excerpt import excerpt
from studio.people.person import Role
from studio.publishing.catch_up import times_now
from studio.publishing.delivery import Delivery, State
from studio.publishing.free_slots import FreeSlot
from studio.ui.address import number
from studio.ui.components.catch_up_run import done_line, drop, run, to_slots, to_times
from studio.ui.components.empty import empty
from studio.ui.components.markup import channel_chip, clock_time, heading, persona_chip, show
from studio.ui.components.pager import pager
from studio.ui.components.refusal import refusals_shown
from studio.ui.components.ticks import Ticks, box_for, box_for_all, ticks
from studio.ui.components.when import coming, span
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.catching_up import Missed, missed_now, shown
from studio.ui.glance.going import Going
from studio.ui.words import say

_A_MINUTE = timedelta(minutes=1)
ROWS, PAGE = 10, "catch_up_page"


def catch_up(desk: Desk, cast: Cast, by_state: Mapping[State, int]) -> None:
    found = missed_now(desk)
    done_line()
    if not found.rows:
        empty(say("catch_up.nothing"), key="catch_up_nothing")
        return
    heading(say("catch_up.head", n=len(found.rows)), say("catch_up.head_more"))
    if not desk.may(Role.PUBLISHER, Role.PLANNER):
        st.info(say("publish.not_publisher"), icon=":material/info:")
    else:
        st.caption(_what_happens(desk))
    ticked = ticks("catch_up", [row.key for row in found.rows])
    _opened_by_address(found, ticked)
    _acts(found, ticked, desk)
    page = pager(len(found.rows), key=PAGE, rows=ROWS)
    with st.container(key="card_catch_up"):
        for each in shown(desk, found.rows[page]):
            _row(each, found, ticked, desk, cast)


def _opened_by_address(found: Missed, ticked: Ticks) -> None:
    """A delivery that the address names is ticked once, and its page of the list shown."""
    wanted = number("delivery")
    keys = [row.key for row in found.rows]
    if wanted is None or st.session_state.get("catch_up_opened") == wanted or wanted not in keys:
        return
    st.session_state["catch_up_opened"] = wanted
    st.session_state[PAGE] = keys.index(wanted) // ROWS + 1
    ticked.chosen.add(wanted)


def _what_happens(desk: Desk) -> str:
    """The approval was for the time that went by; a reviewer renews it with the same act."""
    return say("catch_up.approves_at_once") if desk.may(Role.REVIEWER) else say("catch_up.goes_to_review")


def _acts(found: Missed, ticked: Ticks, desk: Desk) -> None:
    """None of them waits for a tick to be drawn: who ticks and presses at once has done both."""
    rows = [row for row in found.rows if row.key in ticked.chosen]
    off = not desk.may(Role.PUBLISHER, Role.PLANNER)
    with st.container(horizontal=True, vertical_alignment="center", key="catch_up_acts"):
        box_for_all(ticked, say("catch_up.all", n=len(found.rows)), disabled=off)
        words = say("catch_up.to_slots", n=len(rows)) if rows else say("catch_up.to_slot")
        pressed = st.button(words, key="catch_up_slots", type="primary", icon=":material/event_available:", disabled=off)
        with st.popover(say("catch_up.send_now"), key="catch_up_now_open", disabled=off):
            _send_now(rows, desk)
        with st.popover(say("catch_up.drop"), key="catch_up_drop_open", disabled=off):
            _drop(rows, desk)
    if pressed and not rows:
        st.info(say("catch_up.tick_first"), icon=":material/info:")
    elif pressed:
        run(rows, to_slots(found.slots, say("catch_up.auto_reason"), desk), desk)


def _send_now(rows: Sequence[Delivery], desk: Desk) -> None:
    if not rows:
        st.caption(say("catch_up.tick_first"))
        return
    with refusals_shown():
        times = times_now(rows, zone=desk.brand.zone_info, now=desk.now)
        st.write(say("catch_up.now_help"))
        last = max(times.values(), default=desk.now)
        if last - desk.now > _A_MINUTE:
            st.caption(say("catch_up.now_spaced", at=coming(desk.local(last), today=desk.local(desk.now))))
        with st.form("catch_up_now_form", border=False):
            reason = st.text_input(say("catch_up.reason"), key="catch_up_reason", placeholder=say("catch_up.reason_hint"))
            if st.form_submit_button(say("catch_up.send_now_do", n=len(rows)), key=f"catch_up_now_{len(rows)}", type="primary"):
                run(rows, to_times(times, reason, desk), desk)


def _drop(rows: Sequence[Delivery], desk: Desk) -> None:
    """The number is part of the button: whoever read another number has not agreed to this one."""
    if not rows:
        st.caption(say("catch_up.tick_first"))
        return
    st.write(say("catch_up.drop_help", n=len(rows)))
    if st.button(say("catch_up.drop_do", n=len(rows)), key=f"catch_up_drop_{len(rows)}", type="primary"):
        run(rows, drop, desk)


def _row(each: Going, found: Missed, ticked: Ticks, desk: Desk, cast: Cast) -> None:
    row = each.delivery
    if row is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"row_catch_{row.key}"):
        with st.container(gap="xxsmall"):
            box_for(ticked, row.key, excerpt(each.headline, 48), disabled=not desk.may(Role.PUBLISHER, Role.PLANNER))
            show(f'<p class="catch-facts">{_facts(each, row, desk, cast)}</p>')
        show(_proposal(found.slots.get(row.key), row.key in found.own, desk))


def _facts(each: Going, row: Delivery, desk: Desk, cast: Cast) -> str:
    minutes = max(0, int((desk.now - row.due_at).total_seconds() // 60))
    was = say("catch_up.was", at=clock_time(desk.local(row.due_at), today=desk.local(desk.now)), late=span(minutes))
    who = persona_chip(cast.name(each.post.persona), cast.order(each.post.persona))
    return f'{who} {channel_chip(each.placement.channel)} <span class="muted">{escape(each.account.name)}</span> <span class="muted nowrap">{escape(was)}</span>'


def _proposal(slot: FreeSlot | None, own: bool, desk: Desk) -> str:  # noqa: FBT001 - a fact, not a switch
    if slot is None:
        return f'<div class="proposal"><b>{escape(say("catch_up.no_slot"))}</b><small>{escape(say("catch_up.no_slot_more"))}</small></div>'
    at = coming(desk.local(slot.at), today=desk.local(desk.now))
    why = say("catch_up.own") if own and desk.may(Role.REVIEWER) else say(f"catch_up.from_{slot.found}")
    return f'<div class="proposal"><b>→ {escape(at)}</b><small>{escape(why)}</small></div>'
