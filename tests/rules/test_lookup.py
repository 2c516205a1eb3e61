"""Rules are looked up for a day, and laws stand above everybody."""

from datetime import date, time, timedelta

import pytest

from studio.errors import Refused, StudioError
from studio.rules.lookup import in_force, lookup
from studio.rules.records import all_rules
from studio.rules.rule import Mark, Source

TODAY = date(2026, 11, 21)


def test_the_digest_limit_shrank_on_the_fourteenth_of_july():
    assert lookup("oa.draft.digest", date(2026, 7, 13)).count == 128
    assert lookup("oa.draft.digest", date(2026, 7, 14)).count == 120


def test_a_rule_that_does_not_exist_is_our_mistake_and_names_its_neighbours():
    with pytest.raises(KeyError, match=r"late\.window\.moments"):
        lookup("late.window.moment", TODAY)


def test_a_rule_is_not_in_force_before_its_first_day():
    with pytest.raises(KeyError, match="2025-08-31"):
        lookup("ai.label", date(2025, 8, 31))
    assert lookup("ai.label", date(2025, 9, 1)).value is True


def test_a_brand_may_change_a_house_rule_and_it_shows():
    rule = lookup("persona.warmup_days", TODAY, {"persona.warmup_days": 90})
    assert (rule.count, rule.overridden) == (90, True)
    assert lookup("persona.warmup_days", TODAY, {"sample.min": 5}).overridden is False


def test_a_brand_may_state_its_own_setting_of_the_platform_but_not_move_a_fixed_limit():
    assert lookup("wecom.mass.per_recipient_day", TODAY, {"wecom.mass.per_recipient_day": 2}).count == 2
    with pytest.raises(Refused):
        lookup("oa.draft.title", TODAY, {"oa.draft.title": 64})


def test_nobody_overrides_a_law():
    with pytest.raises(Refused) as refused:
        lookup("promo.lottery_max", TODAY, {"promo.lottery_max": 100_000})
    assert refused.value.problems[0].mend.zh
    assert not any(rule.overridable for rule in in_force(TODAY) if rule.kind is Source.LAW)


def test_a_custom_value_of_another_kind_is_refused_with_its_mend():
    with pytest.raises(StudioError, match="warm"):
        lookup("persona.warmup_days", TODAY, {"persona.warmup_days": "half a year"})


def test_values_read_as_what_they_are():
    assert lookup("late.window.official_account", TODAY).length == timedelta(hours=2)
    assert lookup("readings.at", TODAY).lengths[-1] == timedelta(days=30)
    assert lookup("quiet.hours", TODAY).times == (time(22, 30), time(7, 0))
    assert lookup("rate.official_account.freepublish_submit", TODAY).rate.calls == 100
    assert lookup("rate.wecom.moment", TODAY).rate.every == timedelta(minutes=1)
    with pytest.raises(TypeError):
        _ = lookup("oa.freepublish.push", TODAY).count


def test_what_no_official_page_says_is_shown_as_unconfirmed():
    assert not lookup("wecom.moment.per_customer_month", TODAY).confirmed
    assert lookup("wecom.moment.pictures", TODAY).confirmed


def test_every_record_says_where_it_comes_from_in_both_languages():
    for rule in in_force(TODAY):
        assert rule.source, rule.id
        assert all((rule.what.zh, rule.what.en)), rule.id
        assert (rule.mark is Mark.HOUSE) == (rule.kind is Source.HOUSE), rule.id
    assert len({rule.id for rule in in_force(TODAY)}) == len(in_force(TODAY))


def test_every_rate_can_be_counted():
    rates = [rule_id for rule_id in all_rules() if rule_id.startswith("rate.")]
    assert rates
    assert all(lookup(rule_id, TODAY).rate.calls > 0 for rule_id in rates)
