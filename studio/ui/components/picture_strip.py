"""The pictures of a variant in their order: take one out, move one forward, add from the library."""

from collections.abc import Callable

import streamlit as st

from studio.assets.asset import find
from studio.library.kinds import ChannelKind
from studio.posts.variant import PictureRef
from studio.ui.components.editor import Fields
from studio.ui.components.pictures import picture_url
from studio.ui.desk import Desk
from studio.ui.words import say

MOST = {ChannelKind.MOMENTS: 9, ChannelKind.COMMUNITY: 9, ChannelKind.OFFICIAL_ACCOUNT: 20, ChannelKind.HANDOFF: 9}


def picture_strip(fields: Fields, desk: Desk, *, typed: Callable[[], None]) -> None:
    """The strip, and a popover that adds pictures of the library."""
    pictures: list[PictureRef] = st.session_state.get(fields.key("pictures"), [])
    if pictures:
        with st.container(horizontal=True, key=f"strip_{fields.channel.value}"):
            for order, ref in enumerate(pictures):
                _one(fields, order, ref, desk, typed)
    if len(pictures) < MOST[fields.channel] and fields.channel is not ChannelKind.OFFICIAL_ACCOUNT:
        _add(fields, desk, typed)


def _one(fields: Fields, order: int, ref: PictureRef, desk: Desk, typed: Callable[[], None]) -> None:
    with st.container(width=96, gap="xxsmall"):
        if url := picture_url(desk.files, ref.digest, width=192):
            st.image(url, width=96)
        with st.container(horizontal=True, gap="xxsmall"):
            st.button("", icon=":material/arrow_back:", key=fields.key(f"forward_{order}"), type="tertiary", disabled=order == 0, help=say("write.picture_forward"), on_click=_forward, args=(fields, order, typed))  # fmt: skip
            st.button("", icon=":material/close:", key=fields.key(f"remove_{order}"), type="tertiary", help=say("write.picture_remove"), on_click=_remove, args=(fields, order, typed))  # fmt: skip


def _add(fields: Fields, desk: Desk, typed: Callable[[], None]) -> None:
    with st.popover(say("write.add_picture"), icon=":material/add_photo_alternate:", key=fields.key("add_open")):
        words = st.text_input(say("write.find_picture"), key=fields.key("find"))
        with desk.look() as session:
            found = find(session, words, limit=12)
        if not found:
            st.caption(say("write.no_picture"))
        with st.grid(3, gap="xsmall"):
            for asset in found:
                with st.container(gap="xxsmall"):
                    st.image(picture_url(desk.files, asset.digest, width=240), width="stretch")
                    ref = PictureRef(
                        digest=asset.digest, media_type=asset.media_type, width=asset.width, height=asset.height, alt=asset.shows
                    )
                    st.button(
                        say("write.use"), key=fields.key(f"use_{asset.key}"), on_click=_use, args=(fields, ref, typed), width="stretch"
                    )


def _use(fields: Fields, ref: PictureRef, typed: Callable[[], None]) -> None:
    st.session_state[fields.key("pictures")] = [*st.session_state[fields.key("pictures")], ref]
    typed()


def _remove(fields: Fields, order: int, typed: Callable[[], None]) -> None:
    pictures = list(st.session_state[fields.key("pictures")])
    del pictures[order]
    st.session_state[fields.key("pictures")] = pictures
    typed()


def _forward(fields: Fields, order: int, typed: Callable[[], None]) -> None:
    pictures = list(st.session_state[fields.key("pictures")])
    pictures[order - 1], pictures[order] = pictures[order], pictures[order - 1]
    st.session_state[fields.key("pictures")] = pictures
    typed()
