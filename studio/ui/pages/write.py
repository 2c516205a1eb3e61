"""创作: what do I say, per channel."""

import streamlit as st

from studio.library.kinds import ChannelKind
from studio.ui.components.destinations import destinations
from studio.ui.components.editor import Fields, editor
from studio.ui.components.empty import empty
from studio.ui.components.findings import findings_list
from studio.ui.components.markup import channel_name, heading
from studio.ui.components.phone import phone
from studio.ui.components.picture_strip import picture_strip
from studio.ui.components.post_head import post_head
from studio.ui.components.post_picker import asked_for, pick_post
from studio.ui.components.refusal import kept_refusal, refusals_shown
from studio.ui.components.versions import version_list
from studio.ui.components.writing_acts import add_channel, as_typed, drawn, hand_in, save, typed
from studio.ui.desk import here
from studio.ui.glance.cast import cast_of
from studio.ui.glance.preview_of import preview_typed
from studio.ui.glance.shelf import library
from studio.ui.glance.writing import checked, on_the_desk, recent
from studio.ui.words import say

desk = here()
shelf = library(desk)
cast = cast_of(shelf)
chosen = pick_post(recent(desk, also=asked_for()), cast)

if chosen is None:
    kept_refusal()
    empty(say("write.nothing"), key="write_nothing")
else:
    found = on_the_desk(desk, chosen)
    there = list(found.variants) or [ChannelKind.MOMENTS]
    left, right = st.columns([7, 5], gap="large")
    with left:
        post_head(found, desk, cast)
        with st.container(horizontal=True, vertical_alignment="center"):
            channel = st.segmented_control(
                say("write.channel"), there, default=there[0], key=f"write_{chosen}_channel", required=True, label_visibility="collapsed",
                format_func=lambda kind: channel_name(kind.value),
            )  # fmt: skip
            fields = Fields(chosen, ChannelKind(channel or there[0]))
            for other in [kind for kind in ChannelKind if kind not in there]:
                words = say("write.add_channel", channel=channel_name(other.value))
                st.button(words, key=f"add_{other.value}", type="tertiary", on_click=add_channel, args=(found, fields, other))
        if fields.channel in found.variants:
            fields.fill(found.variants[fields.channel])
        keep = typed(found, fields)
        editor(fields, typed=keep)
        picture_strip(fields, desk, typed=keep)
        kept_refusal()
        with st.container(horizontal=True, key="writing_acts"):
            st.button(
                say("write.hand_in"),
                key="hand_in",
                type="primary",
                icon=":material/outbox:",
                on_click=hand_in,
                args=(found, fields),
                shortcut="Ctrl+Enter",
            )
            st.button(say("write.save"), key="save", on_click=save, args=(found, fields), shortcut="Ctrl+S")
            st.caption(say("frame.kept", at=f"{desk.local(found.draft.at):%H:%M}") if found.draft else say("write.all_saved"))
        noticed = checked(desk, found.post, as_typed(found, fields), shelf).get(fields.channel.value, [])
        heading(say("write.findings"), say("review.findings_more", n=len(noticed)))
        if noticed:
            findings_list(noticed)
        else:
            st.caption(say("review.no_findings"))
    with right:
        with refusals_shown():
            typed_now = drawn(shelf, as_typed(found, fields)[fields.channel], desk)
            phone(preview_typed(found, typed_now, desk, cast))
        destinations(found, desk)
        version_list(found, fields.channel, desk)
