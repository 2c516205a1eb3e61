"""The gallery: pictures as cards with licence and use; one can be opened."""

from collections.abc import Sequence

import streamlit as st

from studio.ui.components.markup import as_written, licence_words
from studio.ui.components.pager import pager
from studio.ui.components.pictures import picture_url
from studio.ui.desk import Desk
from studio.ui.glance.assets import Shown
from studio.ui.words import say


def asset_gallery(found: Sequence[Shown], desk: Desk) -> None:
    """At most twenty-four a page."""
    page = found[pager(len(found), key="asset_page", rows=24)]
    with st.grid("auto", min_column_width=150, gap="small"):
        for each in page:
            _card(each, desk)


def _card(each: Shown, desk: Desk) -> None:
    asset = each.asset
    with st.container(key=f"card_asset_{asset.key}", gap="xxsmall"):
        if url := picture_url(desk.files, asset.digest, width=320):
            st.image(url, width="stretch")
        today = desk.local(desk.now).date()
        licence = licence_words(asset.licence) if asset.usable(today) else f":red[{say('assets.expired')}]"
        st.markdown(f"**{as_written(asset.shows or asset.name)}**  \n:gray[{licence} · {say('assets.used', n=each.used)}]")
        st.button(say("assets.open"), key=f"open_{asset.key}", type="tertiary", on_click=_open, args=(asset.key,))


def _open(key: int) -> None:
    st.session_state["asset_open"] = key
