"""人设: who are they, and are they in balance."""

import streamlit as st

from studio.ui.components.choice import apart
from studio.ui.components.empty import empty
from studio.ui.components.markup import heading
from studio.ui.components.persona_cards import persona_cards
from studio.ui.components.persona_sheet import sheet, sheet_editor, voice_trial
from studio.ui.components.refusal import kept_refusal
from studio.ui.components.stage_acts import exception_list, stage_form
from studio.ui.desk import here
from studio.ui.glance.cast import cast_of
from studio.ui.glance.personas import colleagues, exceptions, standings
from studio.ui.glance.shelf import library
from studio.ui.words import say

desk = here()
shelf = library(desk)
cast = cast_of(shelf)
found = {each.persona.slug: each for each in standings(desk, shelf)}
asked = exceptions(desk)

if not found:
    kept_refusal()
    empty(say("personas.nothing"), key="personas_nothing")
else:
    persona_cards(list(found.values()), cast, desk)
    if asked:
        heading(say("personas.exceptions"), say("personas.exceptions_more", n=len(asked)))
        kept_refusal()
        exception_list(asked, desk)
    slug = st.segmented_control(
        say("personas.which"), list(found), default=next(iter(found)), format_func=apart(found, cast.name), key="persona", required=True
    )
    each = found[slug or next(iter(found))]
    tabs = st.tabs([say("personas.tab_sheet"), say("personas.tab_voice"), say("personas.tab_stage"), say("personas.tab_edit")])
    with tabs[0]:
        sheet(each.persona)
    with tabs[1]:
        voice_trial(each.persona, desk)
    with tabs[2]:
        stage_form(each, colleagues(desk), desk)
    with tabs[3]:
        sheet_editor(each.persona, desk)
