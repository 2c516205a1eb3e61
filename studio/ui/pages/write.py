"""创作: what do I say, per channel. The post in hand is the one in the address; its words live in its draft."""

import streamlit as st

from studio.library.kinds import ChannelKind
from studio.ui.address import number
from studio.ui.components.advert_question import advert_question
from studio.ui.components.article_pictures import article_pictures, body_acts
from studio.ui.components.desk_editor import desk_editor
from studio.ui.components.destinations import destinations
from studio.ui.components.empty import empty
from studio.ui.components.findings import findings_list
from studio.ui.components.markup import channel_name, heading
from studio.ui.components.phone import phone
from studio.ui.components.picture_strip import picture_strip
from studio.ui.components.post_about import post_about
from studio.ui.components.post_head import post_head
from studio.ui.components.post_picker import asked_for, pick_channel, pick_post
from studio.ui.components.refusal import kept_refusal, refusals_shown
from studio.ui.components.version_clash import version_clash
from studio.ui.components.versions import version_list
from studio.ui.components.writing_acts import add_channel, drawn, hand_in, save
from studio.ui.desk import here
from studio.ui.glance.cast import cast_of
from studio.ui.glance.preview_of import preview_typed
from studio.ui.glance.shelf import library
from studio.ui.glance.writing import checked, on_the_desk, recent
from studio.ui.words import say

desk = here()
shelf = library(desk)
cast = cast_of(shelf)
chosen = pick_post(recent(desk, also=asked_for(desk)), cast, shelf)

if chosen is None:
    kept_refusal()
    wanted = number("post")
    empty(say("write.nothing") if wanted is None else say("write.not_there", n=wanted), key="write_nothing")
else:
    found = on_the_desk(desk, chosen)
    left, right = st.columns([7, 5], gap="large")
    with left:
        post_head(found, desk, cast)
        post_about(found.post, shelf, desk)
        others = [kind for kind in ChannelKind if kind not in found.in_hand]
        with st.container(horizontal=True, vertical_alignment="center"):
            channel = pick_channel(desk, chosen, list(found.in_hand) or [ChannelKind.MOMENTS])
            for other in others:
                words = say("write.add_channel", channel=channel_name(other.value))
                st.button(words, key=f"add_{other.value}", type="tertiary", on_click=add_channel, args=(chosen, other, channel))
        if channel in found.in_hand:
            desk_editor(
                found.in_hand[channel],
                desk,
                kind=found.kind_of(channel),
                acts=("hand_in", "save", f"draw_cover_{chosen}", body_acts(chosen), *(f"add_{other.value}" for other in others)),
            )
            (article_pictures if channel is ChannelKind.OFFICIAL_ACCOUNT else picture_strip)(found.in_hand[channel], desk)
        kept_refusal()
        version_clash(found, channel)
        with st.container(horizontal=True, vertical_alignment="center", key="writing_acts"):
            st.button(
                say("write.hand_in"),
                key="hand_in",
                type="primary",
                icon=":material/outbox:",
                on_click=hand_in,
                args=(chosen,),
                shortcut="Ctrl+Enter",
            )
            st.button(say("write.save"), key="save", on_click=save, args=(chosen,), shortcut="Ctrl+S")
            st.caption(say("write.unsaved", n=len(found.unsaved)) if found.unsaved else say("write.all_saved"))
        with refusals_shown():
            typed = {kind: drawn(shelf, each.variant, desk) for kind, each in found.in_hand.items()}
            advert_question(found.post, typed, shelf, desk)
            noticed = checked(desk, found.post, typed, shelf).get(channel.value, [])
            heading(say("write.findings"), say("review.findings_more", n=len(noticed)))
            if noticed:
                findings_list(noticed)
            else:
                st.caption(say("review.no_findings"))
    with right:
        if channel in found.in_hand:
            with refusals_shown():
                phone(preview_typed(found, drawn(shelf, found.in_hand[channel].variant, desk), desk, cast))
        destinations(found, desk)
        version_list(found, channel, desk)
