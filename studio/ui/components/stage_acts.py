"""Moving a persona to its next stage with the checklist, and granting exceptions from the warm-up."""

from collections.abc import Sequence

import streamlit as st

from studio.library.kinds import Stage
from studio.people.person import Person, Role
from studio.personas.stage import MOVES, READINESS, STAGE_WORDS, WarmupOverride, advance, grant_override
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.refusal import kept_refusal, refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.personas import Asked, Standing
from studio.ui.words import language, say


def stage_form(each: Standing, colleagues: Sequence[Person], desk: Desk) -> None:
    """The next stage with its conditions; the last stage says so."""
    kept_refusal()
    to = MOVES.get(each.stage)
    if to is None:
        st.caption(say("personas.at_the_end"))
        return
    slug = each.persona.slug
    with st.form(f"stage_{slug}", border=False):
        if to is Stage.READY:
            for key, words in READINESS.items():
                st.checkbox(words.in_(language()), key=f"ready_{slug}_{key}")
            if each.warm[0] < each.warm[1]:
                names = {None: say("personas.nobody")} | {person.handle: person.name for person in colleagues}
                st.selectbox(
                    say("personas.agreed_by"),
                    list(names),
                    format_func=apart(names, names.__getitem__),
                    key=f"agreed_{slug}",
                    help=say("personas.agreed_help"),
                )
        st.text_input(say("personas.reason"), key=f"reason_{slug}")
        st.form_submit_button(
            say("personas.advance", stage=STAGE_WORDS[to].in_(language())), key=f"advance_{slug}", type="primary", on_click=_advance,
            args=(slug, to, list(colleagues)), disabled=not desk.may(Role.PLANNER),
        )  # fmt: skip


def exception_list(asked: Sequence[Asked], desk: Desk) -> None:
    """Exceptions that wait for a second person."""
    for each in asked:
        row = each.row
        with st.form(f"exception_{row.key}"):
            st.markdown(say("personas.exception", persona=row.persona, post=row.post_id, by=each.by, reason=row.asked_reason))
            st.text_input(say("personas.reason"), key=f"exception_reason_{row.key}")
            st.form_submit_button(
                say("personas.grant"),
                key=f"grant_{row.key}",
                on_click=_grant,
                args=(row,),
                disabled=not desk.may(Role.REVIEWER, Role.ADMIN),
            )


def _advance(slug: str, to: Stage, colleagues: list[Person]) -> None:
    desk, said = here(), st.session_state
    ticked = [key for key in READINESS if said.get(f"ready_{slug}_{key}")]
    agreed = next((person for person in colleagues if person.handle == said.get(f"agreed_{slug}")), None)
    with refusals_kept(), desk.act() as session:
        advance(session, slug, to, by=desk.person, reason=said[f"reason_{slug}"], at=desk.now, checklist=ticked, agreed_by=agreed)
        tell(say("personas.advanced"))


def _grant(row: WarmupOverride) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        found = session.get_one(WarmupOverride, row.key)
        grant_override(session, found, by=desk.person, reason=st.session_state[f"exception_reason_{row.key}"], at=desk.now)
        tell(say("personas.granted"))
