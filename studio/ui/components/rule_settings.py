"""The rules in force today: value, who made it, how sure we are, where it stands."""

import pandas as pd
import streamlit as st

from studio.rules.lookup import in_force
from studio.rules.rule import Rule, Source
from studio.ui.desk import Desk
from studio.ui.words import language, say, sentences


def rule_settings(desk: Desk) -> None:
    today = desk.local(desk.now).date()
    st.caption(say("settings.rules_on", day=f"{today:%Y-%m-%d}"))
    kinds = st.pills(
        say("settings.rule_kind"),
        list(Source),
        selection_mode="multi",
        format_func=lambda kind: say(f"settings.rule_{kind.value}"),
        key="rule_kinds",
        label_visibility="collapsed",
    )
    words = st.text_input(say("settings.find_rule"), key="rule_words", placeholder=say("settings.find_rule"), label_visibility="collapsed")
    rows = [
        _row(rule)
        for rule in in_force(today)
        if (not kinds or rule.kind in kinds) and words.lower() in f"{rule.id} {rule.what.zh} {rule.what.en}".lower()
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", height=560, key="rules")
    else:
        st.caption(say("settings.no_rule"))


def _row(rule: Rule) -> dict[str, str]:
    return {
        say("settings.rule"): rule.what.in_(language()), say("settings.value"): _value(rule), say("settings.rule_made_by"): say(f"settings.rule_{rule.kind.value}"),
        say("settings.sure"): say("settings.confirmed") if rule.confirmed else say("settings.unconfirmed"), say("settings.source"): rule.source,
        say("settings.checked"): f"{rule.checked_on:%Y-%m-%d}", "id": rule.id,
    }  # fmt: skip


def _value(rule: Rule) -> str:
    """The value in words: numbers with their unit, yes and no as a sentence of the unit."""
    unit = _unit(rule.unit)
    if isinstance(rule.value, bool):
        return f"{unit}：{say('units.yes' if rule.value else 'units.no')}"
    if isinstance(rule.value, dict):
        return "；".join(f"{key} {value}" for key, value in rule.value.items())
    if isinstance(rule.value, list | tuple):
        return "、".join(str(value) for value in rule.value)
    return f"{rule.value} {unit}".strip()


def _unit(unit: str) -> str:
    key = f"units.{unit.replace(' ', '_')}"
    return say(key) if key in sentences() else unit
