"""审核: may this go out in our name."""

import streamlit as st

from studio.ui.components.advert_question import advert_answer
from studio.ui.components.decision import decision
from studio.ui.components.empty import empty
from studio.ui.components.markup import channel_name, heading
from studio.ui.components.refusal import kept_refusal
from studio.ui.components.review_case import destination, remarks
from studio.ui.components.review_queue import choose
from studio.ui.desk import here
from studio.ui.glance.cast import cast
from studio.ui.glance.review import case, queue
from studio.ui.menu import go_to
from studio.ui.words import say

desk = here()
queued = queue(desk)

if not queued:
    kept_refusal()
    if empty(say("review.nothing"), action=say("review.to_publish"), key="review_nothing"):
        go_to("publish")
else:
    personas = cast(desk)
    left, right = st.columns([2, 7], gap="medium")
    with left:
        heading(say("review.queue"), say("review.queue_more", n=len(queued)))
        chosen = choose(queued, desk, personas)
    with right:
        found = case(desk, chosen)
        decision(found, desk)
        advert_answer(found.queued.post, found.queued.version.body, desk)
        tabs = st.tabs([f"{channel_name(each.going.placement.channel)} · {each.going.account.name}" for each in found.exact])
        for tab, each in zip(tabs, found.exact, strict=True):
            with tab:
                destination(each, desk, personas)
        remarks(found, desk)
