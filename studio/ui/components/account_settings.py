"""Channel accounts: what they are, whether the connection works, and setting them up; a secret is put in and never shown again."""

from html import escape

import streamlit as st

from studio.brands.account import ChannelAccount, accounts
from studio.channels.channel import ShowsFirst
from studio.channels.errcodes import treatment
from studio.channels.registry import able
from studio.library.kinds import ChannelKind
from studio.people.person import Role
from studio.publishing.connection import check_connection
from studio.ui.components.account_forms import change_form, kind_name, new_account, secret_form
from studio.ui.components.choice import apart
from studio.ui.components.empty import empty
from studio.ui.components.markup import channel_chip, heading, show
from studio.ui.components.refusal import kept_refusal, problems, refusals_shown
from studio.ui.components.tester_list import tester_list
from studio.ui.desk import Desk, publishing_desk
from studio.ui.words import language, say

COMMON = (
    (40164, "official_account"), (60020, "wecom"), (48001, "official_account"), (48002, "wecom"), (40013, "official_account.token"), (40013, "wecom.token"),
)  # fmt: skip


def account_settings(desk: Desk) -> None:
    with desk.look() as session:
        found = accounts(session)
    if not found:
        empty(say("settings.no_account"), key="no_account")
    else:
        show(f'<div class="rows accounts">{"".join(_row(row) for row in found)}</div>')
    if desk.may(Role.ADMIN):
        new_account(desk)
    kept_refusal()
    if not found:
        return
    names = {row.slug: row.name for row in found}
    heading(say("settings.one_account"))
    slug = st.selectbox(
        say("settings.account"),
        list(names),
        format_func=apart(names, names.__getitem__),
        key="account_chosen",
        label_visibility="collapsed",
    )
    chosen = next(row for row in found if row.slug == slug)
    left, right = st.columns(2, gap="large")
    with left:
        st.caption(say("settings.try_help"))
        if st.button(say("settings.try_connection"), key="account_try", icon=":material/cable:", type="primary"):
            _try(chosen, desk)
        _common()
        if able(chosen.channel, ShowsFirst):
            tester_list(chosen, desk)
    with right:
        if desk.may(Role.ADMIN):
            change_form(chosen)
            if chosen.channel != ChannelKind.HANDOFF:
                secret_form(chosen)
        else:
            st.caption(say("settings.admins_set_up"))


def _row(row: ChannelAccount) -> str:
    sandbox = f'<span class="sandbox-mark">{escape(say("frame.sandbox"))}</span>' if row.sandbox else ""
    sealed = "" if row.channel == ChannelKind.HANDOFF else say("settings.has_secret") if row.sealed else say("settings.no_secret")
    publish = row.settings.get("publish", "") if row.channel == ChannelKind.OFFICIAL_ACCOUNT else ""
    facts = " · ".join(part for part in (kind_name(row.kind), kind_name(str(publish)), row.external_id) if part)
    return f'<div><span class="grow">{escape(row.name)}<br><small>{escape(facts)}</small></span>{sandbox}<span class="muted nowrap">{escape(sealed)}</span>{channel_chip(row.channel)}</div>'


def _try(row: ChannelAccount, desk: Desk) -> None:
    """Asks the platform itself; what is wrong is said with its mend."""
    with refusals_shown(), st.spinner(say("settings.trying")):
        if found := check_connection(publishing_desk(desk), row.key, brand=desk.brand.key):
            problems(found)
            st.caption(say("settings.try_again_after"))
        else:
            st.success(say("settings.connected", name=row.name), icon=":material/check:")


def _common() -> None:
    """The refusals that nearly everybody meets while setting up, each with what it means and its mend."""
    with st.expander(say("settings.common"), icon=":material/help:"):
        show(f'<dl class="codes">{"".join(_code(code, where) for code, where in COMMON)}</dl>')


def _code(code: int, where: str) -> str:
    known = treatment(code, where)
    place = say("settings.of_wecom") if where.startswith("wecom") else say("settings.of_official_account")
    return f"<dt>{code} <small>{escape(place)}</small></dt><dd>{escape(known.what.in_(language()))}<br><small>{escape(known.mend.in_(language()))}</small></dd>"
