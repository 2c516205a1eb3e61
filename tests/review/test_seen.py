"""A decision is of the page that was on the screen; and whatever changes what will be sent makes an approval fall."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from studio.brands.account import ChannelAccount
from studio.errors import Refused
from studio.library.kinds import Audience, ChannelKind
from studio.posts.placement import Placement, cancel, move, place, readdress
from studio.posts.post import PostVersion, post, write
from studio.posts.variant import LinkCard, Variant
from studio.posts.wording import UNSAID, account_facts
from studio.publishing.schedule import approve_and_schedule
from studio.review.approval import why_not
from studio.review.rows import Approval
from studio.review.seen import PARTS
from tests.house import LIFE, House, picture_ref

HOUR = timedelta(hours=1)


def audience(house: House, session: Session, where: Placement) -> None:
    readdress(session, where, Audience(), by=house.person("editor"), at=house.now)


def time(house: House, session: Session, where: Placement) -> None:
    move(session, where, to=where.due_at + HOUR, by=house.person("planner"), at=house.now)


def account(house: House, session: Session, where: Placement) -> None:
    row = house.account(session)
    row.verified = False
    session.add(row)


def destinations(house: House, session: Session, where: Placement) -> None:
    cancel(session, where, by=house.person("editor"), at=house.now)
    place(
        session,
        post(session, where.post_id),
        house.account(session),
        due_at=where.due_at,
        by=house.person("editor"),
        at=house.now,
        audience=where.for_whom,
    )


def pictures(house: House, session: Session, where: Placement) -> None:
    house.files.path(picture_ref(house.files).digest).write_bytes(b"other bytes")


@pytest.mark.parametrize("change", [audience, time, account, destinations, pictures])
def test_what_changed_after_the_page_was_drawn_is_named_and_nothing_is_approved(house: House, change):
    with house.act() as session:
        written, _, where = house.written(session)
        row = house.hand_in(session, written)
        seen = house.seen(session, row)
        change(house, session, where)
        with pytest.raises(Refused, match=PARTS[change.__name__].zh) as refused:
            approve_and_schedule(session, row, seen=seen, files=house.files, by=house.person("reviewer"), at=house.now)
        assert refused.value.problems[0].rule == "review.seen"
        assert row.decision == ""
        assert session.exec(select(Approval)).all() == []


def test_the_same_page_drawn_twice_carries_the_same_digest(house: House):
    with house.act() as session:
        row = house.hand_in(session, house.written(session)[0])
    with house.act() as session:
        again = house.seen(session, session.merge(row))
        house.clock.advance(timedelta(minutes=5))
        assert house.seen(session, session.merge(row)) == again


def test_a_decision_without_a_page_is_none(house: House):
    with house.act() as session:
        row = house.hand_in(session, house.written(session)[0])
        for nothing in ("", "0" * 64, "0" * 64 + "." + "0" * 64):
            with pytest.raises(Refused, match="什么都没有批准"):
                approve_and_schedule(session, row, seen=nothing, files=house.files, by=house.person("reviewer"), at=house.now)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
OTHER: dict[str, st.SearchStrategy[Any]] = {
    "channel": st.sampled_from(["community", "official_account"]), "kind": st.sampled_from(["service", "subscription"]), "persona": st.sampled_from(["lin-an", "zhou-yue"]),
    "verified": st.just(False), "external_id": WORDS, "base_url": st.just("https://elsewhere.example"), "sandbox": st.just(False),
    "settings": st.dictionaries(st.sampled_from(["agent", "charter", "publish", "per_customer"]), WORDS, min_size=1, max_size=2).map(lambda more: {"shared": True} | more),
}  # fmt: skip


def test_every_field_of_an_account_either_counts_or_is_named_as_indifferent():
    assert set(ChannelAccount.model_fields) == set(OTHER) | UNSAID
    assert set(account_facts(ChannelAccount(id=1, slug="m", name="m", channel="moments", created_at=None))) == set(OTHER) | {"id"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), field=st.sampled_from(sorted(OTHER)))
def test_any_change_of_the_account_that_changes_what_will_happen_makes_the_approval_fall(approved: tuple[House, int], data, field):
    house, number = approved
    with house.act() as session:
        row = house.account(session)
        value = data.draw(OTHER[field].filter(lambda value: value != getattr(row, field)))
        approval = session.get_one(Approval, number)
        assert why_not(session, approval, files=house.files, now=house.now) is None
        setattr(row, field, value)
        session.flush()
        assert why_not(session, approval, files=house.files, now=house.now) is not None
        session.rollback()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    change=st.one_of(
        st.fixed_dictionaries({"text": WORDS}),
        st.fixed_dictionaries({"title": WORDS}),
        st.fixed_dictionaries({"pictures": st.just(())}),
        st.builds(lambda url: {"link": LinkCard(url=f"https://example.com/{url}")}, st.integers(0, 9)),
    )
)
def test_any_other_words_pictures_or_link_make_the_approval_fall(approved: tuple[House, int], change):
    house, number = approved
    with house.act() as session:
        approval = session.get_one(Approval, number)
        variant = session.get_one(PostVersion, approval.version_id).body[ChannelKind.MOMENTS]
        other = Variant.model_validate(variant.model_dump() | change)
        if other == variant:
            return
        write(session, post(session, approval.post_id), {ChannelKind.MOMENTS: other}, pillar=LIFE, by=house.person("editor"), at=house.now)
        assert why_not(session, approval, files=house.files, now=house.now) is not None
        session.rollback()


@pytest.fixture
def approved(house: House) -> tuple[House, int]:
    return house, house.scheduled().approval_id


def test_a_delivery_that_names_another_destination_or_account_does_not_carry_the_approval(house: House):
    row = house.scheduled()
    with house.act() as session:
        approval = session.get_one(Approval, row.approval_id)
        for carries in ((row.placement_id + 1, row.account_id), (row.placement_id, row.account_id + 1)):
            assert why_not(session, approval, files=house.files, now=house.now, carries=carries) is not None
        assert why_not(session, approval, files=house.files, now=house.now, carries=(row.placement_id, row.account_id)) is None
