"""The sheet (人设卡) in full, trying a sentence in its voice, and editing the document."""

import streamlit as st

from studio.library.edit import save_document
from studio.library.kinds import ChannelKind, Persona
from studio.library.version import versions
from studio.people.person import Role
from studio.personas.voice import check
from studio.ui.components.confirm import tell
from studio.ui.components.facts import facts
from studio.ui.components.findings import findings_list, marked_text
from studio.ui.components.refusal import kept_refusal, refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.words import say


def sheet(persona: Persona) -> None:
    voice = persona.voice
    facts([
        (say("personas.character"), persona.character), (say("personas.age"), str(persona.age)), (say("personas.role"), persona.role),
        (say("personas.tastes"), "、".join(persona.tastes)), (say("personas.city"), persona.city), (say("personas.field"), persona.field),
        (say("personas.proof"), persona.proof), (say("personas.view"), persona.point_of_view), (say("personas.pronouns"), voice.pronouns),
        (say("personas.readers"), "、".join(voice.calls_readers)), (say("personas.never"), "、".join(voice.never_says)),
        (say("personas.claims"), "、".join(voice.claims_not_allowed)), (say("personas.operator_label"), persona.operator),
        (say("personas.started"), str(persona.started_on)),
    ])  # fmt: skip


def voice_trial(persona: Persona, desk: Desk) -> None:
    """Type a sentence and see at once whether it sounds like the persona."""
    text = st.text_area(
        say("personas.try"), key=f"voice_{persona.slug}", placeholder=say("personas.try_hint", name=persona.name), height=100
    )
    if not text:
        return
    found = check(text, persona, channel=ChannelKind.MOMENTS, on=desk.local(desk.now).date())
    if found:
        marked_text(text, found)
        findings_list(found)
    else:
        st.success(say("personas.sounds_right", name=persona.name), icon=":material/check:")


def sheet_editor(persona: Persona, desk: Desk) -> None:
    """The document itself; saving never overwrites somebody else's change."""
    path = f"personas/{persona.slug}.yaml"
    with desk.look() as session:
        last = next(iter(versions(session, path)), None)
    if last is None:
        st.caption(say("personas.no_document"))
        return
    kept_refusal()
    st.caption(say("personas.document", path=path, version=last.version, author=last.author, at=f"{desk.local(last.at):%m-%d %H:%M}"))
    st.text_area(
        path,
        last.text,
        key=f"sheet_{persona.slug}_{last.version}",
        height=420,
        label_visibility="collapsed",
        disabled=not desk.may(Role.PLANNER, Role.ADMIN),
    )
    st.button(
        say("personas.save"),
        key=f"sheet_save_{persona.slug}",
        type="primary",
        on_click=_save,
        args=(path, persona.slug, last.version),
        disabled=not desk.may(Role.PLANNER, Role.ADMIN),
    )


def _save(path: str, slug: str, version: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        save_document(session, path, st.session_state[f"sheet_{slug}_{version}"], base_version=version, by=desk.person, at=desk.now)
        tell(say("personas.saved"))
