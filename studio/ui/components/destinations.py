"""Where a post goes and when: its placements, adding one, taking one back."""

from datetime import timedelta

import streamlit as st

from studio.brands.account import takes_posts_of
from studio.errors import Refused, problem
from studio.posts.placement import cancel, place, placement
from studio.ui.components.audience import audience_sentence
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.markup import as_written, clock_time, heading, show, state_chip
from studio.ui.components.popping import done, popping
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.writing import OnTheDesk
from studio.ui.words import say

SOON = timedelta(hours=2)  # rounded down to the hour: what the form proposes lies ahead
NOT_CHOSEN = problem("没有选账号", "no account was chosen", field="account", mend=("选一个账号", "choose an account"))


def destinations(found: OnTheDesk, desk: Desk) -> None:
    heading(say("write.destinations"))
    for each in found.going:
        with st.container(horizontal=True, vertical_alignment="center", key=f"row_place_{each.placement.key}"):
            at = clock_time(desk.local(each.due_at), today=desk.local(desk.now))
            st.markdown(
                f"**{at}** {as_written(each.account.name)}  \n:gray[{as_written(audience_sentence(each.account, each.placement.for_whom))}]"
            )
            show(state_chip(each.state))
            if each.movable:
                st.button("", icon=":material/close:", key=f"unplace_{each.placement.key}", type="tertiary", help=say("write.unplace"), on_click=_take_back, args=(each.placement.key,))  # fmt: skip
    if not found.going:
        st.caption(say("write.no_destination"))
    _add(found, desk)


def _add(found: OnTheDesk, desk: Desk) -> None:
    """Only accounts that fit the persona and a channel that the post speaks in, none of them chosen beforehand, and a time to come."""
    fits = [each for each in found.accounts if each.channel in found.in_hand and takes_posts_of(each, found.post.persona)]
    names = {account.key: account.name for account in fits}
    soon = (desk.local(desk.now) + SOON).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    with popping(say("write.add_destination"), icon=":material/add:", key="place"), st.form("place", border=False):
        if not names:
            st.caption(say("write.no_account_fits"))
        st.selectbox(
            say("write.account"),
            list(names),
            index=None,
            format_func=apart(names, names.__getitem__),
            key="place_account",
            placeholder=say("write.which_account"),
        )
        st.datetime_input(say("write.when"), value=soon, key="place_at")
        st.form_submit_button(say("write.add_destination"), type="primary", key="place_add", on_click=_place, args=(found,))


def _place(found: OnTheDesk) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        account = next((account for account in found.accounts if account.key == st.session_state["place_account"]), None)
        if account is None:
            raise Refused(NOT_CHOSEN)
        due_at = st.session_state["place_at"].replace(tzinfo=desk.zone)
        place(session, found.post, account, due_at=due_at, by=desk.person, at=desk.now)
        tell(say("write.placed", account=account.name))
        done("place")


def _take_back(key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        cancel(session, placement(session, key), by=desk.person, at=desk.now)
        tell(say("write.unplaced"))
