"""Looking a rule up for a day: several of them changed within a year, so there is no rule without a date."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from studio.errors import Refused, StudioError, problem
from studio.rules.records import all_rules
from studio.rules.rule import Rule, Source


def lookup(rule_id: str, on: date, overrides: Mapping[str, Any] | None = None) -> Rule:
    """The rule in force on that day, with the brand's own value from `overrides` (rule id → value) where it has one.

    An unknown id is a mistake in the code (KeyError); overriding a law or a platform's fixed limit is Refused.
    """
    standing = [rule for rule in all_rules().get(rule_id, ()) if rule.in_force(on)]
    if not standing:
        near = ", ".join(get_close_matches(rule_id, all_rules(), n=3)) or "none"
        raise KeyError(f"no rule {rule_id!r} in force on {on}; near: {near}")
    rule = standing[-1]
    return overridden(rule, overrides[rule_id]) if overrides and rule_id in overrides else rule


def in_force(on: date) -> tuple[Rule, ...]:
    """Every rule that stands on that day, by id."""
    return tuple(rule for rule_id in sorted(all_rules()) for rule in all_rules()[rule_id] if rule.in_force(on))


def overridden(rule: Rule, value: Any) -> Rule:
    """The rule with a brand's own value; Refused when it may not be changed, StudioError when the value has another shape."""
    if not rule.overridable:
        who = {Source.LAW: ("法律", "law"), Source.PLATFORM: ("平台", "platform")}.get(rule.kind, ("固定", "fixed"))
        raise Refused(
            problem(
                f"「{rule.what.zh}」是{who[0]}规则，不能改", f"{rule.what.en}: a {who[1]} rule cannot be changed", rule=rule.id,
                mend=("删除这条自定义值", "remove this custom value"),
            )
        )  # fmt: skip
    if type(value) is not type(rule.value):
        raise StudioError(
            problem(
                f"「{rule.what.zh}」的值应与默认值 {rule.value} 同类", f"{rule.what.en}: the value must be of the kind of its default {rule.value}", rule=rule.id,
                mend=("按默认值的样子填写", "write it the way the default is written"),
            )
        )  # fmt: skip
    return replace(rule, value=value, overridden=True)
