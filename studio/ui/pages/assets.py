"""素材: do we have a good picture."""

import streamlit as st

from studio.ui.components.asset_detail import asset_detail
from studio.ui.components.asset_gallery import asset_gallery
from studio.ui.components.empty import empty
from studio.ui.components.poster import poster
from studio.ui.components.refusal import kept_refusal
from studio.ui.components.upload import take_in_workspace, upload_form
from studio.ui.desk import here
from studio.ui.glance.assets import gallery, not_kept_yet
from studio.ui.glance.shelf import library
from studio.ui.words import say

desk = here()
shelf = library(desk)

with st.container(horizontal=True, vertical_alignment="bottom"):
    views = {"gallery": say("assets.gallery"), "make": say("assets.make")}
    view = st.segmented_control(
        say("assets.view"),
        list(views),
        default="gallery",
        format_func=views.__getitem__,
        key="assets_view",
        required=True,
        label_visibility="collapsed",
    )
    words = st.text_input(say("assets.find"), key="asset_words", placeholder=say("assets.find"), label_visibility="collapsed", width=280)
    upload_form(desk)
    take_in_workspace(not_kept_yet(desk, shelf), desk)
kept_refusal()

if view == "make":
    if shelf.products and shelf.layouts:
        poster(desk, shelf)
    else:
        empty(say("assets.nothing_to_make"), key="assets_nothing_to_make")
else:
    found = gallery(desk, words)
    if found:
        if opened := next((each for each in found if each.asset.key == st.session_state.get("asset_open")), None):
            asset_detail(opened, desk)
        asset_gallery(found, desk)
    else:
        empty(say("assets.nothing_found") if words else say("assets.nothing"), key="assets_nothing")
