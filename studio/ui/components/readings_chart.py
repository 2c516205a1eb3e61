"""The figures of one delivery over time, each line labelled where it ends."""

import altair as alt
import pandas as pd

from studio.ui.components.charts import draw
from studio.ui.words import say


def readings_chart(readings: pd.DataFrame) -> None:
    named = readings.assign(
        name=[say(f"engage.{metric}") if metric in ("reads", "likes", "comments", "shares") else metric for metric in readings["metric"]]
    )
    base = alt.Chart(named).encode(
        x=alt.X("at:T", title=None, axis=alt.Axis(format="%m-%d %H:%M", tickCount=5)), y=alt.Y("value:Q", title=None),
        color=alt.Color("name:N", legend=None),
    )  # fmt: skip
    last = base.transform_window(rank="rank()", sort=[alt.SortField("at", order="descending")], groupby=["name"]).transform_filter(
        "datum.rank == 1"
    )
    label = last.mark_text(align="left", dx=6).encode(text="name:N")
    draw(
        (base.mark_line(point=True) + label).properties(height=240, padding={"right": 64, "left": 4, "top": 4, "bottom": 4}),
        data=named,
        key="readings",
    )
