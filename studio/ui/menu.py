"""The menu in the order of the day: pages, their icons, and how many things wait on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from studio.ui.words import say

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Place:
    """A page: its key in the words, its file, its icon (the same for this noun everywhere)."""

    key: str
    file: str
    icon: str


DAY = (
    Place("today", "today.py", "wb_sunny"), Place("calendar", "calendar_.py", "calendar_month"), Place("write", "write.py", "edit_note"),
    Place("assets", "assets.py", "photo_library"), Place("review", "review.py", "fact_check"), Place("publish", "publish.py", "send"),
    Place("engage", "engage.py", "forum"),
)  # fmt: skip
HOUSE = (Place("personas", "personas.py", "groups"), Place("settings", "settings.py", "tune"))


def menu(waiting: Mapping[str, int]) -> tuple[st.Page, str]:
    """Draw the menu; gives the chosen page and its key."""
    groups = {say("frame.section_day"): DAY, say("frame.section_house"): HOUSE}
    pages = {head: [_page(place, waiting.get(place.key, 0)) for place in places] for head, places in groups.items()}
    chosen = st.navigation(pages, position="sidebar")
    key = next(place.key for place in (*DAY, *HOUSE) if place.key == chosen.url_path or (place.key == "today" and not chosen.url_path))
    return chosen, key


def go_to(key: str, **query: str) -> None:
    """Open another page of the menu, with what it should show."""
    place = next(place for place in (*DAY, *HOUSE) if place.key == key)
    st.switch_page(PAGES / place.file, query_params=query)


def _page(place: Place, waiting: int) -> st.Page:
    count = f" :red[{waiting}]" if waiting else ""
    return st.Page(
        PAGES / place.file,
        title=f"{say(f'frame.{place.key}')}{count}",
        icon=f":material/{place.icon}:",
        url_path=place.key,
        default=place.key == "today",
    )
