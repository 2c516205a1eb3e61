"""互动: what came of it, and who waits for an answer."""

import streamlit as st

from studio.excerpt import excerpt
from studio.ui.components.best_and_weakest import best_and_weakest
from studio.ui.components.confirm import undo_offer
from studio.ui.components.direct_message_list import direct_message_list
from studio.ui.components.empty import empty
from studio.ui.components.inbox import inbox_list
from studio.ui.components.markup import heading
from studio.ui.components.opt_out_list import opt_out_list
from studio.ui.components.pager import pager
from studio.ui.components.readings_chart import readings_chart
from studio.ui.components.refusal import kept_refusal
from studio.ui.components.results_table import results_table
from studio.ui.components.week import week_figures
from studio.ui.desk import here
from studio.ui.glance.cast import cast
from studio.ui.glance.direct_messages import direct_messages
from studio.ui.glance.engagement import gone_lately, inbox, over_time, results, weeks
from studio.ui.words import say

desk = here()
personas = cast(desk)
_, gathered, waiting = inbox(desk, slice(0, 0))
left, right = st.columns([1, 1], gap="large")

with left:
    heading(say("engage.inbox"), say("engage.inbox_more", n=waiting))
    kept_refusal()
    undo_offer()
    rows, _, _ = inbox(desk, pager(gathered, key="inbox_page", rows=10))
    if rows:
        inbox_list(rows, desk, personas)
    else:
        empty(say("engage.inbox_empty"), key="inbox_empty")
    if gone := gone_lately(desk):
        st.caption(say("engage.gone", n=gone))
    if messages := direct_messages(desk):
        heading(say("engage.messages"), say("engage.messages_more"))
        direct_message_list(messages, desk)

found = results(desk)
with right:
    this, last = weeks(found, desk.now)
    heading(say("engage.week"), say("engage.week_more", n=this.n, of=this.of))
    week_figures(this, last)
    heading(say("engage.compared"))
    best_and_weakest(found, personas)

heading(say("engage.results"), say("engage.results_more"))
if found:
    chosen = results_table(found, desk, personas) or found[0]
    if chosen.going.delivery:
        heading(excerpt(chosen.going.headline, 40), say("engage.over_time"))
        readings_chart(over_time(desk, chosen.going.delivery.key))
else:
    empty(say("parts.no_chart"), key="results_empty")

heading(say("opt_out.head"))
st.caption(say("opt_out.head_more"))
opt_out_list(desk)
