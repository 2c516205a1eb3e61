"""The frame of every page: the menu at the left, one line at the top, and the page inside."""

from html import escape

import streamlit as st

from studio.excerpt import initial
from studio.publishing.delivery import State
from studio.ui.components.bell import bell
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell_now
from studio.ui.components.hold_banner import hold_banner
from studio.ui.components.markup import clock_time, show
from studio.ui.components.own_password import own_password
from studio.ui.components.refusal import refusal_stands, refusals_shown
from studio.ui.desk import Desk, move_to_chosen, sit_down, speak
from studio.ui.look import SEAL, stylesheet, wordmark
from studio.ui.menu import menu
from studio.ui.waiting import Waiting, waiting
from studio.ui.words import LANGUAGES, language, say


def show_page() -> None:
    """Sit down, draw the frame, run the page; whatever the business refuses is shown in its place."""
    st.set_page_config(page_icon=str(SEAL), layout="wide", menu_items=None)
    desk = sit_down()
    st.html(stylesheet(say("frame.surprise")))
    st.logo(wordmark(say("frame.studio"), dark=st.context.theme.type == "dark"), icon_image=str(SEAL), size="large")
    if desk is None:
        _nobody()
        return
    now_waiting = waiting(desk)
    st.session_state["holds_on"] = now_waiting.holds
    page, key = menu(now_waiting.pages)
    st.set_page_config(page_title=f"{say(f'frame.{key}')} · {say('frame.studio')}")
    _top_line(desk, key, now_waiting)
    hold_banner(desk, now_waiting)
    tell_now()
    refusal_stands(key)
    with refusals_shown():
        page.run()


def _nobody() -> None:
    """Nobody is signed in, or the person belongs to no brand yet."""
    known = bool(st.session_state.get("known"))
    st.write(say("frame.no_brand") if known else say("frame.not_signed_in"))
    st.link_button(say("frame.sign_out") if known else say("frame.sign_in"), "/logout" if known else "/login")


def _top_line(desk: Desk, key: str, now_waiting: Waiting) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="topline", wrap=False):
        title = f'<div class="topline-title"><h1>{escape(say(f"frame.{key}"))}</h1><p>{escape(say(f"{key}.question"))}</p>{_brand_on_phone(desk)}</div>'
        show(f'<div class="topline">{title}<div class="topline-facts">{_sandbox(desk)}{_zone(desk)}{_pulse(desk, now_waiting)}</div></div>')
        _brands(desk)
        bell(desk, now_waiting)
        _me(desk)


def _zone(desk: Desk) -> str:
    local = desk.local(desk.now)
    return f'<span class="zone" title="{escape(desk.brand.zone)}">{local:%m-%d %H:%M} · {escape(_city(desk.brand.zone))}</span>'


def _sandbox(desk: Desk) -> str:
    return (
        f'<span class="sandbox-mark" title="{escape(say("frame.sandbox_help"))}">{escape(say("frame.sandbox"))}</span>'
        if desk.in_sandbox
        else ""
    )


def _pulse(desk: Desk, now_waiting: Waiting) -> str:
    """The publisher in one dot and one sentence: silent, something to verify, something to confirm, or all is well."""
    pulse, unknown, created = now_waiting.pulse, now_waiting.by_state.get(State.UNKNOWN, 0), now_waiting.by_state.get(State.CREATED, 0)
    if pulse.last is None:
        tone, words = "gamboge", say("frame.publisher_absent")
    elif pulse.silent_for is not None:
        tone, words = "cinnabar", say("frame.publisher_silent", n=max(1, int(pulse.silent_for.total_seconds() // 60)))
    elif unknown:
        tone, words = "violet", say("frame.unknown_some", n=unknown)
    elif created:
        tone, words = "gamboge", say("frame.unconfirmed_some", n=created)
    else:
        tone, words = "azurite", say("frame.all_well")
    today = desk.local(desk.now)
    last = clock_time(desk.local(pulse.last), today=today) if pulse.last else say("frame.never")
    due = clock_time(desk.local(pulse.next_due), today=today) if pulse.next_due else say("frame.nothing_planned")
    return f'<span class="pulse is-{tone}" title="{escape(say("frame.publisher_help", last=last, next=due))}"><i></i><span>{escape(words)}</span></span>'


def _brands(desk: Desk) -> None:
    with st.popover(desk.brand.name, icon=":material/storefront:", key="topbrand", help=say("frame.brand")):
        slugs = {brand.slug: brand.name for brand in desk.brands}
        st.radio(
            say("frame.brand"), list(slugs), index=list(slugs).index(desk.brand.slug), format_func=apart(slugs, slugs.__getitem__), key="brand_choice",
            on_change=move_to_chosen,
        )  # fmt: skip


def _brand_on_phone(desk: Desk) -> str:
    return f'<small class="on-phone">{escape(desk.brand.name)}</small>'


def _me(desk: Desk) -> None:
    with st.popover(initial(desk.person.name), key="topme", help=desk.person.name):
        st.markdown(f"**{desk.person.name}**  \n{desk.person.handle}")
        chosen = st.segmented_control(
            say("frame.language"),
            list(LANGUAGES),
            default=language(),
            format_func=LANGUAGES.__getitem__,
            key="language_choice",
            required=True,
        )
        if chosen and chosen != language():
            speak(desk, chosen)
            st.rerun()
        own_password()
        st.html(f'<a class="sign-out" href="/logout" target="_self">{escape(say("frame.sign_out"))}</a>')


def _city(zone: str) -> str:
    return {"Asia/Shanghai": say("frame.beijing_time")}.get(zone, zone.rsplit("/", 1)[-1].replace("_", " "))
