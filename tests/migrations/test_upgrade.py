"""Migrations bring an empty database to the shape that the code expects, on SQLite and on PostgreSQL, and leave a newer one alone."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

import studio.tables  # noqa: F401
from studio import history
from studio.clock import FixedClock
from studio.database import act, act_across_brands, engine_for
from studio.errors import StudioError
from studio.library.kinds import ChannelKind
from studio.migrations.upgrade import config, newest, upgrade, version_of
from studio.posts.draft import in_hand
from studio.posts.post import Post, versions
from tests.house import MORNING, furnish
from tests.postgres import fresh_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")])])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        engine = engine_for(f"sqlite:///{tmp_path / 'studio.db'}")
        yield engine
        engine.dispose()
        return
    with fresh_database() as url:
        engine = engine_for(url)
        yield engine
        engine.dispose()


def test_the_migrations_give_the_shape_that_the_code_expects(engine):
    upgrade(engine)
    assert version_of(engine) == newest()
    command.check(config(engine))  # raises when a model and its table differ
    assert set(inspect(engine).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}


def test_a_studio_can_live_in_what_the_migrations_made(engine, tmp_path):
    upgrade(engine)
    house = furnish(engine, tmp_path, clock=FixedClock(MORNING))
    row = house.scheduled()
    upgrade(engine)  # again: nothing to do
    assert house.delivery(row).marker == row.marker
    with act_across_brands(engine) as session:
        assert history.verify(session)[1] == []


def test_only_one_delivery_of_an_account_is_sending_in_a_migrated_database_too(engine):
    upgrade(engine)
    indexes = {index["name"]: index for index in inspect(engine).get_indexes("delivery")}
    assert indexes["uq_delivery_one_sending"]["unique"]
    assert "ix_delivery_due" in indexes


def test_a_database_from_a_newer_version_is_refused_untouched(engine, tmp_path):
    upgrade(engine)
    house = furnish(engine, tmp_path, clock=FixedClock(MORNING))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("CREATE TABLE of_the_future (id INTEGER)"))
    with pytest.raises(StudioError, match="更新的版本") as refused:
        upgrade(engine)
    assert "newer version (9999)" in refused.value.in_("en")
    assert "没有被动过" in refused.value.problems[0].mend.zh
    assert version_of(engine) == "9999"
    assert "of_the_future" in inspect(engine).get_table_names()
    with house.act() as session:
        assert house.account(session).slug == "moments-founder"


def test_histories_from_before_get_their_ends(engine):
    command.upgrade(config(engine), "0002")
    with act(engine) as session:
        connection = session.connection()
        connection.execute(text("INSERT INTO history_row (brand, position, at, who, verb, about, what, before, hash) VALUES (0, 1, '2026-11-23 01:00:00', 'x', 'a', 'b', '{}', 'g', 'h1'), (0, 2, '2026-11-23 01:00:00', 'x', 'a', 'b', '{}', 'h1', 'h2'), (3, 1, '2026-11-23 01:00:00', 'x', 'a', 'b', '{}', 'g', 'h3')"))  # fmt: skip
    upgrade(engine)
    with engine.connect() as connection:
        heads = connection.execute(text("SELECT brand, position, hash FROM history_head ORDER BY brand")).all()
    assert [tuple(head) for head in heads] == [(0, 2, "h2"), (3, 1, "h3")]


def test_what_two_people_had_typed_before_drafts_were_shared_is_kept(engine):
    command.upgrade(config(engine), "0008")
    said = '{"moments": {"channel": "moments", "text": "%s", "link": {"url": "https://a.cn", "title": "看"}, "html": "<p>"}}'
    insert = {
        "brand": "INSERT INTO brand (id, slug, name, zone, story, created_at, allowed_link_hosts) VALUES (1, 'anshang', '岸上', 'Asia/Shanghai', '', '2026-11-23 01:00:00', '[]')",
        "person": "INSERT INTO person (id, handle, name, password, language, created_at) VALUES (1, 'a', '甲', '', 'zh', '2026-11-23 01:00:00'), (2, 'b', '乙', '', 'zh', '2026-11-23 01:00:00')",
        "post": "INSERT INTO post (id, brand_id, idea, persona, pillar, author_id, created_at) VALUES (1, 1, '一个念头', 'lin-an', 'daily-life', 1, '2026-11-23 01:00:00')",
    }  # fmt: skip
    version = "INSERT INTO post_version (brand_id, post_id, number, digest, promotional, variants, made_with, author_id, at, note) VALUES (1, 1, {n}, 'd', false, '{said}', '{{}}', {who}, '2026-11-23 01:00:00', '')"
    draft = (
        "INSERT INTO draft (brand_id, post_id, person_id, base, variants, at) VALUES (1, 1, {who}, 2, '{said}', '2026-11-23 0{who}:00:00')"
    )
    with engine.begin() as connection:
        for statement in insert.values():
            connection.exec_driver_sql(statement)
        for number in (1, 2):
            connection.exec_driver_sql(version.format(n=number, who=number, said=said % "存过的"))
        for person, words in ((1, "甲打了一半"), (2, "乙打了一半")):
            connection.exec_driver_sql(draft.format(who=person, said=said % words))
    upgrade(engine)
    with act(engine, brand=1) as session:
        found = in_hand(session, session.get(Post, 1), ChannelKind.MOMENTS)
        assert [version.written_by for version in versions(session, session.get(Post, 1))] == [[1, 2], [1]]
    assert (found.typed.text, found.typed.link_title, found.written_by, found.on) == ("乙打了一半", "看", (2,), 2)
    assert [text["typed"]["text"] for text in found.aside] == ["甲打了一半"]


@pytest.mark.parametrize("content", [b"this is no database at all, and long enough to be looked at" * 4])
def test_a_damaged_database_is_said_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "studio.db"
    path.write_bytes(content)
    engine = engine_for(f"sqlite:///{path}")
    with pytest.raises(StudioError, match="打不开") as refused:
        upgrade(engine)
    assert "备份" in refused.value.problems[0].mend.zh
    engine.dispose()
    assert path.read_bytes() == content


def test_a_database_nobody_answers_for_is_said_without_its_password():
    engine = engine_for("postgresql://studio:geheim@127.0.0.1:1/studio?connect_timeout=2")
    with pytest.raises(StudioError, match="STUDIO_DATABASE_URL") as refused:
        upgrade(engine)
    assert "geheim" not in str(refused.value)
    engine.dispose()


def test_two_first_starts_at_one_moment_both_succeed(tmp_path):
    """As a compose file starts web and publisher together: the second waits, and finds nothing to do."""
    program = "import sys; from studio.database import engine_for; from studio.migrations.upgrade import upgrade; upgrade(engine_for(sys.argv[1]))"
    command = [sys.executable, "-c", program, f"sqlite:///{tmp_path / 'studio.db'}"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [each.communicate(timeout=120)[1] for each in started]
    assert [each.returncode for each in started] == [0, 0], said


@pytest.mark.parametrize("address", ["foo", "mysql://a:geheim@h/d", "postgresql://u:geheim@h:port/d", "", "http://x"])
def test_an_address_that_is_none_is_said_without_its_password(address):
    with pytest.raises(StudioError) as told:
        engine_for(address)
    said = str(told.value)
    assert "STUDIO_DATABASE_URL" in said
    assert "geheim" not in said
    assert "postgresql://" in said
