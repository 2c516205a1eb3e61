"""The editor of one channel's variant: fields that keep themselves as a draft, counters in the platform's unit."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from studio.library.kinds import ChannelKind
from studio.posts.variant import LinkCard, PictureRef, Variant
from studio.ui.components.counter import Limit, counter
from studio.ui.words import say

TEXT_LIMITS = {
    ChannelKind.MOMENTS: (Limit(2000), Limit(4000, "bytes")), ChannelKind.COMMUNITY: (Limit(4000, "bytes"),),
    ChannelKind.OFFICIAL_ACCOUNT: (Limit(20_000),), ChannelKind.HANDOFF: (),
}  # fmt: skip
TITLE, AUTHOR, SUMMARY = Limit(32), Limit(16), Limit(120)


@dataclass(frozen=True)
class Fields:
    """The keys of one variant's widgets."""

    post: int
    channel: ChannelKind

    def key(self, name: str) -> str:
        return f"write_{self.post}_{self.channel.value}_{name}"

    def fill(self, variant: Variant) -> None:
        """Put a variant into the widgets, unless they are being typed in."""
        if self.key("text") in st.session_state:
            return
        link = variant.link
        values = {
            "text": variant.text, "title": variant.title, "author": variant.author, "summary": variant.summary,
            "link_url": link.url if link else "", "link_title": link.title if link else "", "pictures": list(variant.pictures), "cover": variant.cover,
        }  # fmt: skip
        st.session_state.update({self.key(name): value for name, value in values.items()})

    def forget(self) -> None:
        """Take what the widgets hold away, so that the next run reads the stored text."""
        for key in [key for key in st.session_state if str(key).startswith(f"write_{self.post}_")]:
            del st.session_state[key]

    def read(self, before: Variant) -> Variant:
        """The variant as typed; what has no widget stays as it was. An article's HTML is drawn again when it is saved."""
        said = {
            name: st.session_state.get(self.key(name))
            for name in ("text", "title", "author", "summary", "link_url", "link_title", "pictures", "cover")
        }
        kept = before.link.model_dump() if before.link else {}
        link = LinkCard(**kept | {"url": said["link_url"], "title": said["link_title"] or ""}) if said["link_url"] else None
        pictures: tuple[PictureRef, ...] = tuple(said["pictures"] or ())
        return before.model_copy(
            update={
                "text": said["text"] or "", "title": said["title"] or "", "author": said["author"] or "", "summary": said["summary"] or "", "link": link,
                "pictures": pictures, "cover": said["cover"],
            }
        )  # fmt: skip


def editor(fields: Fields, *, typed: Callable[[], None]) -> None:
    """The widgets; `typed` is called after every change and keeps the draft."""
    article = fields.channel is ChannelKind.OFFICIAL_ACCOUNT
    if article:
        _line(fields, "title", TITLE, typed)
        left, right = st.columns([1, 2])
        with left:
            _line(fields, "author", AUTHOR, typed)
        with right:
            _line(fields, "summary", SUMMARY, typed)
    st.text_area(
        say("write.markdown") if article else say("write.text"), key=fields.key("text"), height=420 if article else 240, on_change=typed,
        placeholder=say("write.text_hint"),
    )  # fmt: skip
    counter(st.session_state[fields.key("text")], *TEXT_LIMITS[fields.channel])
    if not article:
        left, right = st.columns(2)
        left.text_input(say("write.link_url"), key=fields.key("link_url"), on_change=typed, placeholder="https://")
        right.text_input(say("write.link_title"), key=fields.key("link_title"), on_change=typed)


def _line(fields: Fields, name: str, limit: Limit, typed: Callable[[], None]) -> None:
    st.text_input(say(f"write.{name}"), key=fields.key(name), on_change=typed)
    counter(st.session_state[fields.key(name)], limit)
