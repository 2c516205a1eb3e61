"""接下来会发什么: the dry run, with every reason against each; nothing is sent, nothing is changed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from studio.errors import Words
from studio.publishing.ask_again import Verdict
from studio.publishing.delivery import State
from studio.publishing.preview import GoingOut, going_out
from studio.ui.colours import TONES
from studio.ui.components.empty import empty
from studio.ui.components.markup import chip, clock_time, heading, show
from studio.ui.components.pager import pager
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.words import language, say

HOURS = (1, 3, 24)
GRAVE = {Verdict.REFUSED: 0, Verdict.MISSED: 1, Verdict.WAIT: 2, Verdict.GO: 3}
TONE = {Verdict.GO: TONES["azurite"], Verdict.WAIT: TONES["gamboge"], Verdict.MISSED: TONES["cinnabar"], Verdict.REFUSED: TONES["cinnabar"]}


def next_hour(desk: Desk, cast: Cast, by_state: Mapping[State, int]) -> None:
    hours = st.segmented_control(
        say("soon.span"), HOURS, default=1, key="soon_hours", required=True, label_visibility="collapsed", format_func=lambda n: say("soon.hours", n=n)
    )  # fmt: skip
    with st.spinner(say("soon.asking")), desk.look() as session:
        found = going_out(session, files=desk.files, now=desk.now, within=timedelta(hours=hours or 1))
    heading(say("soon.head", n=len(found)), say("soon.head_more"))
    if not found:
        empty(say("soon.nothing"), key="soon_nothing")
        return
    _summary(found)
    order = sorted(found, key=lambda each: (each.verdict is Verdict.GO, each.due_at))
    shown = order[pager(len(order), key="soon_page", rows=20)]
    show(f'<div class="rows soon">{"".join(_row(each, desk) for each in shown)}</div>')


def _summary(found: Sequence[GoingOut]) -> None:
    counts = {verdict: sum(each.verdict is verdict for each in found) for verdict in sorted(GRAVE, key=GRAVE.__getitem__)}
    cells = "".join(
        f'<div class="{"is-cinnabar" if verdict in (Verdict.REFUSED, Verdict.MISSED) and count else "" if count else "is-zero"}"><b>{count}</b><span>{escape(say(f"soon.{verdict}"))}</span></div>'
        for verdict, count in counts.items()
    )
    show(f'<div class="figures">{cells}</div>')


def _row(each: GoingOut, desk: Desk) -> str:
    at = clock_time(desk.local(each.due_at), today=desk.local(desk.now))
    against = (
        "" if each.verdict is Verdict.GO else "".join(f"<li>{escape(words.in_(language()))}</li>" for words in (each.words, *each.also))
    )
    mend = f"<p>{escape(say('soon.mend'))} {escape(_in(each.mend))}</p>" if each.mend.zh else ""
    reasons = f"<ul>{against}</ul>{mend}" if against else ""
    return (
        f'<div><time>{at}</time><span class="grow"><b>{escape(each.idea)}</b> <span class="muted">{escape(each.account_name)}</span>{reasons}</span>'
        f"{chip(say(f'soon.{each.verdict}'), TONE[each.verdict])}</div>"
    )


def _in(words: Words) -> str:
    return words.in_(language())
