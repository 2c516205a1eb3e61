"""Saving a version, handing in, another channel, beginning a post: each reads what is kept at the moment of the click."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st
from streamlit.runtime.state import SessionStateProxy

from studio.assets.named import named_pictures
from studio.calendars.fill import article
from studio.errors import Conflict, Refused, problem
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.posts import draft as drafts
from studio.posts import post as posts
from studio.posts.variant import Variant
from studio.review.about import relate
from studio.review.submission import submit
from studio.ui.components.confirm import tell
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.shelf import library
from studio.ui.words import say, say_in


def save(post_id: int) -> None:
    """A new version of what is kept; after a conflict the page shows both texts until one is chosen."""
    desk = here()
    with refusals_kept(), suppress(Conflict):
        _saved(desk, post_id)
        tell(say("write.saved"))


def hand_in(post_id: int) -> None:
    """Save what is kept and hand it in for review."""
    desk = here()
    with refusals_kept(), suppress(Conflict):
        _saved(desk, post_id)
        with desk.act() as session:
            submit(session, posts.post(session, post_id), files=desk.files, by=desk.person, at=desk.now)
        tell(say("write.handed_in"))


def begin() -> tuple[int, str] | None:
    """Start a post from the form, with an empty variant of its channel in hand; gives the post and the channel."""
    desk, said = here(), st.session_state
    with refusals_kept(), desk.act() as session:
        _is_filled_in(said)
        idea = said["new_idea"].strip() or say("write.untitled")
        post = posts.start(session, idea, persona=said["new_persona"], pillar=said["new_pillar"], by=desk.person, at=desk.now)
        relate(session, post, product=said["new_product"], campaign=said["new_campaign"], by=desk.person, at=desk.now)
        found = drafts.add_channel(session, post, ChannelKind(said["new_channel"]), by=desk.person, at=desk.now)
        for name in ("idea", "persona", "pillar", "channel", "product", "campaign"):
            said.pop(f"new_{name}", None)
        tell(say("write.begun"))
        return post.key, found.channel.value
    return None


def _is_filled_in(said: SessionStateProxy) -> None:
    """Refused with the fields that lack; what is typed stays in the form."""
    if lacking := [name for name in ("persona", "pillar", "channel") if not said[f"new_{name}"]]:
        raise Refused(
            *(
                problem(
                    f"还没选{say_in('zh', f'write.{name}')}",
                    f"no {name} chosen",
                    field=name,
                    mend=("在「新内容」里选一个", "choose one in the form"),
                )
                for name in lacking
            )
        )


def add_channel(post_id: int, channel: ChannelKind, like: ChannelKind) -> None:
    """Another channel, begun with the words of the one on screen; it comes into hand."""
    desk = here()
    with refusals_kept(), desk.act() as session:
        drafts.add_channel(session, posts.post(session, post_id), channel, like=like, by=desk.person, at=desk.now, files=desk.files)
        st.query_params["channel"] = channel.value


def keep_mine(post_id: int) -> None:
    _decided(post_id, drafts.keep_mine)


def take_theirs(post_id: int) -> None:
    _decided(post_id, drafts.take_theirs)


def drawn(shelf: Library, variant: Variant, desk: Desk) -> Variant:
    """An article's HTML and pictures follow its Markdown; other variants stay as they are."""
    if variant.channel is not ChannelKind.OFFICIAL_ACCOUNT:
        return variant
    theme = variant.theme or next(iter(shelf.themes))
    with desk.look() as session:
        named = named_pictures(session, shelf, on=desk.local(desk.now).date())
    fresh = article(
        shelf, variant.channel, variant.title, variant.text, author=variant.author, cover=variant.cover, files=desk.files, theme=theme, at=desk.now,
        named=named,
    )  # fmt: skip
    return fresh.model_copy(update={"summary": variant.summary or fresh.summary, "source_url": variant.source_url})


def _saved(desk: Desk, post_id: int) -> None:
    shelf = library(desk)
    with desk.act() as session:
        post = posts.post(session, post_id)
        pillar = shelf.pillar(post.pillar)
        drafts.save_version(
            session, post, pillar=pillar, draw=lambda variant: drawn(shelf, variant, desk), by=desk.person, at=desk.now, files=desk.files
        )


def _decided(post_id: int, act: Callable[..., None]) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        act(session, posts.post(session, post_id), by=desk.person, at=desk.now)
