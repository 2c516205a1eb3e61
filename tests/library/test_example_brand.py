"""The example brand is complete, lawful, in voice, and does not repeat itself: it is the product's face."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product as every
from zoneinfo import ZoneInfo

import pytest

from studio.calendars.festival import on
from studio.calendars.plan import Grounds, PlannedSlot, plan
from studio.content.copy_template import Copy, CopyValues, fill, problems
from studio.content.similarity import near
from studio.library.kinds import ChannelKind, CopyTemplate, Lane, Product, Stage
from studio.library.library import Library
from studio.library.load import load
from studio.personas import voice
from studio.review import compliance
from studio.review.compliance import ComplianceContext, evidence_of
from tests.library.conftest import ROOT

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 11, 21)
USES = range(16)  # more than any template has options


@pytest.fixture(scope="module")
def brand() -> Library:
    return load(ROOT)


def copies(brand: Library, template: CopyTemplate) -> Iterator[tuple[Copy, Product | None]]:
    """Everything a template can say: with every product, festival and offer it may meet, use after use."""
    products = [p for p in brand.products.values() if not template.lanes or p.lane in template.lanes] if template.needs_product else [None]
    festivals = [None, *brand.festivals.values()] if template.pillar == "festival" else [None]
    offers = ["", *(c.offer for c in brand.campaigns.values())] if template.pillar == "offer" else [""]
    for persona, item, festival, offer, use in every(template.personas, products, festivals, offers, USES[: 3 if festivals[1:] else 16]):
        values = CopyValues(
            persona=brand.persona(persona), brand=brand.brand, date=FIRST, product=item, offer=offer, festival=festival, use=use
        )
        yield fill(template, values), item


def fortnight(brand: Library) -> list[tuple[PlannedSlot, Copy]]:
    days = on(brand.festivals.values(), FIRST, FIRST + timedelta(days=14))
    grounds = Grounds(
        stages={persona.slug: persona.starts_as for persona in brand.personas.values()}, channels={a.slug: a.channel for a in brand.accounts},
        zone=ZONE, no_promotion={each.day: each.festival.name for each in days if each.festival.no_promotion},
        festivals={each.day: each.festival.slug for each in days},
    )  # fmt: skip
    proposed = plan(brand, grounds, first=FIRST, days=14, not_before=datetime(2026, 11, 20, 16, tzinfo=UTC))
    assert proposed.left_out == ()
    return [(slot, _said(brand, slot)) for slot in proposed.slots]


def _said(brand: Library, slot: PlannedSlot) -> Copy:
    campaign = brand.campaigns.get(slot.campaign or "")
    values = CopyValues(
        persona=brand.persona(slot.persona), brand=brand.brand, date=slot.due_at.astimezone(ZONE).date(), product=brand.products.get(slot.product or ""),
        offer=campaign.offer if campaign else "", festival=brand.festivals.get(slot.festival or ""), use=slot.use,
    )  # fmt: skip
    return fill(brand.template(slot.template), values)


def test_one_persona_sells_and_one_is_in_its_second_month(brand):
    assert {persona.starts_as for persona in brand.personas.values()} == {Stage.SELLING, Stage.WARMING}
    companion = brand.persona("zhou-yue")
    assert timedelta(days=31) < FIRST - companion.started_on < timedelta(days=61)
    founder = brand.persona("lin-an")
    assert FIRST - founder.started_on >= timedelta(days=180)


def test_fourteen_pillars_ten_products_five_lanes_three_categories(brand):
    assert len(brand.pillars) == 14
    assert len(brand.products) == 10
    assert {item.lane for item in brand.products.values()} == set(Lane)
    assert len({item.category for item in brand.products.values()}) >= 3
    assert {pillar.slug for pillar in brand.pillars.values() if pillar.promotional} == {"recommendation", "launch", "offer"}
    assert all(brand.brief_for(slug) for slug in brand.products)


def test_the_selling_mix_is_forty_thirty_twenty_ten(brand):
    mix = {
        name: sum(p.share.get(Stage.SELLING, 0) for p in brand.pillars.values() if p.mix == name)
        for name in ("know_how", "life", "product", "interaction")
    }
    assert mix == {"know_how": 40, "life": 30, "product": 20, "interaction": 10}


def test_every_slot_of_every_cadence_can_be_filled(brand):
    channels = {account.slug: account.channel for account in brand.accounts}
    for cadence in brand.cadences.values():
        for slot in cadence.slots:
            for pillar in slot.pillars:
                assert brand.templates_for(pillar=pillar, channel=channels[slot.account], persona=cadence.persona), (slot.account, pillar)


def test_the_founder_posts_once_a_week_by_hand_and_somebody_is_named_for_it(brand):
    [by_hand] = [account for account in brand.accounts if account.channel is ChannelKind.HANDOFF]
    assert by_hand.audience.people == ("bianji",)
    [slot] = [slot for cadence in brand.cadences.values() for slot in cadence.slots if slot.account == by_hand.slug]
    assert len(slot.days) == 1
    written_for = {template.pillar for template in brand.templates.values() if ChannelKind.HANDOFF in template.channels}
    assert set(slot.pillars) <= written_for


def test_both_personas_speak_on_three_channels_in_waking_hours(brand):
    channels = {account.slug: account.channel for account in brand.accounts}
    for cadence in brand.cadences.values():
        assert {channels[slot.account] for slot in cadence.slots} - {ChannelKind.HANDOFF} == {
            ChannelKind.MOMENTS,
            ChannelKind.COMMUNITY,
            ChannelKind.OFFICIAL_ACCOUNT,
        }
        assert all(time(7) <= slot.at < time(22, 30) for slot in cadence.slots)


def test_the_warming_persona_has_nothing_promotional_to_say(brand):
    promotional = {pillar.slug for pillar in brand.pillars.values() if pillar.promotional}
    assert not {pillar for cadence in brand.cadences_of("zhou-yue") for slot in cadence.slots for pillar in slot.pillars} & promotional
    assert not [t.slug for t in brand.templates.values() if t.pillar in promotional and "zhou-yue" in t.personas]


def test_every_template_is_written_for_somebody_and_has_no_unknown_name(brand):
    assert len(brand.templates) >= 24
    assert {template.pillar for template in brand.templates.values()} == set(brand.pillars)
    for template in brand.templates.values():
        assert template.personas
        assert problems(template) == []


def test_all_copy_is_lawful(brand):
    for template in brand.templates.values():
        pillar = brand.pillar(template.pillar)
        for copy, item in copies(brand, template):
            context = ComplianceContext(
                category=item.category if item else "", lane=item.lane if item else None, promotional=pillar.promotional,
                informational=pillar.mix == "know_how", evidence=evidence_of(item) if item else frozenset(), names=(item.name,) if item else (), on=FIRST,
            )  # fmt: skip
            for said in (copy.text, copy.title, copy.headline):
                assert compliance.check(said, context=context) == [], (template.slug, said)
            if pillar.promotional:
                assert copy.text.startswith("「广告」"), template.slug


def test_all_copy_sounds_like_its_persona_and_fits_the_fold(brand):
    for template in brand.templates.values():
        for copy, _ in copies(brand, template):
            for channel in template.channels:
                for persona in template.personas:
                    assert voice.check(copy.text, brand.persona(persona), channel=channel, on=FIRST) == [], (template.slug, copy.text)


def test_articles_are_worth_opening_and_titles_fit(brand):
    articles = [template for template in brand.templates.values() if ChannelKind.OFFICIAL_ACCOUNT in template.channels]
    for template in articles:
        for copy, _ in copies(brand, template):
            assert 400 <= len(copy.text) <= 1100, template.slug
            assert 0 < len(copy.title.encode()) <= 64, template.slug


def test_a_picture_says_what_its_text_says(brand):
    """Headlines and texts are written in pairs; a list that is shorter than the other would fall out of step."""
    for template in brand.templates.values():
        if "vary(" in template.headline and "vary(" in template.body and not template.needs_product:
            pairs = {(copy.headline, copy.text) for copy, _ in copies(brand, template)}
            assert len(pairs) == len({text for _, text in pairs}), template.slug


def test_a_fortnight_never_says_nearly_the_same_to_the_same_people(brand):
    heard: dict[str, dict[str, str]] = {}
    planned = fortnight(brand)
    assert len(planned) >= 90
    for slot, copy in planned:
        before = heard.setdefault(slot.account, {})
        assert near(copy.text, before, 0.5) == [], (slot.template, slot.due_at)
        before[f"{slot.due_at:%m-%d %H:%M}"] = copy.text


def test_the_two_personas_never_tell_one_story_on_one_day(brand):
    planned = fortnight(brand)
    for slot, copy in planned:
        others = {
            other.template: said.text
            for other, said in planned
            if other.persona != slot.persona and other.due_at.date() == slot.due_at.date()
        }
        assert near(copy.text, others, 0.4) == []


NAMED = [
    "元旦",
    "腊八",
    "年货节",
    "除夕",
    "春节",
    "元宵",
    "情人节",
    "三八节",
    "315",
    "植树节",
    "清明",
    "世界读书日",
    "劳动节",
    "汶川地震纪念日",
    "母亲节",
    "520",
    "儿童节",
    "618",
    "端午",
    "父亲节",
    "高考",
    "暑期",
    "七夕",
    "818",
    "开学",
    "99",
    "教师节",
    "中秋",
    "国庆",
    "重阳",
    "霜降",
    "双11",
    "感恩节",
    "黑五",
    "双12",
    "国家公祭日",
    "冬至",
    "圣诞",
    "岸上店庆",
    "会员日",
    "新品日",
]


def test_the_year_has_all_its_festivals(brand):
    assert set(NAMED) <= {festival.name for festival in brand.festivals.values()}
    assert all(festival.leads for festival in brand.festivals.values() if festival.big)


def test_a_campaign_never_runs_on_a_sensitive_day(brand):
    for campaign in brand.campaigns.values():
        for window in campaign.phases:
            quiet = on([f for f in brand.festivals.values() if f.no_promotion], window.starts, window.ends)
            assert window.phase.value == "review" or quiet == [], campaign.slug
