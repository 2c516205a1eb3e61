"""The bell: what a person should know, gathered by what to do about it, each with the way there."""

from typing import Literal

import streamlit as st

from studio.database import act
from studio.publishing.delivery import State
from studio.publishing.invitation import ABOUT
from studio.publishing.notice import SETTLED, Bundle, Notice, mark_read
from studio.ui.components.markup import as_written, clock_time
from studio.ui.components.publish_parts import open_part
from studio.ui.desk import Desk, here
from studio.ui.menu import go_to
from studio.ui.waiting import Waiting
from studio.ui.words import language, say

LINES = 3  # of one bundle; the rest is counted
_ICONS = {
    "publisher": ":red[:material/heart_broken:]", "account": ":orange[:material/pause_circle:]", State.UNKNOWN.value: ":violet[:material/help:]",
    State.MISSED.value: ":red[:material/schedule:]", State.REFUSED.value: ":red[:material/block:]", State.CREATED.value: ":orange[:material/front_hand:]",
    "role": ":green[:material/group_add:]", SETTLED: ":green[:material/check:]",
}  # fmt: skip
_PARTS = {State.UNKNOWN.value: "unknown", State.MISSED.value: "catch_up", State.REFUSED.value: "board", State.CREATED.value: "board"}


def bell(desk: Desk, now_waiting: Waiting) -> None:
    count = now_waiting.unread
    icon = ":material/notifications_unread:" if count else ":material/notifications:"
    with st.popover(_short(count), icon=icon, key="topbell", help=say("frame.notices")):
        if not count:
            st.caption(say("frame.no_notices"))
            return
        for order, bundle in enumerate(now_waiting.bundles):
            _bundle(bundle, desk, "primary" if order == 0 else "secondary")
        st.button(
            say("frame.mark_all_read"),
            key="bell_read",
            on_click=_read,
            args=([each for bundle in now_waiting.bundles for each in bundle.notices],),
        )


def _bundle(bundle: Bundle, desk: Desk, kind: Literal["primary", "secondary"]) -> None:
    with st.container(key=f"bell_{bundle.kind}"):
        st.markdown(f"{_ICONS[bundle.kind]} **{say(f'bell.{bundle.kind}', n=len(bundle.notices))}**")
        for notice in _different(bundle)[:LINES]:
            words, mend = (notice.zh, notice.mend_zh) if language() == "zh" else (notice.en, notice.mend_en)
            times = f" {say('bell.times', n=notice.times)}" if notice.times > 1 else ""
            at = clock_time(desk.local(notice.at), today=desk.local(desk.now))
            st.caption(f"{at} · {as_written(words)}{times}{f'  → {as_written(mend)}' if mend and bundle.kind != SETTLED else ''}")
        if (more := len(_different(bundle)) - LINES) > 0:
            st.caption(say("bell.more", n=more))
        with st.container(horizontal=True, key=f"bell_acts_{bundle.kind}"):
            if bundle.kind != SETTLED and st.button(say(f"bell.go_{bundle.kind}"), key=f"bell_go_{bundle.kind}", type=kind):
                _go(bundle)
            st.button(say("bell.read"), key=f"bell_read_{bundle.kind}", type="tertiary", on_click=_read, args=(list(bundle.notices),))


def _different(bundle: Bundle) -> list[Notice]:
    """The newest of those that say the same thing."""
    return list({(notice.zh, notice.mend_zh): notice for notice in reversed(bundle.notices)}.values())[::-1]


def _go(bundle: Bundle) -> None:
    if bundle.kind in ("publisher", "account"):
        go_to("settings", part="accounts")
    if bundle.kind == ABOUT:
        _to_brand(int(bundle.newest.about.partition(":")[2]))
    part = _PARTS[bundle.kind]
    number = bundle.newest.about.partition(":")[2]
    if part == "board":
        st.session_state.pop("publish_states", None)
        open_part(part, show=bundle.kind, delivery=number)
    if part == "catch_up":
        open_part(part)  # all of the bundle wait there; a delivery in the address would tick just that one
    open_part(part, delivery=number)


def _to_brand(key: int) -> None:
    """The brand that somebody was invited to, for whom the address chooses it like everybody else's."""
    slug = next(brand.slug for brand in here().brands if brand.key == key)
    st.session_state["brand"] = slug
    go_to("today", brand=slug)


def _short(count: int) -> str:
    return "" if not count else str(count) if count < 100 else "99+"


def _read(notices: list[Notice]) -> None:
    desk = here()
    for brand in sorted({notice.brand_id for notice in notices}):
        with act(desk.house.engine, brand=brand) as session:
            for notice in (notice for notice in notices if notice.brand_id == brand):
                mark_read(session, notice, by=desk.person, at=desk.now)
