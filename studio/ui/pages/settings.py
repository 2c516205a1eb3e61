"""设置: who may do what, through which accounts, by which rules."""

import streamlit as st

from studio.ui.components.account_settings import account_settings
from studio.ui.components.history_settings import history_settings
from studio.ui.components.library_settings import library_settings
from studio.ui.components.rule_settings import rule_settings
from studio.ui.components.team_settings import team_settings
from studio.ui.desk import here
from studio.ui.words import say

PARTS = {
    "team": team_settings, "accounts": account_settings, "rules": rule_settings, "library": library_settings, "history": history_settings,
}  # fmt: skip

wanted = st.query_params.get("part", "")
part = st.segmented_control(
    say("settings.part"), list(PARTS), default=wanted if wanted in PARTS else "team", key="settings_part", required=True, label_visibility="collapsed",
    format_func=lambda key: say(f"settings.part_{key}"),
)  # fmt: skip
PARTS[part or "team"](here())
