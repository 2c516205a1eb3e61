"""One picture in full: its rights, what looks like it, where it is used, and taking it down."""

from collections.abc import Iterator

import streamlit as st

from studio.assets.asset import with_digest
from studio.people.person import Role
from studio.publishing.pull import Pulled, take_picture_down
from studio.ui.components.confirm import tell
from studio.ui.components.facts import facts
from studio.ui.components.markup import heading, licence_words
from studio.ui.components.pictures import picture_url
from studio.ui.components.refusal import kept_refusal, refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.assets import Shown, alike, uses
from studio.ui.words import say

SHOWN = 8  # posts that are named


def asset_detail(each: Shown, desk: Desk) -> None:
    asset = each.asset
    with st.container(key="card_asset_detail"):
        left, right = st.columns([1, 2], gap="large")
        if url := picture_url(desk.files, asset.digest, width=720):
            left.image(url, width="stretch")
        with right:
            heading(asset.shows or asset.name)
            facts([
                (say("assets.name"), asset.name), (say("assets.size"), f"{asset.width}×{asset.height} · {asset.bytes / 1024:,.0f} KB"),
                (say("assets.source"), asset.source), (say("assets.author"), asset.author), (say("assets.licence"), licence_words(asset.licence)),
                (say("assets.expires"), f"{asset.licence_expires_on}" if asset.licence_expires_on else say("assets.never_expires")),
                (say("assets.tags"), "、".join(asset.tags)), (say("assets.digest"), asset.digest),
                (say("assets.used_in"), "；".join(post.idea for post in uses(desk, asset.digest)[:8])),
                (say("assets.alike"), "；".join(other.name for other in alike(desk, asset)[:5])),
            ])  # fmt: skip
            kept_refusal()
            with st.form("take_down", border=False, clear_on_submit=True):
                st.text_input(say("assets.why_down"), key="down_reason")
                st.form_submit_button(
                    say("assets.take_down"),
                    key="down",
                    on_click=_take_down,
                    args=(asset.digest,),
                    disabled=not desk.may(Role.EDITOR, Role.PLANNER, Role.ADMIN),
                )
            st.button(say("assets.close"), key="asset_close", type="tertiary", on_click=_close)


def _take_down(digest: str) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        pulled = take_picture_down(session, with_digest(session, digest), st.session_state["down_reason"], by=desk.person, at=desk.now)
        _close()
        tell(" ".join([say("assets.taken_down"), *_from_what(pulled)]))


def _from_what(pulled: Pulled) -> Iterator[str]:
    """Which posts it was pulled from, and which are out already."""
    for key, posts in (("assets.pulled_from", pulled.home), ("assets.out_already", pulled.out)):
        if posts:
            yield say(key, n=len(posts), posts="、".join(f"「{post.idea}」" for post in posts[:SHOWN]))


def _close() -> None:
    st.session_state.pop("asset_open", None)
