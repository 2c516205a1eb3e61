"""What a plan proposes becomes posts: words from templates, pictures with the right day on them, and an advert only where one was planned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from studio.brands.account import account
from studio.calendars import illustrate
from studio.calendars.fill import copy_for, fill_slots, summary_of, variant_for, wants_picture
from studio.calendars.illustrate import size_for, steps_in
from studio.calendars.plan import PlannedSlot
from studio.calendars.propose import grounds, propose
from studio.calendars.slot import Slot, slot_of, slots_between
from studio.clock import BEIJING
from studio.database import look
from studio.errors import NotAllowed
from studio.library.current import library
from studio.library.kinds import ChannelKind
from studio.posts.placement import cancel, place, placement
from studio.posts.post import Post, latest, start, write
from studio.posts.promotional import advertises
from studio.posts.variant import Variant
from tests.acceptance.example import FIRST, Example, example


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with example(tmp_path_factory.mktemp("fill") / "home") as found:
        yield found


@pytest.fixture
def session(brand):
    """Whatever a test does to the brand is taken back."""
    with brand.act() as session:
        yield session
        session.rollback()


def moments(brand: Example, at: datetime | None = None) -> PlannedSlot:
    slot = next(slot for slot in brand.plan(1).slots if slot.account == "moments-founder")
    return replace(slot, due_at=at) if at else slot


def drawn(brand, session, slot: PlannedSlot) -> Variant:
    """The slot's words and its picture, as filling makes them."""
    shelf = library(session)
    copy = copy_for(session, shelf, slot)
    picture = illustrate.illustrate(shelf, slot, copy, files=brand.opened.files) if wants_picture(shelf, slot) else None
    return variant_for(shelf, slot, copy, picture, files=brand.opened.files)


def filled(brand, session, slots) -> list[Slot]:
    return fill_slots(session, library(session), slots, files=brand.opened.files, by=brand.person("yunying"), at=brand.now)


def test_a_slot_becomes_a_post_with_its_words_its_place_and_its_reasons(brand, session):
    slot = moments(brand)
    [row] = filled(brand, session, [slot])
    post, where = session.get(Post, row.post_id), placement(session, row.placement_id)
    version = latest(session, post)
    assert (post.persona, post.pillar, where.due_at) == (slot.persona, slot.pillar, slot.due_at)
    assert version.body[ChannelKind.MOMENTS].text == copy_for(session, library(session), slot).text
    assert version.made_with["template"].rpartition("@")[0] or version.made_with["template"]
    assert [why["zh"] for why in row.reasons] == [why.zh for why in slot.reasons]
    assert slot_of(session, where) is row
    assert [pair[0].key for pair in slots_between(session, slot.due_at, slot.due_at + timedelta(minutes=1))] == [row.key]


def test_the_same_slot_gives_the_same_bytes(brand, session):
    slot = moments(brand)
    assert drawn(brand, session, slot) == drawn(brand, session, slot)


def test_a_morning_card_carries_the_day_on_which_it_goes_out(brand, session, monkeypatch):
    dates = []
    draws = illustrate.render
    monkeypatch.setattr(
        illustrate,
        "render",
        lambda layout, size, palette, record, **how: dates.append(record.date) or draws(layout, size, palette, record, **how),
    )
    slot, shelf = moments(brand, datetime(2026, 11, 24, 7, 40, tzinfo=BEIJING)), library(session)
    template = next(
        each for each in shelf.templates.values() if each.picture and ChannelKind.MOMENTS in each.channels and not each.needs_product
    )
    slot = replace(slot, template=template.slug, pillar=template.pillar)
    drawn(brand, session, slot)
    assert dates == ["11.24"]


def test_copy_advertises_only_where_an_advert_was_planned(brand, session):
    """Fourteen days of words: a price that slips into a quiet post would be an advert, and a persona in warm-up would be refused."""
    shelf = library(session)
    for slot in propose(session, shelf, first=FIRST, days=14, now=brand.now).slots:
        copy = copy_for(session, shelf, slot)
        words = {slot.channel: Variant(channel=slot.channel, title=copy.title, text=copy.text)}
        assert bool(advertises(shelf.pillar(slot.pillar), words)) == slot.promotional, (slot.template, copy.text)


