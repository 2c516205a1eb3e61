"""The inbox: who waits for an answer, for how long, under which post; answered here where the platform takes it, else there and ticked off."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from studio.engagement.answered import answered, not_answered
from studio.excerpt import excerpt
from studio.ui.components.confirm import offer_undo, tell
from studio.ui.components.markup import as_written, persona_chip, show
from studio.ui.components.refusal import refusals_kept
from studio.ui.components.reply_box import can_be_answered_here, reply_box
from studio.ui.components.when import span
from studio.ui.desk import Desk, here
from studio.ui.glance.cast import Cast
from studio.ui.glance.engagement import Waits
from studio.ui.words import language, say

LATE = 24 * 60  # minutes: house rule, every comment is answered within a day
SHORT = 20  # characters: longer ones without a name are ids of a platform
NAMED = 3  # people of one bundle; the rest is counted


def inbox_list(rows: Sequence[Waits], desk: Desk, cast: Cast) -> None:
    with st.container(key="card_inbox"):
        for each in rows:
            _row(each, desk, cast)


def person_name(person: str, names: Mapping[str, str]) -> str:
    """What the person is called; somebody whose name the platform does not tell is known by the end of the id, and who has none is nobody's name."""
    if not person:
        return say("engage.without_identity")
    name = names.get(person, person)
    return name if name != person or len(name) <= SHORT else say("engage.somebody", id=person[-4:])


def _row(each: Waits, desk: Desk, cast: Cast) -> None:
    row, going = each.first, each.going
    minutes = max(0, int((desk.now - row.at).total_seconds() // 60))
    clock = say("engage.waits", span=span(minutes)) if minutes else say("engage.waits_now")
    tone, here_too = ":red" if minutes >= LATE else ":gray", can_be_answered_here(each)
    with st.container(horizontal=True, vertical_alignment="center", key=f"row_inbox_{row.key}"):
        with st.container(gap="xxsmall"):
            said = as_written(row.text) if row.text else say("engage.text_unknown")
            st.markdown(f"**{as_written(_who(each))}** {tone}[{clock}]  \n{said}")
            if going:
                name = persona_chip(cast.name(going.post.persona), cast.order(going.post.persona))
                show(f'<small class="muted">{name} · {escape(excerpt(going.headline, 24))} · {escape(going.account.name)}</small>')
            if row.text is not None and not here_too:
                st.caption(say("engage.reply_there"))
        if here_too:
            reply_box(each, desk)
        words = say("engage.answered") if len(each.interactions) == 1 else say("engage.answered_all", n=len(each.interactions))
        st.button(words, key=f"answered_{row.key}", icon=":material/check:", on_click=_answered, args=(each.keys,))


def _who(each: Waits) -> str:
    """Up to three names, then how many more."""
    people = list(dict.fromkeys(person_name(row.person, each.names) for row in each.interactions))
    more = f" {say('engage.and_more', n=len(people) - NAMED)}" if len(people) > NAMED else ""
    return f"{'、'.join(people[:NAMED]) if language() == 'zh' else ', '.join(people[:NAMED])}{more}"


def _answered(keys: Sequence[int]) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        for key in keys:
            answered(session, key, by=desk.person, at=desk.now)
        tell(say("engage.done"))
        offer_undo(say("engage.done"), undo=lambda: _reopen(keys))


def _reopen(keys: Sequence[int]) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        for key in keys:
            not_answered(session, key, by=desk.person, at=desk.now)
