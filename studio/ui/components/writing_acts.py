"""Keeping a draft, saving a version, handing in, beginning a post."""

from collections.abc import Callable

import streamlit as st

from studio.calendars.fill import article
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.posts import post as posts
from studio.posts.variant import Variant, Variants
from studio.review.checks import findings
from studio.review.submission import submit
from studio.ui.components.confirm import tell
from studio.ui.components.editor import Fields
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.shelf import library
from studio.ui.glance.writing import OnTheDesk
from studio.ui.words import say


def typed(found: OnTheDesk, fields: Fields) -> Callable[[], None]:
    """A callback that keeps what stands in the widgets."""

    def keep() -> None:
        desk = here()
        with refusals_kept(), desk.act() as session:
            posts.save_draft(session, found.post, as_typed(found, fields), base=found.base, by=desk.person, at=desk.now)

    return keep


def as_typed(found: OnTheDesk, fields: Fields) -> Variants:
    """All variants, the one on screen as it is typed."""
    variants = dict(found.variants)
    before = variants.get(fields.channel) or Variant(channel=fields.channel)
    variants[fields.channel] = fields.read(before)
    return variants


def save(found: OnTheDesk, fields: Fields) -> None:
    """A new version; a conflict keeps the draft and shows both texts."""
    desk = here()
    with refusals_kept():
        _saved(desk, found, fields)
        tell(say("write.saved"))


def hand_in(found: OnTheDesk, fields: Fields) -> None:
    """Save what is typed and hand it in for review."""
    desk = here()
    shelf = library(desk)
    with refusals_kept():
        _saved(desk, found, fields)
        with desk.act() as session:
            version = posts.latest(session, found.post)
            noticed = findings(session, found.post, version, shelf, files=desk.files, now=desk.now) if version else {}
            submit(session, found.post, findings=noticed, by=desk.person, at=desk.now)
        tell(say("write.handed_in"))


def begin() -> None:
    """Start a post from the form, with an empty variant of its channel as draft."""
    desk, said = here(), st.session_state
    with refusals_kept(), desk.act() as session:
        post = posts.start(
            session,
            said["new_idea"].strip() or say("write.untitled"),
            persona=said["new_persona"],
            pillar=said["new_pillar"],
            by=desk.person,
            at=desk.now,
        )
        channel = ChannelKind(said["new_channel"])
        posts.save_draft(session, post, {channel: Variant(channel=channel)}, base=0, by=desk.person, at=desk.now)
        said["write_post"] = post.key
        tell(say("write.begun"))


def add_channel(found: OnTheDesk, fields: Fields, channel: ChannelKind) -> None:
    """Add a variant for another channel, begun from the words on screen."""
    desk = here()
    variants = as_typed(found, fields)
    words = variants[fields.channel]
    variants[channel] = Variant(channel=channel, text=words.text, title=words.title, pictures=words.pictures, link=words.link)
    with refusals_kept(), desk.act() as session:
        posts.save_draft(session, found.post, variants, base=found.base, by=desk.person, at=desk.now)


def _saved(desk: Desk, found: OnTheDesk, fields: Fields) -> None:
    shelf = library(desk)
    variants = {kind: drawn(shelf, variant, desk) for kind, variant in as_typed(found, fields).items()}
    with desk.act() as session:
        posts.write(session, found.post, variants, pillar=shelf.pillar(found.post.pillar), by=desk.person, at=desk.now, base=found.base)
    fields.forget()


def drawn(shelf: Library, variant: Variant, desk: Desk) -> Variant:
    """An article's HTML and pictures follow its Markdown; other variants stay as they are."""
    if variant.channel is not ChannelKind.OFFICIAL_ACCOUNT:
        return variant
    theme = variant.theme or next(iter(shelf.themes))
    fresh = article(
        shelf, variant.channel, variant.title, variant.text, author=variant.author, cover=variant.cover, files=desk.files, theme=theme
    )
    return fresh.model_copy(update={"summary": variant.summary or fresh.summary, "source_url": variant.source_url})
