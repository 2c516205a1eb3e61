"""An article's pictures: its cover, chosen, taken in or drawn; and pictures that go into its text."""

from functools import partial

import streamlit as st
from sqlmodel import Session

from studio.assets.asset import Asset
from studio.calendars.cover import draw_cover
from studio.library.kinds import ChannelKind
from studio.posts import draft as drafts
from studio.posts import post as posts
from studio.posts.draft import InHand
from studio.posts.post import WRITERS
from studio.ui.components.confirm import tell
from studio.ui.components.picture_choice import Choice, picture_choice, ref_of
from studio.ui.components.pictures import picture_url
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.shelf import library
from studio.ui.words import say

ARTICLE = ChannelKind.OFFICIAL_ACCOUNT


def body_acts(post: int) -> str:
    """The container of the buttons that change the text: they wait until every typed word is kept."""
    return _into_text(post).acts


def article_pictures(found: InHand, desk: Desk) -> None:
    cover, may = found.variant.cover, desk.may(*WRITERS)
    with st.container(horizontal=True, vertical_alignment="center", key=f"cover_{found.post}"):
        if cover and (url := picture_url(desk.files, cover.digest, width=470)):
            with st.container(width=235):
                st.image(url, width=235, caption=say("write.cover"))
        elif not cover:
            st.caption(say("write.no_cover"))
        if may:
            picture_choice(
                Choice(f"cover_{found.post}", say("write.choose_cover"), partial(_as_cover, found.post), ":material/crop_landscape:"), desk
            )
            st.button(say("write.draw_cover" if not cover else "write.draw_another"), key=f"draw_cover_{found.post}", icon=":material/brush:", on_click=_draw, args=(found.post,))  # fmt: skip
            if cover:
                st.button("", icon=":material/close:", key=f"drop_cover_{found.post}", type="tertiary", help=say("write.picture_remove"), on_click=_drop, args=(found.post,))  # fmt: skip
            picture_choice(_into_text(found.post), desk)


def _into_text(post: int) -> Choice:
    return Choice(f"body_{post}", say("write.body_picture"), partial(_at_the_end, post))


def _as_cover(post: int, session: Session, asset: Asset) -> None:
    desk = here()
    drafts.set_cover(session, posts.post(session, post), ARTICLE, ref_of(asset), by=desk.person, at=desk.now, files=desk.files)
    tell(say("write.cover_set"))


def _drop(post: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        drafts.set_cover(session, posts.post(session, post), ARTICLE, None, by=desk.person, at=desk.now)


def _draw(post: int) -> None:
    """Each click takes the next photo."""
    desk = here()
    turn = st.session_state.get(f"cover_turn_{post}", 0)
    shelf = library(desk)
    with refusals_kept(), desk.act() as session:
        row = posts.post(session, post)
        said = drafts.in_hand(session, row, ARTICLE).typed
        asset = draw_cover(session, shelf, row, title=said.title, text=said.text, turn=turn, files=desk.files, by=desk.person, at=desk.now)
        drafts.set_cover(session, row, ARTICLE, ref_of(asset), by=desk.person, at=desk.now, files=desk.files)
        st.session_state[f"cover_turn_{post}"] = turn + 1


def _at_the_end(post: int, session: Session, asset: Asset) -> None:
    """Name the picture after the last words: from there it can be moved like any line."""
    desk = here()
    row = posts.post(session, post)
    now = drafts.in_hand(session, row, ARTICLE)
    line = f"![{asset.shows}](<{asset.name}>)"
    typed = now.typed.model_copy(update={"text": f"{now.typed.text.rstrip()}\n\n{line}\n".lstrip()})
    drafts.keep(session, row, ARTICLE, typed, rev=now.rev, on=now.on, by=desk.person, at=desk.now, tab="picture")
    tell(say("write.body_set"))
