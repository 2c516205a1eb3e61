"""Who works for the brand and with which roles; an admin adds people and changes roles."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from studio.people import person as people
from studio.people.password import check, hashed, made
from studio.people.person import ROLE_WORDS, Person, Role, by_handle, give_role, may_change, set_email, take_role, team
from studio.people.sign_in import set_password
from studio.publishing.invitation import invite
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.refusal import kept_refusal, refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.words import language, say


def role_name(role: Role) -> str:
    return ROLE_WORDS[role][0 if language() == "zh" else 1]


def team_settings(desk: Desk) -> None:
    with desk.look() as session:
        found = team(session)
        others = [person for person, _ in found if person.key != desk.person.key and may_change(session, person, desk.person)]
    rows = [
        {
            say("settings.name"): person.name,
            say("settings.handle"): person.handle,
            say("settings.roles"): [role_name(role) for role in Role if role in roles],
            say("settings.email"): person.email or say("settings.no_email"),
        }
        for person, roles in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", key="team", height="content")
    kept_refusal()
    if not desk.may(Role.ADMIN):
        st.caption(say("settings.admins_only"))
        _email(desk, [desk.person])
        return
    left, right = st.columns(2, gap="large")
    with left, st.form("roles"):
        st.markdown(f"**{say('settings.change_roles')}**")
        names = {person.handle: person.name for person, _ in found}
        st.selectbox(say("settings.person"), list(names), format_func=apart(names, names.__getitem__), key="role_person")
        st.multiselect(say("settings.roles"), list(Role), format_func=role_name, key="role_roles", placeholder=say("settings.choose"))
        st.form_submit_button(say("settings.set_roles"), key="role_set", on_click=_set_roles)
    with right, st.form("new_person", clear_on_submit=True):
        st.markdown(f"**{say('settings.add_person')}**")
        st.text_input(say("settings.name"), key="person_name")
        st.text_input(say("settings.handle"), key="person_handle")
        st.multiselect(say("settings.roles"), list(Role), format_func=role_name, key="person_roles", placeholder=say("settings.choose"))
        st.form_submit_button(say("settings.add_person"), key="person_add", type="primary", on_click=_add)
    with right, st.form("invited_person"):
        st.markdown(f"**{say('settings.invite_person')}**")
        st.caption(say("settings.invite_help"))
        st.text_input(say("settings.handle"), key="invite_handle")
        st.multiselect(say("settings.roles"), list(Role), format_func=role_name, key="invite_roles", placeholder=say("settings.choose"))
        st.form_submit_button(say("settings.invite_person"), key="invite", on_click=_invite)
    with left:
        _email(desk, [person for person, _ in found])
    with right:
        _new_password(others)
    if said := st.session_state.pop("once_password", None):
        st.info(say(said[0], handle=said[1], password=said[2]), icon=":material/key:")


def _new_password(others: Sequence[Person]) -> None:
    """For who forgot theirs: made here and shown once. Only those are offered whose password is not another brand's matter, too."""
    if not others:
        return
    with st.form("new_password"):
        st.markdown(f"**{say('settings.new_password')}**")
        st.caption(say("settings.new_password_help"))
        names = {person.handle: person.name for person in others}
        st.selectbox(say("settings.person"), list(names), format_func=apart(names, names.__getitem__), key="password_person")
        st.form_submit_button(say("settings.set_password"), key="password_set", on_click=_set_password)


def _set_password() -> None:
    desk, said, password = here(), st.session_state, made()
    with refusals_kept(), desk.act() as session:
        person = by_handle(session, said["password_person"])
        set_password(session, person, password, by=desk.person, at=desk.now)
        said["once_password"] = ("settings.once_password", person.handle, password)
        tell(say("settings.password_set", name=person.name))


def _email(desk: Desk, people_here: Sequence[Person]) -> None:
    """Everybody says where they are told of failures themselves; an admin may say it for others."""
    with st.container(key="card_email"):
        st.markdown(f"**{say('settings.email_of')}**")
        found = {person.handle: person for person in people_here}
        order = sorted(found, key=lambda handle: handle != desk.person.handle)
        handle = (
            st.selectbox(say("settings.person"), order, format_func=apart(order, lambda each: found[each].name), key="email_person")
            or order[0]
        )
        st.text_input(say("settings.email"), found[handle].email, key=f"email_{handle}", placeholder="lin@example.com")
        st.caption(say("settings.email_help") if desk.house.settings.smtp_host else say("settings.email_no_server"))
        st.button(say("settings.email_save"), key="email_save", on_click=_set_email, args=(handle,))


def _set_email(handle: str) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        person = by_handle(session, handle)
        set_email(session, person, st.session_state[f"email_{handle}"].strip(), by=desk.person, at=desk.now)
        tell(say("settings.email_saved", name=person.name))


def _set_roles() -> None:
    desk, said = here(), st.session_state
    wanted = set(said["role_roles"])
    with refusals_kept(), desk.act() as session:
        person = by_handle(session, said["role_person"])
        for role in Role:
            change = give_role if role in wanted else take_role
            change(session, person, role, brand=desk.brand.key, by=desk.person, at=desk.now)
        tell(say("settings.roles_set", name=person.name))


def _invite() -> None:
    desk, said = here(), st.session_state
    with refusals_kept(), desk.act() as session:
        person = invite(session, said["invite_handle"], *said["invite_roles"], by=desk.person, at=desk.now)
        tell(say("settings.invited", name=person.name))


def _add() -> None:
    """A first password is made here and shown once; the person changes it after signing in."""
    desk, said = here(), st.session_state
    password = made()
    with refusals_kept(), desk.act() as session:
        check(password, handle=said["person_handle"].strip())
        person = people.add(
            session,
            said["person_handle"].strip(),
            said["person_name"].strip(),
            password_hash=hashed(password),
            by=desk.person,
            at=desk.now,
        )
        for role in said["person_roles"]:
            give_role(session, person, role, brand=desk.brand.key, by=desk.person, at=desk.now)
        said["once_password"] = ("settings.first_password", person.handle, password)
        tell(say("settings.person_added", name=person.name))
