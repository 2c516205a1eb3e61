"""「这条是推广吗？」: the question to who writes, and the answer as the reviewer sees it."""

from collections.abc import Mapping

import streamlit as st

from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.people.person import Person
from studio.posts import post as posts
from studio.posts.advert.answer import answer_of
from studio.posts.answering import answer
from studio.posts.post import Post
from studio.posts.promotional import advertises
from studio.posts.variant import Variant
from studio.ui.components.confirm import tell
from studio.ui.components.markup import as_written
from studio.ui.components.refusal import refusals_kept
from studio.ui.components.writing_acts import save
from studio.ui.desk import Desk, here
from studio.ui.glance.shelf import library
from studio.ui.words import say


def advert_question(post: Post, variants: Mapping[ChannelKind, Variant], shelf: Library, desk: Desk) -> None:
    """Two buttons while it is open, else who answered."""
    judged = advertises(shelf.pillar(post.pillar), variants, goods=shelf.products.values())
    if not judged.unsure or advert_answer(post, variants, desk):
        return
    words = "、".join(dict.fromkeys(reason.hit for reason in judged.reasons if not reason.innocent and reason.hit))
    st.warning(say("advert.question", words=as_written(words)), icon=":material/help:")
    with st.container(horizontal=True, key="advert_question"):
        st.button(say("advert.yes"), key="advert_yes", on_click=_answer, args=(post.key, True))
        st.button(say("advert.no"), key="advert_no", on_click=_answer, args=(post.key, False))


def advert_answer(post: Post, variants: Mapping[ChannelKind, Variant], desk: Desk) -> bool:
    """Shows what was answered to exactly these words; False when nobody has."""
    with desk.look() as session:
        found = answer_of(session, post.key, variants)
        by = session.get(Person, found.by_id) if found else None
        if found is None:
            return False
        at, name = f"{desk.local(found.at):%m-%d %H:%M}", as_written(by.name if by else "")
    st.info(say("advert.said_yes" if found.advertises else "advert.said_no", name=name, at=at), icon=":material/how_to_reg:")
    return True


def _answer(post_id: int, advert: bool) -> None:  # noqa: FBT001 - an argument of a button
    """Save what is typed, then answer for it."""
    save(post_id)
    desk = here()
    shelf = library(desk)
    with refusals_kept(), desk.act() as session:
        post = posts.post(session, post_id)
        answer(session, post, pillar=shelf.pillar(post.pillar), advert=advert, by=desk.person, at=desk.now)
        tell(say("advert.answered"))