def test_an_article_has_a_cover_a_summary_and_the_html_that_wechat_keeps(brand, session):
    slot = next(slot for slot in brand.plan(3).slots if slot.channel is ChannelKind.OFFICIAL_ACCOUNT)
    shelf = library(session)
    variant = drawn(brand, session, slot)
    assert variant.title
    assert variant.cover is not None
    assert "<" in variant.html
    assert 0 < len(variant.summary) <= 54
    assert variant.author == shelf.persona(slot.persona).name


@pytest.mark.parametrize(
    ("markdown", "summary"),
    [("# 题\n\n![图](a.jpg)\n\n第一段话。\n\n第二段。", "第一段话。"), ("字" * 60, "字" * 53 + "…"), ("# 只有标题", ""), ("> 引\n\n- 列\n\n正文", "正文")],
)  # fmt: skip
def test_a_summary_is_the_first_paragraph_cut_where_wechat_cuts_it(markdown, summary):
    assert summary_of(markdown) == summary


def test_sentences_become_steps_that_fit_a_card():
    assert steps_in("先记三件事：\n1. 冷水浸十分钟。2、翻面晾干！\n别拧。轻轻压干水分") == ("冷水浸十分钟", "翻面晾干", "轻轻压干水分")
    assert steps_in("太长" * 40) == ()
    assert len(steps_in("。".join(f"第 {n} 件小事情" for n in range(9)))) == 5


def test_a_layout_gives_the_size_that_fits_its_channel(brand, session):
    layout = library(session).layout("moments-quiet")
    assert size_for(layout, ChannelKind.MOMENTS).family.startswith("moments")
    assert size_for(layout, ChannelKind.OFFICIAL_ACCOUNT) in layout.sizes


def test_only_those_who_plan_or_write_fill_a_plan(brand, session):
    with pytest.raises(NotAllowed):
        fill_slots(session, library(session), [moments(brand)], files=brand.opened.files, by=brand.person("shenhe"), at=brand.now)


class TestProposing:
    """The planner is told what stands."""

    def test_what_was_accepted_is_not_proposed_again_and_a_cancelled_one_is(self, brand, session):
        shelf = library(session)
        slots = propose(session, shelf, first=FIRST, days=1, now=brand.now).slots
        rows = filled(brand, session, slots[:2])
        again = propose(session, shelf, first=FIRST, days=1, now=brand.now).slots
        assert {(slot.account, slot.due_at) for slot in again} == {(slot.account, slot.due_at) for slot in slots[2:]}
        cancel(session, placement(session, rows[0].placement_id), by=brand.person("yunying"), at=brand.now)
        session.flush()
        third = propose(session, shelf, first=FIRST, days=1, now=brand.now).slots
        assert (slots[0].account, slots[0].due_at) in {(slot.account, slot.due_at) for slot in third}

    def test_a_post_made_by_hand_counts_for_its_account_and_day(self, brand, session):
        shelf, by = library(session), brand.person("yunying")
        post = start(session, "群里随口一句", persona="lin-an", pillar="daily-life", by=by, at=brand.now)
        words = {ChannelKind.COMMUNITY: Variant(channel=ChannelKind.COMMUNITY, text="群里随口一句")}
        write(session, post, words, pillar=shelf.pillar("daily-life"), by=by, at=brand.now)
        tuesday = datetime(2026, 11, 24, 12, 0, tzinfo=BEIJING)
        place(session, post, account(session, "groups-founder"), due_at=tuesday, by=by, at=brand.now)
        made = propose(session, shelf, first=FIRST, days=2, now=brand.now)
        assert not [
            slot for slot in made.slots if slot.account == "groups-founder" and slot.due_at.astimezone(BEIJING).date() == tuesday.date()
        ]

    def test_the_stages_channels_and_festivals_of_the_brand_are_known(self, brand, session):
        known = grounds(session, library(session), first=FIRST, days=30, now=brand.now)
        assert known.stages["lin-an"].value == "selling"
        assert known.stages["zhou-yue"].value == "warming"
        assert known.channels["oa-brand"] is ChannelKind.OFFICIAL_ACCOUNT
        assert known.festivals
        assert not set(known.festivals.values()) & {slug for slug, each in library(session).festivals.items() if each.no_promotion}
        assert datetime(2026, 12, 13, tzinfo=BEIJING).date() in known.no_promotion

    def test_another_brand_is_planned_from_nothing(self, brand):
        with look(brand.opened.engine, brand=brand.brand + 1) as other:
            assert other.exec(select(Slot)).all() == []
            assert library(other).cadences == {}
