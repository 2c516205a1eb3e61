"""Who did what: one chain per brand, and no row can be altered, taken away or slipped in without its being found."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, col, select

import studio.tables  # noqa: F401
from studio import history
from studio.database import act, act_across_brands, engine_for
from studio.history import HistoryHead, HistoryRow
from tests.house import MORNING

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
WHAT = st.dictionaries(st.sampled_from("abc"), st.one_of(WORDS, st.integers(-(2**40), 2**40), st.booleans(), st.none(), st.lists(WORDS, max_size=2)), max_size=3)  # fmt: skip
ACTS = st.lists(st.tuples(st.integers(0, 2), WORDS, WHAT), min_size=1, max_size=8)
ENGINE = engine_for("sqlite://")
SQLModel.metadata.create_all(ENGINE)


def broken(session: Session) -> list[tuple[int, int]]:
    return [(each.brand, each.position) for each in history.verify(session)[1]]


def write(session: Session, acts: list[tuple[int, str, dict]]) -> list[HistoryRow]:
    for n, (brand, who, what) in enumerate(acts):
        history.record(session, "post.written", f"post:{n}", who=who, at=MORNING + timedelta(seconds=n), brand=brand, **what)
    newest_first = session.exec(select(HistoryRow).order_by(col(HistoryRow.id).desc()).limit(len(acts))).all()
    return list(reversed(newest_first))


class TheTest(Exception):
    pass


def rolled_back(check) -> None:
    with act_across_brands(ENGINE) as session:
        check(session)
        session.rollback()


@settings(max_examples=40, deadline=None)
@given(acts=ACTS, data=st.data())
def test_any_alteration_is_found_at_its_row(acts, data):
    def check(session: Session) -> None:
        rows = write(session, acts)
        session.expire_all()
        assert history.verify(session) == (len(acts), [])
        row = session.get(HistoryRow, data.draw(st.sampled_from([each.id for each in rows])))
        match data.draw(st.sampled_from(("who", "verb", "about", "at", "what", "before", "hash"))):
            case "at":
                row.at += timedelta(microseconds=1)
            case "what":
                row.what = row.what | {"slipped": "in"}
            case name:
                setattr(row, name, getattr(row, name) + "x")
        session.flush()
        session.expire_all()
        assert (row.brand, row.position) in broken(session)

    rolled_back(check)


@settings(max_examples=40, deadline=None)
@given(acts=ACTS, data=st.data())
def test_any_row_taken_away_is_missed_the_last_one_too(acts, data):
    def check(session: Session) -> None:
        rows = write(session, acts)
        gone = data.draw(st.sampled_from(rows))
        session.delete(gone)
        session.flush()
        assert gone.brand in {brand for brand, _ in broken(session)}

    rolled_back(check)


@settings(max_examples=20, deadline=None)
@given(acts=ACTS)
def test_a_chain_rewritten_from_its_start_no_longer_ends_where_it_ended(acts):
    def check(session: Session) -> None:
        rows = write(session, acts)
        brand = rows[0].brand
        mine = [row for row in rows if row.brand == brand]
        before = history.GENESIS
        for row in mine:
            row.who, row.before = row.who + "!", before
            row.hash = before = history._hash(row)
        session.flush()
        assert broken(session) == [(brand, len(mine))]

    rolled_back(check)


def test_an_act_that_is_rolled_back_leaves_no_gap(house):
    with house.act() as session:
        first = history.record(session, "a", "b:1", who="x", at=house.now)
    with pytest.raises(TheTest), house.act() as session:
        raise TheTest(history.record(session, "a", "b:2", who="x", at=house.now))
    with house.act() as session:
        assert history.record(session, "a", "b:3", who="x", at=house.now) == first + 1
        assert history.verify(session)[1] == []


def test_brands_have_chains_of_their_own_on_either_database(either_house):
    house = either_house
    with house.act() as session:
        house.written(session)
    with house.act(brand=house.other_brand) as session:
        history.record(session, "brand.looked", "brand:2", who="x", at=house.now, price=9.5, many=[1, None, {"深": "处"}])
        assert [row.verb for row in history.about(session, "brand:2")] == ["brand.looked"]
        assert history.about(session, "post:1") == []
    with act(house.engine) as session:
        count, found = history.verify(session)
        ends = {head.brand: head.position for head in session.exec(select(HistoryHead))}
    assert found == []
    assert count == sum(ends.values())
    assert set(ends) == {0, 1, 2} or set(ends) == {1, 2}


def test_a_chain_that_lost_all_its_rows_is_missed(tmp_path: Path, house):
    with house.act() as session:
        rows = write(session, [(7, "x", {}), (7, "y", {})])
        for row in rows:
            session.delete(row)
    with act_across_brands(house.engine) as session:
        [found] = [each for each in history.verify(session)[1] if each.brand == 7]
    assert found.why == "rows 1 to 2 are missing"
