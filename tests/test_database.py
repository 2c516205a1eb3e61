"""Aware times, one transaction per act, a disk that fills up, and a brand that sees its own rows only."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, insert, text, union_all
from sqlalchemy import select as plain_select
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, func, or_, select, update

from studio.brands.account import ChannelAccount
from studio.brands.brand import Brand
from studio.clock import BEIJING
from studio.database import BrandForgotten, act, act_across_brands, brand_of, engine_for, look
from studio.errors import StudioError
from studio.history import verify
from studio.people.person import Person
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion
from studio.publishing.delivery import Delivery
from tests.house import MORNING


@pytest.fixture
def written(house):
    """One post of the first brand, with a version and a placement."""
    with house.act() as session:
        return house.written(session)[0]


OTHER = aliased(Post)
EVERY = select(Post).subquery()
READS = {
    "select": lambda: select(Post),
    "one column": lambda: select(Post.idea),
    "alias": lambda: select(OTHER),
    "alias column": lambda: select(OTHER.idea),
    "join": lambda: select(Post, PostVersion).join(PostVersion, col(PostVersion.post_id) == col(Post.id)),
    "join from people": lambda: select(Person.handle).join(Post, col(Post.author_id) == col(Person.id)),
    "outer join": lambda: select(Post.idea).select_from(Person).outerjoin(Post, col(Post.author_id) == col(Person.id)).where(col(Post.id).is_not(None)),
    "two aliases": lambda: select(OTHER, Placement).join(Placement, col(Placement.post_id) == OTHER.id),
    "subquery": lambda: plain_select(EVERY),
    "subquery column": lambda: plain_select(EVERY.c.idea),
    "common table": lambda: plain_select(select(Post.idea).cte().c.idea),
    "union": lambda: union_all(select(Post.idea), select(PostVersion.note)),
    "in a subquery": lambda: select(Person.handle).where(col(Person.id).in_(select(Post.author_id))),
    "exists": lambda: select(Person.handle).where(select(Post.id).where(col(Post.author_id) == col(Person.id)).exists()),
    "or": lambda: select(Post).where(or_(Post.brand_id == 1, Post.id == 1)),
}  # fmt: skip
COUNTS = {
    "count": lambda: select(func.count(col(Post.id))),
    "count from": lambda: select(func.count()).select_from(Post),
    "count of a subquery": lambda: plain_select(func.count()).select_from(EVERY),
    "scalar subquery": lambda: plain_select(select(func.count(col(Post.id))).scalar_subquery()),
}
ROUND_THE_SCOPE = {
    "bare table": lambda session: session.execute(plain_select(Post.__table__)),
    "bare column": lambda session: session.execute(plain_select(Post.__table__.c.idea)),
    "bare update": lambda session: session.execute(Post.__table__.update().values(idea="x")),
    "bare delete": lambda session: session.execute(Post.__table__.delete()),
    "rows from a bare table": lambda session: session.execute(plain_select(Post).from_statement(plain_select(Post.__table__))),
    "rows from words": lambda session: session.execute(plain_select(Post).from_statement(text("SELECT * FROM post"))),
    "insert": lambda session: session.execute(insert(Post).values(brand_id=1, idea="x")),
    "bulk save": lambda session: session.bulk_save_objects([Post(brand_id=1, idea="x")]),
    "bulk insert": lambda session: session.bulk_insert_mappings(Post, [{"brand_id": 1, "idea": "x"}]),
    "bulk update": lambda session: session.bulk_update_mappings(Post, [{"id": 1, "idea": "x"}]),
}


@pytest.mark.parametrize("way", READS)
def test_another_brand_sees_nothing_whichever_way_it_asks(house, written, way):
    with house.act() as session:
        assert session.execute(READS[way]()).all() != []
    with house.act(brand=house.other_brand) as session:
        assert session.execute(READS[way]()).all() == []
    with look(house.engine, brand=house.other_brand) as session:
        assert session.execute(READS[way]()).all() == []


@pytest.mark.parametrize("way", COUNTS)
def test_another_brand_counts_nothing(house, written, way):
    with house.act() as session:
        assert session.execute(COUNTS[way]()).scalar() == 1
    with house.act(brand=house.other_brand) as session:
        assert session.execute(COUNTS[way]()).scalar() == 0


def test_another_brand_gets_nothing_by_number_and_changes_nothing(house, written):
    with house.act(brand=house.other_brand) as session:
        assert session.get(Post, written.key) is None
        assert session.execute(update(Post).values(idea="别人的")).rowcount == 0
        assert session.execute(delete(PostVersion)).rowcount == 0
    with house.act() as session:
        assert session.get(Post, written.key).idea == "一个念头"
        assert len(session.exec(select(PostVersion)).all()) == 1


@pytest.mark.parametrize("way", ROUND_THE_SCOPE)
def test_what_would_go_round_the_brand_is_refused(house, written, way):
    for brand in (house.brand, house.other_brand):
        with pytest.raises(BrandForgotten), house.act(brand=brand) as session:
            ROUND_THE_SCOPE[way](session)
    with house.act() as session:
        assert [post.idea for post in session.exec(select(Post))] == ["一个念头"]


def add_a_foreign_row(house, session, post):
    session.add(ChannelAccount(brand_id=house.brand, slug="new", name="新", channel="moments", created_at=house.now))


def change_a_foreign_row(house, session, post):
    session.add(post)
    post.idea = "别人的"


def take_a_foreign_row_away(house, session, post):
    session.delete(post)


@pytest.mark.parametrize("do", [add_a_foreign_row, change_a_foreign_row, take_a_foreign_row_away], ids=lambda do: do.__name__)
def test_a_row_of_another_brand_is_not_to_be_touched(house, written, do):
    with pytest.raises(BrandForgotten), house.act(brand=house.other_brand) as session:
        do(house, session, written)
    with house.act() as session:
        assert [post.idea for post in session.exec(select(Post))] == ["一个念头"]
        assert len(session.exec(select(ChannelAccount)).all()) == 3


def test_a_row_cannot_be_given_to_another_brand_and_belongs_to_the_sessions(house, written):
    with pytest.raises(BrandForgotten), house.act() as session:
        session.get(Post, written.key).brand_id = house.other_brand
    with house.act(brand=house.other_brand) as session:
        session.add(ChannelAccount(slug="new", name="新", channel="moments", created_at=house.now))
        session.flush()
        assert [row.brand_id for row in session.exec(select(ChannelAccount))] == [house.other_brand]


@pytest.mark.parametrize("way", READS)
def test_a_session_without_a_brand_touches_no_brands_rows(house, written, way):
    with suppress(BrandForgotten), act(house.engine) as session:  # refused, or nothing is seen
        assert session.execute(READS[way]()).all() == []


def test_a_session_without_a_brand_neither_writes_nor_knows_its_brand(house, written):
    with pytest.raises(BrandForgotten), act(house.engine) as session:
        session.add(ChannelAccount(brand_id=1, slug="new", name="新", channel="moments", created_at=house.now))
    for statement in (update(Post).values(idea="x"), delete(Delivery)):
        with pytest.raises(BrandForgotten), act(house.engine) as session:
            session.execute(statement)
    with act(house.engine) as session, pytest.raises(BrandForgotten):
        brand_of(session)
    with act(house.engine) as session:
        assert len(session.exec(select(Brand)).all()) == 2


def test_the_publishers_clock_reads_every_brand(house, written):
    with act_across_brands(house.engine) as session:
        assert len(session.exec(select(Post)).all()) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda session, post: setattr(post, "idea", "改了") or session.flush(),
        lambda session, post: session.delete(post) or session.commit(),
        lambda session, _: session.execute(update(Post).values(idea="改了")),
        lambda session, _: session.execute(delete(PostVersion)),
        lambda session, _: session.bulk_update_mappings(Post, [{"id": 1, "idea": "改了"}]),
    ],
)  # fmt: skip
def test_looking_changes_nothing(house, written, change):
    with pytest.raises(BrandForgotten), look(house.engine, brand=house.brand) as session:
        change(session, session.get(Post, written.key))
    with house.act() as session:
        assert session.get(Post, written.key).idea == "一个念头"
        assert len(session.exec(select(PostVersion)).all()) == 1


def test_looking_waits_for_no_writer(house, written):
    with house.act() as writer:
        writer.get(Post, written.key).idea = "还没存"
        writer.flush()
        with look(house.engine, brand=house.brand) as session:
            assert session.get(Post, written.key).idea == "一个念头"


def test_an_act_that_fails_leaves_nothing(either_house):
    house = either_house
    with pytest.raises(ZeroDivisionError), house.act() as session:
        1 / len(house.written(session)[:0])
    with house.act() as session:
        assert session.exec(select(Post)).all() == []
        assert verify(session)[1] == []


def test_times_come_back_aware_and_in_utc(either_house):
    house = either_house
    local = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=BEIJING)
    with house.act() as session:
        post = house.written(session)[0]
        post.archived_at = local
    with house.act() as session:
        found = session.get(Post, post.key).archived_at
    assert found == local
    assert found.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(house):
    with pytest.raises(StatementError, match="naive"), house.act() as session:
        session.add(Brand(slug="naive", name="x", created_at=MORNING.replace(tzinfo=None)))


def test_a_full_disk_is_said_with_its_mend_and_what_was_saved_stays(tmp_path, house, written):
    address = f"sqlite:///{tmp_path / 'studio.db'}"
    small = engine_for(address)
    event.listen(small, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))  # SQLite's own way to be full
    with pytest.raises(StudioError, match="磁盘已满") as full, act(small, brand=house.brand) as session:
        session.add_all([Brand(slug=f"b{n}", name="很长的名字" * 500, created_at=house.now) for n in range(20)])
    assert full.value.problems[0].mend.zh
    assert "disk full" in full.value.in_("en")
    small.dispose()
    with house.act() as session:
        assert session.get(Post, written.key).idea == "一个念头"
        assert len(session.exec(select(Brand)).all()) == 2


def test_another_fault_of_the_database_stays_a_surprise(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(OperationalError, match="no such table"), act(engine) as session:
        session.exec(select(Brand))
    engine.dispose()
