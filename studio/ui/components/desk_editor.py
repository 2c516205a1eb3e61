"""The editor of one channel's words. What is typed goes to the draft by itself (/desk/…) and never through the page's own state."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from studio.channels.fields import FieldLimit, field_limits
from studio.library.kinds import ChannelKind
from studio.posts.draft import InHand
from studio.ui.desk import Desk
from studio.ui.kit import address
from studio.ui.words import say, sentences

_CSS = Path(__file__).parent / "desk_editor.css"
FIELDS: dict[ChannelKind, tuple[str, ...]] = {
    ChannelKind.OFFICIAL_ACCOUNT: ("title", "summary", "text", "author", "source_url"),
    ChannelKind.HANDOFF: ("title", "text", "link_url", "link_title"),
    ChannelKind.MOMENTS: ("text", "link_url", "link_title", "link_summary"),
    ChannelKind.COMMUNITY: ("text", "link_url", "link_title", "link_summary"),
}
ROWS = {ChannelKind.OFFICIAL_ACCOUNT: 16}
WIDE = ("title", "summary", "text")
KEYS = {"s": "save", "enter": "hand_in"}  # with Ctrl or ⌘: the act of the page that they press


def desk_editor(found: InHand, desk: Desk, *, kind: str, acts: tuple[str, ...]) -> None:
    """Draw it. `kind` is where a hand-off ends, if that is known; a click on a button with one of these keys waits until every word is kept."""
    _component()(
        key=f"desk_{found.post}_{found.channel.value}",
        data={
            "url": f"/desk/{found.post}/{found.channel.value}", "who": desk.person.handle, "rev": found.rev, "on": found.on, "acts": list(acts), "keys": KEYS,
            "fields": _fields(found.channel, field_limits(found.channel.value, on=desk.local(desk.now).date(), kind=kind)), "say": _words(),
        },
        on_kept_change=_nothing,
    )  # fmt: skip


def _fields(channel: ChannelKind, limits: tuple[FieldLimit, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": name, "label": _label(channel, name), "rows": ROWS.get(channel, 8) if name == "text" else 1, "wide": name in WIDE,
            "hint": say("write.text_hint") if name == "text" else "https://" if name.endswith("url") else "",
            "mode": "url" if name.endswith("url") else "",
            "limits": [{"most": limit.most, "unit": limit.unit} for limit in limits if limit.field == name],
        }
        for name in FIELDS[channel]
    ]  # fmt: skip


def _label(channel: ChannelKind, name: str) -> str:
    return say("write.markdown") if channel is ChannelKind.OFFICIAL_ACCOUNT and name == "text" else say(f"write.{name}")


def _words() -> dict[str, str]:
    """All sentences of the editor, their {names} left for the browser to fill."""
    return {key.removeprefix("desk."): say(key) for key in sentences() if key.startswith("desk.")}


def _nothing() -> None:
    """What was kept is read from the draft; that something was kept is reason enough to draw the page again."""


@cache
def _source() -> str:
    """A few lines that fetch the editor, and go on trying when the studio is just being restarted."""
    return f"""
const where = `${{location.origin}}{address("desk.js")}`;
const kit = (n) => import(n ? `${{where}}?again=${{n}}` : where).catch(() => new Promise((go) => setTimeout(() => go(kit(n + 1)), 1000)));
const ready = kit(0);
export default function (args) {{
  const root = args.parentElement, seat = (root.seat ??= {{}});
  seat.args = args;
  if (seat.desk) seat.desk.drawn(args);
  else seat.coming ??= ready.then(({{ sit }}) => {{ if (root.seat === seat) seat.desk = sit(seat.args); }});
  return () => {{ seat.desk?.leave(); if (root.seat === seat) root.seat = null; }};
}}
"""


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    html = (
        '<div class="editor" inert><div class="state" role="status"></div>'
        f'<div class="clash" role="alert" hidden><p></p><dl></dl><button type="button" data-choose="mine">{say("desk.use_mine")}</button>'
        f'<button type="button" data-choose="theirs">{say("desk.use_theirs")}</button></div><div class="fields"></div></div>'
    )
    return component("studio_desk", html=html, css=_CSS.read_text(encoding="utf-8"), js=_source())
