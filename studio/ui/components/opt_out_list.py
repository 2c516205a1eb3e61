"""退订: who wants nothing more, since when and why; written down and ended here."""

import streamlit as st

from studio.posts.opt_out import MAY_OPT_OUT, OptOut, Recipient, opt_in_again, opt_out
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.empty import empty
from studio.ui.components.inbox import person_name
from studio.ui.components.markup import as_written
from studio.ui.components.pager import pager
from studio.ui.components.popping import done, popping
from studio.ui.components.refusal import refusals_kept, refusals_shown
from studio.ui.desk import Desk, here
from studio.ui.glance.opted_out import OptedOut, opted_out, recipients
from studio.ui.words import say


def opt_out_list(desk: Desk) -> None:
    found = opted_out(desk)
    if desk.may(*MAY_OPT_OUT):
        _form(desk)
    if not found.rows:
        empty(say("opt_out.nobody"), key="opt_out_empty")
        return
    with st.container(key="card_opt_outs"):
        for row in found.rows[pager(len(found.rows), key="opt_out_page", rows=10)]:
            _row(row, found, desk)


def _row(row: OptOut, found: OptedOut, desk: Desk) -> None:
    who = say("opt_out.platform") if row.by == "platform" else found.people.get(row.by, row.by)
    since = f"{desk.local(row.since):%Y-%m-%d %H:%M}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"row_opt_out_{row.key}"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{as_written(_name(row, found))}** :gray[{say(f'opt_out.{row.kind}')}]  \n{as_written(row.reason)}")
            st.caption(say("opt_out.since", at=since, who=who))
        if desk.may(*MAY_OPT_OUT):
            words = say("opt_out.again")
            st.button(words, key=f"opt_in_{row.key}", on_click=_ended, args=(row.kind, row.whom), help=say("opt_out.again_help"))


def _name(row: OptOut, found: OptedOut) -> str:
    if row.kind == Recipient.PERSON or found.names[row.whom] != row.whom:
        return person_name(row.whom, found.names)
    return say("publish.a_group", id=row.whom[-4:])


def _form(desk: Desk) -> None:
    turn = st.session_state.setdefault("opt_out_turn", 0)  # a new number is an empty form
    with popping(say("opt_out.add"), icon=":material/notifications_off:", key="opt_out_pop"):
        kind = st.segmented_control(
            say("opt_out.kind"), list(Recipient), default=Recipient.GROUP, required=True, key=f"opt_out_kind_{turn}",
            format_func=lambda one: say(f"opt_out.{one}"),
        )  # fmt: skip
        chosen = Recipient(kind or Recipient.GROUP)
        names = recipients(desk, chosen)
        whom = st.selectbox(
            say("opt_out.whom"), list(names), format_func=apart(names, lambda one: names.get(str(one), str(one))), index=None, accept_new_options=True,
            placeholder=say(f"opt_out.choose_{chosen}"), key=f"opt_out_whom_{chosen}_{turn}",
        )  # fmt: skip
        reason = st.text_input(say("opt_out.reason"), key=f"opt_out_reason_{turn}", placeholder=say("opt_out.reason_hint"))
        if st.button(say("opt_out.add_yes"), key="opt_out_yes", type="primary"):
            _add(chosen, whom or "", reason, desk)


def _add(kind: Recipient, whom: str, reason: str, desk: Desk) -> None:
    with refusals_shown():
        with desk.act() as session:
            opt_out(session, kind, whom, reason=reason, by=desk.person, at=desk.now)
        st.session_state["opt_out_turn"] += 1
        done("opt_out_pop")
        tell(say("opt_out.added"))
        st.rerun()


def _ended(kind: str, whom: str) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        opt_in_again(session, Recipient(kind), whom, by=desk.person, at=desk.now)
        tell(say("opt_out.ended"))
