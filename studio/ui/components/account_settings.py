"""Channel accounts: what they are, whether the connection works, and putting in a new secret that is never shown again."""

from html import escape

import streamlit as st

from studio.brands.account import ChannelAccount, account, accounts, set_secret
from studio.channels.registry import open_channel
from studio.people.person import Role, require
from studio.posts.message import channel_account
from studio.publishing.drawer import TableDrawer
from studio.ui.components.confirm import tell
from studio.ui.components.empty import empty
from studio.ui.components.markup import channel_chip, show
from studio.ui.components.refusal import kept_refusal, problems, refusals_kept, refusals_shown
from studio.ui.desk import Desk, here
from studio.ui.words import say


def account_settings(desk: Desk) -> None:
    with desk.look() as session:
        found = accounts(session)
    if not found:
        empty(say("settings.no_account"), key="no_account")
        return
    show(f'<div class="rows">{"".join(_row(row) for row in found)}</div>')
    kept_refusal()
    names = {row.slug: row.name for row in found}
    slug = st.selectbox(say("settings.account"), list(names), format_func=names.__getitem__, key="account_chosen")
    chosen = next(row for row in found if row.slug == slug)
    if st.button(say("settings.try_connection"), key="account_try", icon=":material/cable:"):
        _try(chosen, desk)
    if desk.may(Role.ADMIN):
        with st.form("secret", clear_on_submit=True, border=False):
            st.text_input(say("settings.secret"), type="password", key="account_secret", help=say("settings.secret_help"))
            st.form_submit_button(say("settings.set_secret"), key="account_secret_set", on_click=_set_secret)


def _row(row: ChannelAccount) -> str:
    sandbox = f'<span class="sandbox-mark">{escape(say("frame.sandbox"))}</span>' if row.sandbox else ""
    sealed = say("settings.has_secret") if row.sealed else say("settings.no_secret")
    publish = row.settings.get("publish", "") if row.channel == "official_account" else ""
    facts = " · ".join(str(part) for part in (row.kind, publish, row.external_id, row.persona or "") if part)
    return f'<div><span class="grow">{escape(row.name)}<br><small>{escape(facts)}</small></span>{sandbox}<span class="muted nowrap">{escape(sealed)}</span>{channel_chip(row.channel)}</div>'


def _try(row: ChannelAccount, desk: Desk) -> None:
    """Asks the platform itself; what is wrong is said with its mend."""
    house = desk.house
    with refusals_shown(), st.spinner(say("settings.trying")):
        channel = open_channel(
            channel_account(row, house.vault), TableDrawer(house.engine, house.vault, brand=desk.brand.key, account_id=row.key)
        )
        found = channel.check(now=desk.now)
        if found:
            problems(found)
        else:
            st.success(say("settings.connected", name=row.name), icon=":material/check:")


def _set_secret() -> None:
    desk, said = here(), st.session_state
    with refusals_kept(), desk.act() as session:
        require(session, desk.person, Role.ADMIN)
        set_secret(
            session,
            account(session, said["account_chosen"]),
            said["account_secret"],
            vault=desk.house.vault,
            who=desk.person.handle,
            at=desk.now,
        )
        tell(say("settings.secret_set"))
