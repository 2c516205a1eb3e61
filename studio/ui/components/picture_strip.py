"""The pictures of a channel in their order: take one out, move one forward, add from the library. Each is an act on the draft."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from sqlmodel import Session

from studio.assets.asset import Asset
from studio.assets.fitting import most_pictures
from studio.library.kinds import ChannelKind
from studio.posts import draft as drafts
from studio.posts import post as posts
from studio.posts.draft import InHand
from studio.posts.variant import PictureRef
from studio.ui.components.picture_choice import Choice, picture_choice, ref_of
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
        picture_choice(_choice(found), desk)


def _one(found: InHand, order: int, ref: PictureRef, desk: Desk) -> None:
    with st.container(width=96, gap="xxsmall"):
        if url := picture_url(desk.files, ref.digest, width=192):
            st.image(url, width=96)
        with st.container(horizontal=True, gap="xxsmall"):
            st.button("", icon=":material/arrow_back:", key=_key(found, f"forward_{order}"), type="tertiary", disabled=order == 0, help=say("write.picture_forward"), on_click=_forward, args=(found, ref))  # fmt: skip
            st.button("", icon=":material/close:", key=_key(found, f"remove_{order}"), type="tertiary", help=say("write.picture_remove"), on_click=_remove, args=(found, ref))  # fmt: skip


def _choice(found: InHand) -> Choice:
    return Choice(_key(found, "add"), say("write.add_picture"), partial(_use, found.post, found.channel))


def _use(post: int, channel: ChannelKind, session: Session, asset: Asset) -> None:
    _changed(session, post, channel, lambda pictures: [*pictures, ref_of(asset)])


def _remove(found: InHand, ref: PictureRef) -> None:
    with refusals_kept(), here().act() as session:
        _changed(session, found.post, found.channel, lambda pictures: [each for each in pictures if each != ref])


def _forward(found: InHand, ref: PictureRef) -> None:
    """One place forward, from wherever it stands by now."""

    def moved(pictures: list[PictureRef]) -> list[PictureRef]:
        if ref not in pictures[1:]:
            return pictures
        order = pictures.index(ref)
        return [*pictures[: order - 1], ref, pictures[order - 1], *pictures[order + 1 :]]

    with refusals_kept(), here().act() as session:
        _changed(session, found.post, found.channel, moved)


def _changed(session: Session, post: int, channel: ChannelKind, change: Callable[[list[PictureRef]], list[PictureRef]]) -> None:
    """Change the pictures as they stand at the click, which may not be those that were drawn."""
    desk = here()
    row = posts.post(session, post)
    now = list(drafts.in_hand(session, row, channel).variant.pictures)
    drafts.set_pictures(session, row, channel, change(now), by=desk.person, at=desk.now, files=desk.files)


def _key(found: InHand, name: str) -> str:
    return f"pictures_{found.post}_{found.channel.value}_{name}"
