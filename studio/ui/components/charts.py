"""Altair with the studio's palette: direct labels, quiet axes, intervals where samples are small."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from studio.ui.colours import AZURITE, HAIRLINE, INK, PERSONAS, SECOND_INK
from studio.ui.components.empty import empty
from studio.ui.words import say

FACE = "PingFang SC, HarmonyOS Sans SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"


def draw(chart: alt.Chart | alt.LayerChart | alt.FacetChart, *, data: pd.DataFrame, key: str) -> None:
    """Show a chart in the studio's look; an empty one is a sentence."""
    if data.empty:
        empty(say("parts.no_chart"))
        return
    st.altair_chart(chart.configure(**look(dark=st.context.theme.type == "dark")), width="stretch", theme=None, key=key)


def look(*, dark: bool) -> dict[str, Any]:
    """Altair's configuration for one theme."""
    side = int(dark)
    quiet = {
        "labelColor": SECOND_INK[side],
        "titleColor": SECOND_INK[side],
        "labelFont": FACE,
        "titleFont": FACE,
        "titleFontWeight": "normal",
    }
    return {
        "background": "transparent",
        "font": FACE,
        "axis": quiet | {"gridColor": HAIRLINE[side], "domainColor": HAIRLINE[side], "tickColor": HAIRLINE[side], "labelFontSize": 12},
        "legend": quiet | {"labelFontSize": 12},
        "view": {"stroke": "transparent"},
        "range": {"category": [pair[side] for pair in PERSONAS]},
        "line": {"strokeWidth": 2, "color": AZURITE.ink[side]},
        "bar": {"color": AZURITE.ink[side], "cornerRadiusEnd": 2},
        "text": {"color": INK[side], "font": FACE},
    }
