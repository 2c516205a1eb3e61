"""Who did what: the newest acts of the brand, and walking the chain to see that nobody changed it."""

import pandas as pd
import streamlit as st
from sqlmodel import Session, col, func, select

from studio.excerpt import excerpt
from studio.history import HistoryRow, verify
from studio.ui.components.pager import pager
from studio.ui.desk import Desk
from studio.ui.words import say


def history_settings(desk: Desk) -> None:
    with desk.look() as session:
        total = session.exec(select(func.count(col(HistoryRow.id))).where(HistoryRow.brand == desk.brand.key)).one()
        page = pager(total, key="history_page")
        rows = _newest(session, desk, page)
    st.dataframe(pd.DataFrame([_row(row, desk) for row in rows]), hide_index=True, width="stretch", key="history", height="content")
    if st.button(say("settings.verify"), key="history_verify", icon=":material/verified:"):
        with desk.look() as session:
            count, broken = verify(session)
        if broken:
            st.error(
                "\n\n".join(say("settings.broken", position=each.position, why=each.why) for each in broken[:10]), icon=":material/gpp_bad:"
            )
        else:
            st.success(say("settings.whole", n=count), icon=":material/verified:")


def _newest(session: Session, desk: Desk, page: slice) -> list[HistoryRow]:
    query = select(HistoryRow).where(HistoryRow.brand == desk.brand.key).order_by(col(HistoryRow.position).desc())
    return list(session.exec(query.offset(page.start).limit(page.stop - page.start)))


def _row(row: HistoryRow, desk: Desk) -> dict[str, str]:
    what = "；".join(f"{key} {value}" for key, value in row.what.items() if value not in ("", None))
    return {
        say("settings.at"): f"{desk.local(row.at):%m-%d %H:%M:%S}", say("settings.by"): row.who, say("settings.verb"): row.verb, say("settings.about"): row.about,
        say("settings.what"): excerpt(what, 160),
    }  # fmt: skip
