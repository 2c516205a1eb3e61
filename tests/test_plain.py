"""Plain statements keep to the session's brand: one that forgets it cannot be built."""

import pytest
from sqlalchemy import bindparam, exists, insert, select, update

from studio.database import BrandForgotten, act, look
from studio.plain import Plain, of_brand, table
from studio.publishing.delivery import Attempt, Delivery
from studio.publishing.hold import Hold

DELIVERY, ATTEMPT = table(Delivery), table(Attempt)
FIRST = DELIVERY.alias("first")
STATES = Plain(select(DELIVERY.c.id, DELIVERY.c.state).where(of_brand(DELIVERY)))
MISS = Plain(update(DELIVERY).where(of_brand(DELIVERY)).values(state="missed"))


@pytest.mark.parametrize(
    ("statement", "forgotten"),
    [
        (select(DELIVERY.c.state), "delivery"),
        (update(DELIVERY).where(DELIVERY.c.id == 1).values(state="missed"), "delivery"),
        (select(ATTEMPT).join(DELIVERY, DELIVERY.c.id == ATTEMPT.c.delivery_id).where(of_brand(DELIVERY)), "attempt"),
        (select(DELIVERY.c.id).where(of_brand(DELIVERY), exists().where(FIRST.c.account_id == DELIVERY.c.account_id)), "first"),
        (select(DELIVERY.c.id).where(DELIVERY.c.brand_id == bindparam("brand")), "delivery"),
    ],
)
def test_a_statement_that_forgets_the_brand_cannot_be_built(statement, forgotten):
    with pytest.raises(BrandForgotten, match=forgotten):
        Plain(statement)


def test_another_brand_sees_and_changes_nothing(either_house):
    house = either_house
    row = house.scheduled()
    with house.act(brand=house.other_brand) as session:
        assert STATES.run(session).all() == []
        assert MISS.run(session).rowcount == 0
    with house.act() as session:
        assert STATES.run(session).all() == [(row.key, "planned")]


def test_a_row_that_is_written_belongs_to_the_brand_of_the_session(house):
    row = house.scheduled()
    write = Plain(insert(ATTEMPT))
    with house.act(brand=house.other_brand) as session:
        write.run(session, delivery_id=row.key, step="upload", intent_at=house.now, by="x")
    with house.act() as session:
        assert Plain(select(ATTEMPT.c.id).where(of_brand(ATTEMPT))).run(session).all() == []


def test_it_sees_what_the_session_has_changed_so_far(house):
    row = house.scheduled()
    with house.act() as session:
        session.get(Delivery, row.key).state = "refused"
        assert STATES.run(session).all() == [(row.key, "refused")]


def test_looking_changes_nothing(house):
    house.scheduled()
    with pytest.raises(BrandForgotten, match="looking only"), look(house.engine, brand=house.brand) as session:
        MISS.run(session)


def test_rows_of_the_whole_studio_need_no_brand(house):
    holds = table(Hold)
    with act(house.engine) as session:
        assert Plain(select(holds.c.id)).run(session).all() == []
