"""No door stores what PostgreSQL refuses, and no text is without a limit."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import SQLModel, select

from studio import history
from studio.brands.brand import Brand
from studio.database import act, engine_for, look
from studio.library.kinds import ChannelKind
from studio.people.sign_in import SignInTry
from studio.posts.post import start, write
from studio.posts.variant import Variant
from studio.storable import LONGEST, Unstorable, is_storable, limit_of, mended, readable_json
from studio.workspace.rows import lines, put, tables
from tests.house import LIFE

BROKEN = ["有\x00空字符", "半个\ud83d", "\udc00半个"]
FIVE_MB = "长" * 5_000_000


@pytest.fixture
def engine(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'studio.db'}")
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_every_text_of_every_table_has_a_limit():
    asked = 0
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if str(column.type).startswith(("VARCHAR", "TEXT", "JSON")):
                assert limit_of(table.name, column), f"{table.name}.{column.name}"
                asked += 1
    assert asked > 100
    known = {f"{table.name}.{column.name}" for table in SQLModel.metadata.sorted_tables for column in table.columns}
    assert set(LONGEST) <= known


@pytest.mark.parametrize("broken", BROKEN)
def test_a_row_with_a_broken_character_is_refused_by_the_name_of_its_field(house, broken):
    with pytest.raises(Unstorable) as refused, act(house.engine) as session:
        session.add(Brand(slug="b", name=broken, created_at=house.now))
    said = refused.value.problems[0]
    assert (said.where, said.field) == ("brand", "name")
    assert said.mend.zh
    assert said.mend.en


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_character_deep_inside_a_list_of_words_is_refused_too(house, broken):
    with pytest.raises(Unstorable, match="存不了"), act(house.engine) as session:
        history.record(session, "brand.made", "brand:1", who="lin", at=house.now, brand=0, list=[{"inside": [broken]}])


def test_a_change_of_a_row_is_looked_at_as_a_new_one_is(house):
    with pytest.raises(Unstorable), act(house.engine) as session:
        session.get(Brand, house.brand).story = BROKEN[0]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_plain_statement_and_a_question_are_refused_alike(engine, broken):
    with pytest.raises(Unstorable), act(engine) as session:
        session.connection().execute(text("UPDATE person SET name = :name"), {"name": broken})
    with pytest.raises(Unstorable), look(engine) as session:
        session.exec(select(Brand).where(Brand.slug == broken)).first()


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8))
def test_what_is_mended_can_be_kept_and_what_can_be_kept_stays(value):
    kept = readable_json(mended(value))
    kept.encode()
    try:
        said = readable_json(value)
        said.encode()
    except (Unstorable, UnicodeEncodeError):
        assert mended(value) != value
    else:
        assert json.loads(said) == mended(value)


def test_the_letters_of_an_escape_that_somebody_typed_are_text():
    assert is_storable("\\u0000")
    assert json.loads(readable_json({"a": "\\u0000 \\\\u0000"})) == {"a": "\\u0000 \\\\u0000"}
    with pytest.raises(Unstorable):
        readable_json({"a": "\\\x00"})


def test_five_megabytes_in_an_idea_are_refused_at_once(house):
    began = time.process_time()
    with pytest.raises(Unstorable, match="最多 10000 个字") as refused, house.act() as session:
        start(session, FIVE_MB, persona="lin-an", pillar="daily-life", by=house.person("editor"), at=house.now)
    assert time.process_time() - began < 5  # it took 39 s when it was read through first
    assert refused.value.problems[0].field == "idea"


@pytest.mark.parametrize("field", ["title", "text", "summary", "source_url"])
def test_five_megabytes_in_a_version_are_refused_before_anybody_reads_them_through(house, field):
    with house.act() as session:
        post, _, _ = house.written(session)
        began = time.process_time()
        variant = Variant(channel=ChannelKind.MOMENTS).model_copy(update={field: FIVE_MB})
        with pytest.raises(Unstorable) as refused:
            write(session, post, {ChannelKind.MOMENTS: variant}, pillar=LIFE, by=house.person("editor"), at=house.now)
        assert time.process_time() - began < 5  # it took 39 s when it was read through first
    assert refused.value.problems[0].field == field


def test_what_an_older_version_kept_moves_with_a_sign_of_replacement(engine, tmp_path, house):
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        raw.execute("INSERT INTO sign_in_try (handle, address, at, let_in) VALUES (?, '10.0.0.1', '2026-11-21 04:00:00', 0)", ("a\x00b",))
        connection.commit()
    other = engine_for(f"sqlite:///{tmp_path / 'other.db'}")
    SQLModel.metadata.create_all(other)
    with engine.connect() as before, other.begin() as after:
        there = next(table for table in tables(before) if table.name == "sign_in_try")
        put(after, there, lines(before, there))
    with act(other) as session:
        assert session.exec(select(SignInTry.handle)).all() == ["a�b"]
    other.dispose()
