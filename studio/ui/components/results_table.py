"""Delivered posts with their newest figures; unknown stays empty and is called so."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.engagement import METRICS, Result
from studio.ui.words import say


def results_table(found: Sequence[Result], desk: Desk, cast: Cast) -> Result | None:
    """Gives the row that was selected."""
    table = pd.DataFrame([_row(each, desk, cast) for each in found])
    for metric in METRICS:
        table[metric] = table[metric].astype("Int64")
    event = st.dataframe(
        table, hide_index=True, width="stretch", height=360, key="results", on_select="rerun", selection_mode="single-row",
        column_config={
            "at": st.column_config.TextColumn(say("publish.due"), width="small"), "persona": st.column_config.TextColumn(say("publish.persona"), width="small"),
            "what": st.column_config.TextColumn(say("publish.what"), width="large"), "account": st.column_config.TextColumn(say("publish.account"), width="small"),
            **{metric: st.column_config.NumberColumn(say(f"engage.{metric}"), width="small", help=say("engage.empty_is_unknown")) for metric in METRICS},
        },
    )  # fmt: skip
    chosen = event["selection"]["rows"]
    return found[chosen[0]] if chosen and chosen[0] < len(found) else None


def _row(each: Result, desk: Desk, cast: Cast) -> dict[str, object]:
    going = each.going
    return {
        "at": f"{desk.local(going.due_at):%m-%d %H:%M}", "persona": cast.name(going.post.persona), "what": going.headline, "account": going.account.name,
        **{metric: each.figures.get(metric) for metric in METRICS},
    }  # fmt: skip
