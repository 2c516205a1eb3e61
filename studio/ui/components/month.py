"""The month: FullCalendar in a component of our own; what is dragged or opened comes back as values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from studio.ui.words import language

_HERE = Path(__file__).parent
_LIBRARY = _HERE.parent / "vendor" / "fullcalendar"


@dataclass(frozen=True)
class Entry:
    """One thing on the calendar; `at` is aware, or a date for a whole day. `tone` is a CSS colour, `look` a style of its state."""

    id: str
    title: str
    at: datetime | date
    tone: str = ""
    look: str = ""
    movable: bool = False


@dataclass(frozen=True)
class Moved:
    """Entry `id` was dragged to `to` (aware)."""

    id: str
    to: datetime


@dataclass(frozen=True)
class MonthAnswer:
    """What the person did: at most one of them per run. `shown` is the range on screen, once it was changed."""

    moved: Moved | None = None
    opened: str | None = None
    shown: tuple[date, date] | None = None
    said: str | None = None  # what the browser sent, with its own number


def month(entries: Sequence[Entry], *, today: datetime, zone: tzinfo, key: str) -> MonthAnswer:
    """Draw the entries on the brand's wall clock; `today` is where the calendar opens."""
    _library()(key=f"{key}_library", height=1)
    data = {
        "events": [_event(entry, order, zone) for order, entry in enumerate(entries)],
        "date": f"{today.astimezone(zone):%Y-%m-%dT%H:%M:%S}",
        "language": language(),
    }
    answer = _calendar()(
        data=data, key=f"{key}_{language()}", on_moved_change=_nothing, on_opened_change=_nothing, on_shown_change=_nothing
    )
    return _once(read(answer, zone=zone), key)


def _once(answer: MonthAnswer, key: str) -> MonthAnswer:
    """A drag or a click counts once, also when a rerun brings it again."""
    done = f"{key}_done"
    if answer.said is None or st.session_state.get(done) == answer.said:
        return replace(answer, moved=None, opened=None)
    st.session_state[done] = answer.said
    return answer


def read(answer: Any, *, zone: tzinfo) -> MonthAnswer:
    """The component's answer as values; wall-clock times get the brand's zone."""
    moved, opened, shown = answer.get("moved"), answer.get("opened"), answer.get("shown")
    return MonthAnswer(
        said=repr((moved, opened)) if moved or opened else None,
        moved=Moved(str(moved["id"]), wall_clock(str(moved["start"]), zone)) if moved else None,
        opened=str(opened["id"]) if opened else None,
        shown=(date.fromisoformat(shown[:10]), date.fromisoformat(shown[11:21])) if shown else None,
    )


def wall_clock(said: str, zone: tzinfo) -> datetime:
    """The browser's `2026-11-18T17:00:00Z` (or a bare date) as the brand's wall clock."""
    digits = re.match(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?", said)
    if digits is None:
        raise ValueError(f"not a time of the calendar: {said!r}")
    return datetime.fromisoformat(f"{digits[1]}T{digits[2] or '00:00'}:00").replace(tzinfo=zone)


def _event(entry: Entry, order: int, zone: tzinfo) -> dict[str, object]:
    whole_day = not isinstance(entry.at, datetime)
    start = f"{entry.at.astimezone(zone):%Y-%m-%dT%H:%M:%S}" if isinstance(entry.at, datetime) else entry.at.isoformat()
    return {
        "id": entry.id, "title": entry.title, "start": start, "allDay": whole_day, "editable": entry.movable,
        "order": 0 if whole_day else 1 + order, "look": entry.look, "tone": entry.tone,
    }  # fmt: skip


def _nothing() -> None:
    """A component reports a value only when somebody listens; the page reads it from the answer."""


@cache
def _sources() -> tuple[str, str, str]:
    bundle = "\n".join((_LIBRARY / name).read_text(encoding="utf-8") for name in ("index.global.min.js", "zh-cn.global.min.js"))
    library = f"{bundle}\nexport default function () {{ window.StudioFullCalendar = FullCalendar; }}"
    return library, (_HERE / "month.js").read_text(encoding="utf-8"), (_HERE / "month.css").read_text(encoding="utf-8")


@st.cache_resource(show_spinner=False)
def _library() -> Any:
    """The bundle stands in a message of its own that never changes, so a browser gets it once."""
    return component("studio_fullcalendar", js=_sources()[0])


@st.cache_resource(show_spinner=False)
def _calendar() -> Any:
    _, js, css = _sources()
    return component("studio_month", html='<div id="month"></div>', css=css, js=js)
