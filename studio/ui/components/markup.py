"""Small pieces of HTML, safe whatever stands in them; a page joins them and shows them with `show`."""

import re
from datetime import datetime
from html import escape

import streamlit as st

from studio.ui.colours import DELIVERY_TONES, STONE, TONES, Tone, persona_colour
from studio.ui.words import say, sentences

STATE_TONES = DELIVERY_TONES | {
    "waiting": TONES["indigo"], "approved": TONES["azurite"], "sent_back": TONES["gamboge"], "withdrawn": STONE, "draft": STONE,
    "warming": TONES["gamboge"], "ready": TONES["indigo"], "selling": TONES["azurite"],
    "block": TONES["cinnabar"], "needs_evidence": TONES["gamboge"], "warn": TONES["indigo"],
}  # fmt: skip

CHANNEL_ICONS = {"official_account": "article", "community": "groups_2", "moments": "camera", "handoff": "front_hand"}

CHANNEL_SIGNS = {
    "zh": {"official_account": "文", "community": "群", "moments": "圈", "handoff": "手"}, "en": {"official_account": "OA", "community": "G", "moments": "M", "handoff": "H"},
}  # fmt: skip


def show(html: str) -> None:
    """Put HTML on the page."""
    st.html(html)


def chip(words: str, tone: Tone = STONE) -> str:
    return f'<span class="chip is-{tone.name}">{escape(words)}</span>'


def state_words(state: str) -> str:
    key = f"states.{state}"
    return say(key) if key in sentences() else state


def state_chip(state: str) -> str:
    """A state in words, in the colour that belongs to it; unknown is violet, never grey or red."""
    return chip(state_words(state), STATE_TONES.get(state, STONE))


def channel_name(channel: str) -> str:
    key = f"states.{channel}"
    return say(key) if key in sentences() else channel


def licence_words(licence: str) -> str:
    """A licence code in words; what somebody wrote in their own words is shown as written."""
    key = f"licences.{licence.strip().lower()}"
    return say(key) if key in sentences() else licence


def channel_chip(channel: str) -> str:
    words = channel_name(channel)
    return f'<span class="nowrap muted">{icon(CHANNEL_ICONS.get(channel, "send"))} {escape(words)}</span>'


def persona_chip(name: str, order: int) -> str:
    """A persona by its dot and name; `order` is its place among the brand's personas."""
    return f'<span class="nowrap"><i class="dot" style="background:{_persona(order)}"></i>{escape(name)}</span>'


def icon(name: str) -> str:
    """A Material symbol; Streamlit brings the face."""
    return f'<span class="ms" aria-hidden="true">{escape(name)}</span>'


def heading(words: str, more: str = "") -> None:
    """The head of a part of a page, with a quiet remark beside it."""
    show(f'<div class="section-head"><h2>{escape(words)}</h2><span>{escape(more)}</span></div>')


def clock_time(moment: datetime, *, today: datetime) -> str:
    """A local moment as a person says it: the time today, with the date on other days."""
    if moment.date() == today.date():
        return f"{moment:%H:%M}"
    return f"{moment:%m-%d %H:%M}" if moment.year == today.year else f"{moment:%Y-%m-%d %H:%M}"


def as_written(words: str) -> str:
    """What people wrote, for a place that reads Markdown: shown as it stands, so that nobody's words become a heading, a link or a picture.

    No more is escaped than must be, because Streamlit reads a label to the blind with its backslashes.
    """
    safe = _AT_A_LINES_START.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\g<0>", words))
    return _IN_ADDRESSES.sub(_NO_WIDTH, safe).replace("\n", "  \n")


_ANYWHERE = re.compile(r"[\\`*_\[\]$<~]|:(?=[a-zA-Z])|&(?=[#a-zA-Z])")
_AT_A_LINES_START = re.compile(r"(?m)^(\s*\d*)([#>+=.)-])")
_IN_ADDRESSES = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=[\w.+-])(?=@\w)", re.IGNORECASE)
_NO_WIDTH = "\u2060"  # an address with it in the middle is not made a link


def _persona(order: int) -> str:
    return f"light-dark({persona_colour(order)}, {persona_colour(order, dark=True)})"
