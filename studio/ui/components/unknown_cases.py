"""待核实: what nobody knows to have gone out, what the studio did and saw, and the person's decision."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from studio.excerpt import excerpt
from studio.publishing.delivery import Attempt, State
from studio.ui.address import number
from studio.ui.colours import TONES
from studio.ui.components.choice import apart
from studio.ui.components.empty import empty
from studio.ui.components.markup import channel_chip, chip, clock_time, heading, persona_chip, show, state_chip
from studio.ui.components.pager import pager
from studio.ui.components.phone import phone
from studio.ui.components.refusal import kept_refusal
from studio.ui.components.steps import SAW, step_words
from studio.ui.components.unknown_decision import unknown_decision
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.going import Going
from studio.ui.glance.preview_of import preview_for
from studio.ui.glance.uncertain import Uncertain, case, place_of, uncertain
from studio.ui.words import language, say

ROWS = 10
CHOICE, PAGE = "unknown_choice", "unknown_page"


def unknown_cases(desk: Desk, cast: Cast, by_state: Mapping[State, int]) -> None:
    total = by_state.get(State.UNKNOWN, 0)
    if not total:
        kept_refusal()
        empty(say("unknown.nothing"), key="unknown_nothing")
        return
    _opened_by_address(desk)
    left, right = st.columns([2, 5], gap="medium")
    with left:
        heading(say("unknown.queue"), say("unknown.queue_more", n=total))
        rows, _ = uncertain(desk, pager(total, key=PAGE, rows=ROWS))
        chosen = _choose(rows, desk, cast)
    with right:
        _case(case(desk, chosen), desk, cast)


def _opened_by_address(desk: Desk) -> None:
    """A delivery that the address names is opened once, on whichever page of the queue it stands."""
    wanted = number("delivery")
    if wanted is None or st.session_state.get("unknown_opened") == wanted:
        return
    st.session_state["unknown_opened"] = wanted
    if (place := place_of(desk, wanted)) is not None:
        st.session_state[PAGE], st.session_state[CHOICE] = place // ROWS + 1, wanted


def _choose(rows: Sequence[Going], desk: Desk, cast: Cast) -> int:
    shown = {each.delivery.key: each for each in rows if each.delivery}
    if st.session_state.get(CHOICE) not in shown:
        st.session_state[CHOICE] = next(iter(shown))
    chosen = st.radio(
        say("unknown.queue"), list(shown), key=CHOICE, label_visibility="collapsed", format_func=apart(shown, lambda key: excerpt(shown[key].headline, 24)),
        captions=[_caption(each, desk, cast) for each in shown.values()],
    )  # fmt: skip
    return int(chosen or next(iter(shown)))


def _caption(each: Going, desk: Desk, cast: Cast) -> str:
    at = clock_time(desk.local(each.due_at), today=desk.local(desk.now))
    asks = each.delivery is not None and each.delivery.next_at is None
    return f"{at} · {each.account.name} · {say('unknown.asks_you') if asks else say('unknown.still_looks')}"


def _case(found: Uncertain, desk: Desk, cast: Cast) -> None:
    going = found.told.going
    name = persona_chip(cast.name(going.post.persona), cast.order(going.post.persona))
    show(
        f'<p class="line">{state_chip(State.UNKNOWN.value)} {name} {channel_chip(going.placement.channel)} <span class="muted">{escape(going.account.name)}</span></p>'
    )
    kept_refusal()
    left, right = st.columns([7, 5], gap="medium")
    with left:
        heading(say("unknown.what"))
        show(f'<div class="story"><p>{escape(_what(found, desk))}</p></div>')
        heading(say("unknown.did"))
        show(f'<div class="rows steps">{"".join(_step(each, found, desk) for each in found.told.attempts) or _began(found, desk)}</div>')
        heading(say("unknown.saw"))
        _saw(found, desk)
        heading(say("unknown.decide"), say("unknown.decide_more"))
        unknown_decision(found, desk)
    with right:
        if message := preview_for(going, desk, cast):
            phone(message)


def _what(found: Uncertain, desk: Desk) -> str:
    step = found.step
    if step is None:
        return say("unknown.what_no_step")
    said = str(step.said.get(language()) or step.said.get("zh", ""))
    return say(
        "unknown.what_step",
        step=step_words(step.step, found.told.names),
        at=f"{desk.local(step.intent_at):%H:%M:%S}",
        why=said or say("unknown.no_answer"),
    )


def _step(attempt: Attempt, found: Uncertain, desk: Desk) -> str:
    is_open = found.step is not None and attempt.id == found.step.id
    outcome = chip(say("publish.outcome_open"), TONES["violet"]) if is_open else chip(say(f"publish.outcome_{attempt.outcome or 'open'}"))
    return f"<div><time>{desk.local(attempt.intent_at):%H:%M:%S}</time><span class='grow'>{escape(step_words(attempt.step, found.told.names))}</span>{outcome}</div>"


def _began(found: Uncertain, desk: Desk) -> str:
    return f"<div><time>{desk.local(found.told.row.due_at):%H:%M:%S}</time><span class='grow'>{escape(say('unknown.claimed'))}</span></div>"


def _saw(found: Uncertain, desk: Desk) -> None:
    """What the studio found out by itself, and whether it goes on looking."""
    words = _saw_words(found)
    today = desk.local(desk.now)
    going_on = (
        say("unknown.looks_again", at=clock_time(desk.local(found.next_look), today=today))
        if found.next_look
        else say("unknown.looks_no_more")
    )
    show(f'<div class="story"><p>{escape(words)}</p><p class="muted">{escape(going_on)}</p></div>')
    if found.candidates:
        rows = "".join(
            f"<div><span class='grow'>{escape(' · '.join(f'{value}' for name, value in each.items() if name != 'at'))}</span></div>"
            for each in found.candidates
        )
        show(f'<div class="rows">{rows}</div>')
        st.caption(say("unknown.candidates"))


def _saw_words(found: Uncertain) -> str:
    if found.next_look is None and (said := found.told.row.said.get(language()) or found.told.row.said.get("zh")) and found.looks:
        return say("unknown.looked", n=found.looks, saw=str(said))
    if not found.looks:
        return say("unknown.not_looked")
    saw = say(f"unknown.{SAW[found.saw]}") if found.saw in SAW else found.saw
    return say("unknown.looked", n=found.looks, saw=saw or say("unknown.saw_nothing"))
