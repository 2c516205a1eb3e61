"""Behind the criterion of the session: on PostgreSQL the database itself keeps a brand's rows from what goes round the ORM."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import SQLModel

from studio.brand_fence import POLICY, is_passed_by, lay
from studio.brand_scope import brand_tables
from studio.database import act, act_across_brands, engine_for, look
from tests.apart.rows import fill
from tests.postgres import ROLE, SUPERUSER, fresh_database

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]
TABLES = [str(table.__tablename__) for table in brand_tables()]


@pytest.fixture(scope="module")
def two_brands() -> Iterator[str]:
    """The address of a database in which each table has one row of brand 1 and one of brand 2."""
    with fresh_database(furnished=True) as url:
        fill(url)
        yield url


@pytest.fixture
def engine(two_brands: str) -> Iterator[Engine]:
    engine = engine_for(two_brands)
    yield engine
    engine.dispose()


def raw(address: str) -> psycopg.Connection:
    """A connection that knows nothing of the studio."""
    return psycopg.connect(make_url(address).set(drivername="postgresql").render_as_string(hide_password=False))


@pytest.mark.parametrize("table", TABLES)
def test_what_goes_round_the_orm_reads_changes_and_writes_no_row_of_another_brand(engine: Engine, table: str):
    columns = ", ".join(f'"{column.name}"' for column in SQLModel.metadata.tables[table].columns if column.name not in {"id", "brand_id"})
    with act(engine, brand=1) as session:
        plain = session.connection()
        assert plain.exec_driver_sql(f'SELECT brand_id FROM "{table}"').scalars().all() == [1]
        assert plain.exec_driver_sql(f'SELECT count(*) FROM "{table}" WHERE brand_id = 2').scalar() == 0
        assert plain.exec_driver_sql(f'UPDATE "{table}" SET brand_id = brand_id').rowcount == 1
        assert plain.exec_driver_sql(f'DELETE FROM "{table}" WHERE brand_id = 2').rowcount == 0
        with pytest.raises(ProgrammingError, match="row-level security"), plain.begin_nested():
            plain.exec_driver_sql(f'UPDATE "{table}" SET brand_id = 2 WHERE brand_id = 1')
        with pytest.raises(ProgrammingError, match="row-level security"), plain.begin_nested():
            plain.exec_driver_sql(f'INSERT INTO "{table}" (id, brand_id, {columns}) SELECT id + 100, 2, {columns} FROM "{table}"')
    with act_across_brands(engine) as session:
        assert sorted(session.connection().exec_driver_sql(f'SELECT brand_id FROM "{table}"').scalars()) == [1, 2]


@pytest.mark.parametrize("table", TABLES)
def test_who_does_not_say_whose_rows_finds_none_and_writes_none(two_brands: str, engine: Engine, table: str):
    with raw(two_brands) as stranger:
        assert stranger.execute(f'SELECT count(*) FROM "{table}"'.encode()).fetchone() == (0,)
        assert stranger.execute(f'DELETE FROM "{table}"'.encode()).rowcount == 0
        with pytest.raises(InsufficientPrivilege):
            stranger.execute(f'INSERT INTO "{table}" (id, brand_id) VALUES (900, 1)'.encode())
    with look(engine) as session:
        assert session.connection().exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar() == 0


def test_what_one_transaction_said_is_forgotten_by_the_next_on_the_same_connection(two_brands: str):
    engine = engine_for(two_brands)
    with act_across_brands(engine) as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM post").scalar() == 2
        server = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar()
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() == server
        assert connection.exec_driver_sql("SELECT count(*) FROM post").scalar() == 0
    with act(engine, brand=2) as session:
        assert session.connection().exec_driver_sql("SELECT brand_id FROM post").scalars().all() == [2]
    engine.dispose()


def test_a_session_that_goes_on_after_a_commit_says_it_again(engine: Engine):
    with look(engine, brand=1) as session:
        session.connection().exec_driver_sql("SELECT 1")
        session.rollback()
        assert session.connection().exec_driver_sql("SELECT brand_id FROM post").scalars().all() == [1]


def test_a_rolled_back_savepoint_leaves_the_brand_as_it_was(engine: Engine):
    with act(engine, brand=1) as session:
        with session.begin_nested() as savepoint:
            session.connection()
            savepoint.rollback()
        assert session.connection().exec_driver_sql("SELECT brand_id FROM post").scalars().all() == [1]


def test_an_upgrade_puts_the_fence_where_it_is_missing_and_mends_one_that_says_something_else():
    with fresh_database(furnished=True) as url:
        engine = engine_for(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP POLICY {POLICY} ON post")
            connection.exec_driver_sql("ALTER TABLE post NO FORCE ROW LEVEL SECURITY")
            connection.exec_driver_sql(f"DROP POLICY {POLICY} ON draft")
            connection.exec_driver_sql(f"CREATE POLICY {POLICY} ON draft USING (true)")
        with engine.begin() as connection:
            lay(connection)
        with engine.connect() as connection:
            fenced = connection.execute(text("SELECT tablename, qual FROM pg_policies WHERE policyname = :name"), {"name": POLICY}).all()
            forced = connection.exec_driver_sql("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity").scalars().all()
        assert sorted(name for name, _ in fenced) == sorted(TABLES)
        assert len({qual for _, qual in fenced}) == 1
        assert set(forced) >= set(TABLES)
        engine.dispose()


def test_the_studio_says_when_its_role_walks_through_the_fence(engine: Engine, two_brands: str):
    assert not is_passed_by(engine)
    above = engine_for(two_brands.replace(f"//{ROLE}:", f"//{SUPERUSER}:"))
    assert is_passed_by(above)
    above.dispose()
