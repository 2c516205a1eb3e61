"""试看的人: whom of one's own an Official Account may show what is not approved yet; named and removed by admins."""

import streamlit as st

from studio.brands.account import ChannelAccount
from studio.people.person import Role
from studio.publishing.tester import Tester, end_tester, name_tester, testers
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.inbox import person_name
from studio.ui.components.markup import as_written
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.followers import known_followers
from studio.ui.words import say


def tester_list(account: ChannelAccount, desk: Desk) -> None:
    with desk.look() as session:
        found = testers(session, account)
    st.markdown(f"**{say('settings.testers')}**")
    st.caption(say("settings.testers_help"))
    if not found:
        st.caption(say("settings.tester_none"))
    for row in found:
        _row(row, desk)
    if desk.may(Role.ADMIN):
        _form(account, desk)


def _row(row: Tester, desk: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"tester_{row.key}"):
        st.markdown(f"{as_written(row.name)} :gray[{as_written(row.whom)}]")
        if desk.may(Role.ADMIN):
            st.button(say("settings.tester_end"), key=f"tester_end_{row.key}", on_click=_end, args=(row.key,), type="tertiary")


def _form(account: ChannelAccount, desk: Desk) -> None:
    names = known_followers(desk, account.key)
    with st.form(f"tester_form_{account.slug}", clear_on_submit=True, border=False):
        st.selectbox(
            say("settings.tester_whom"), list(names), format_func=apart(names, lambda one: person_name(one, names)), index=None, accept_new_options=True,
            key=f"tester_whom_{account.slug}",
        )  # fmt: skip
        st.text_input(say("settings.tester_name"), key=f"tester_name_{account.slug}", placeholder=say("settings.tester_name_hint"))
        st.form_submit_button(say("settings.tester_add"), on_click=_add, args=(account.slug, account.key), key=f"tester_add_{account.slug}")


def _add(slug: str, account_id: int) -> None:
    desk, typed = here(), st.session_state
    with refusals_kept(), desk.act() as session:
        account = session.get_one(ChannelAccount, account_id)
        whom, name = typed[f"tester_whom_{slug}"] or "", typed[f"tester_name_{slug}"]
        name_tester(session, account, whom, name, by=desk.person, at=desk.now)
        tell(say("settings.tester_added"))


def _end(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        end_tester(session, session.get_one(Tester, key), by=desk.person, at=desk.now)
        tell(say("settings.tester_ended"))
