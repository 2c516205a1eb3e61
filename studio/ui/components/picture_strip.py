"""The pictures of a channel in their order: take one out, move one forward, add from the library. Each is an act on the draft."""

from collections.abc import Callable

import streamlit as st

from studio.assets.asset import find
from studio.assets.fitting import most_pictures
from studio.library.kinds import ChannelKind
from studio.posts import draft as drafts
from studio.posts import post as posts
from studio.posts.draft import InHand
from studio.posts.variant import PictureRef
from studio.ui.components.pictures import picture_url
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.words import say


def picture_strip(found: InHand, desk: Desk) -> None:
    """The strip, and a popover that adds pictures of the library."""
    pictures = found.variant.pictures
    if pictures:
        with st.container(horizontal=True, key=f"strip_{found.channel.value}"):
            for order, ref in enumerate(pictures):
                _one(found, order, ref, desk)
    if len(pictures) < most_pictures(found.channel, desk.local(desk.now).date()) and found.channel is not ChannelKind.OFFICIAL_ACCOUNT:
        _add(found, desk)


def _one(found: InHand, order: int, ref: PictureRef, desk: Desk) -> None:
    with st.container(width=96, gap="xxsmall"):
        if url := picture_url(desk.files, ref.digest, width=192):
            st.image(url, width=96)
        with st.container(horizontal=True, gap="xxsmall"):
            st.button("", icon=":material/arrow_back:", key=_key(found, f"forward_{order}"), type="tertiary", disabled=order == 0, help=say("write.picture_forward"), on_click=_forward, args=(found, ref))  # fmt: skip
            st.button("", icon=":material/close:", key=_key(found, f"remove_{order}"), type="tertiary", help=say("write.picture_remove"), on_click=_remove, args=(found, ref))  # fmt: skip


def _add(found: InHand, desk: Desk) -> None:
    with st.popover(say("write.add_picture"), icon=":material/add_photo_alternate:", key=_key(found, "add_open")):
        words = st.text_input(say("write.find_picture"), key=_key(found, "find"))
        with desk.look() as session:
            assets = find(session, words, limit=12)
        if not assets:
            st.caption(say("write.no_picture"))
        with st.grid(3, gap="xsmall"):
            for asset in assets:
                with st.container(gap="xxsmall"):
                    st.image(picture_url(desk.files, asset.digest, width=240), width="stretch")
                    ref = PictureRef(
                        digest=asset.digest, media_type=asset.media_type, width=asset.width, height=asset.height, alt=asset.shows
                    )
                    st.button(say("write.use"), key=_key(found, f"use_{asset.key}"), on_click=_use, args=(found, ref), width="stretch")


def _use(found: InHand, ref: PictureRef) -> None:
    _changed(found, lambda pictures: [*pictures, ref])


def _remove(found: InHand, ref: PictureRef) -> None:
    _changed(found, lambda pictures: [each for each in pictures if each != ref])


def _forward(found: InHand, ref: PictureRef) -> None:
    """One place forward, from wherever it stands by now."""

    def moved(pictures: list[PictureRef]) -> list[PictureRef]:
        if ref not in pictures[1:]:
            return pictures
        order = pictures.index(ref)
        return [*pictures[: order - 1], ref, pictures[order - 1], *pictures[order + 1 :]]

    _changed(found, moved)


def _changed(found: InHand, change: Callable[[list[PictureRef]], list[PictureRef]]) -> None:
    """Change the pictures as they stand at the click, which may not be those that were drawn."""
    desk = here()
    with refusals_kept(), desk.act() as session:
        post = posts.post(session, found.post)
        now = list(drafts.in_hand(session, post, found.channel).variant.pictures)
        drafts.set_pictures(session, post, found.channel, change(now), by=desk.person, at=desk.now, files=desk.files)


def _key(found: InHand, name: str) -> str:
    return f"pictures_{found.post}_{found.channel.value}_{name}"
