"""Behind the criterion of the session: on PostgreSQL the database itself keeps a brand's rows from what goes round the ORM."""

import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege
from sqlalchemy import Engine, event, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import SQLModel
from structlog.testing import capture_logs

from studio.brand_fence import POLICY, is_passed_by, lay, warn_when_passed_by
from studio.brand_scope import brand_tables
from studio.database import act, act_across_brands, engine_for, look
from studio.migrations.upgrade import upgrade
from tests.apart.rows import fill
from tests.postgres import ROLE, SUPERUSER, fresh_database, programs

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
        lay(engine)
        with engine.connect() as connection:
            fenced = connection.execute(text("SELECT tablename, qual FROM pg_policies WHERE policyname = :name"), {"name": POLICY}).all()
            forced = connection.exec_driver_sql("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity").scalars().all()
        assert sorted(name for name, _ in fenced) == sorted(TABLES)
        assert len({qual for _, qual in fenced}) == 1
        assert set(forced) >= set(TABLES)
        engine.dispose()


def test_the_studio_says_when_its_role_walks_through_the_fence(engine: Engine, two_brands: str):
    above = engine_for(two_brands.replace(f"//{ROLE}:", f"//{SUPERUSER}:"))
    with capture_logs() as said:
        assert not is_passed_by(engine)
        warn_when_passed_by(engine)
        assert said == []
        assert is_passed_by(above)
        warn_when_passed_by(above)
    assert [(line["log_level"], line["role"]) for line in said] == [("warning", SUPERUSER)]
    upgrade(above)  # is told, and starts all the same
    above.dispose()


@pytest.mark.parametrize("table", TABLES)
def test_a_bare_connection_that_says_a_brand_is_kept_to_it(two_brands: str, table: str):
    with raw(two_brands) as stranger:
        stranger.execute("SET LOCAL studio.brand = '1'")
        assert stranger.execute(f'SELECT brand_id FROM "{table}"'.encode()).fetchall() == [(1,)]
        assert stranger.execute(f'UPDATE "{table}" SET id = id WHERE brand_id = 2'.encode()).rowcount == 0
        with stranger.cursor().copy(f'COPY "{table}" (brand_id) TO STDOUT'.encode()) as copied:
            assert list(copied.rows()) == [("1",)]
        for said in ("", "0", "1, 2"):
            stranger.execute(f"SET LOCAL studio.brand = '{said}'".encode())
            assert stranger.execute(f'SELECT brand_id FROM "{table}"'.encode()).fetchall() == []


def test_every_table_with_a_brands_number_is_fenced_whatever_the_classes_say(two_brands: str):
    query = (
        "SELECT relname, row_security_active(pg_class.oid) AND relforcerowsecurity FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE attname = 'brand_id' AND relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    with raw(two_brands) as stranger:
        assert dict(stranger.execute(query.encode()).fetchall()) == dict.fromkeys(TABLES, True)


def test_whether_another_row_refers_to_this_one_is_asked_past_the_fence(two_brands: str):
    with raw(two_brands) as stranger:
        stranger.execute("SET LOCAL studio.brand = '*'")
        stranger.execute("UPDATE click SET link_id = 1 WHERE brand_id = 2")
        stranger.execute("DELETE FROM click WHERE brand_id = 1")
        stranger.execute("SET LOCAL studio.brand = '1'")
        with pytest.raises(ForeignKeyViolation):
            stranger.execute("DELETE FROM link")
        stranger.rollback()


def test_a_database_that_was_filled_before_there_was_a_fence_gets_one_with_every_row_in_it():
    with fresh_database(furnished=True) as url:
        engine = engine_for(url)
        with engine.begin() as connection:
            for table in TABLES:
                connection.exec_driver_sql(f'DROP POLICY {POLICY} ON "{table}"')
                connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY')
        fill(url)
        assert posts(engine, "") == [1, 2]
        upgrade(engine)
        assert (posts(engine, ""), posts(engine, "1"), posts(engine, "*")) == ([], [1], [1, 2])
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2].split()[0]))
        upgrade(engine)  # what stands is not touched again
        assert not {"ALTER", "DROP", "CREATE", "COMMENT"} & set(statements)
        engine.dispose()


def test_a_migration_sees_the_rows_of_every_brand():
    with fresh_database() as url:
        engine, seen = engine_for(url), set()

        def ask(_connection, cursor, statement, *_rest) -> None:
            if statement.lstrip().startswith("CREATE TABLE") and "alembic" not in statement:
                seen.add(cursor.connection.execute("SELECT current_setting('studio.brand', true)").fetchone())

        event.listen(engine, "before_cursor_execute", ask)
        upgrade(engine)
        assert seen == {("*",)}
        engine.dispose()


def test_a_dump_of_the_studios_own_role_is_whole_or_fails_and_comes_back_fenced(two_brands: str):
    forgot = dump(two_brands)
    assert (forgot.returncode, "row-level security" in forgot.stderr) == (1, True)
    whole = dump(two_brands, "--enable-row-security", PGOPTIONS="-c studio.brand=*")
    assert whole.returncode == 0, whole.stderr
    with fresh_database() as other:
        subprocess.run(
            [programs() / "psql", "-q", "-v", "ON_ERROR_STOP=1", other], input=whole.stdout, text=True, capture_output=True, check=True
        )
        engine = engine_for(other)
        assert (posts(engine, ""), posts(engine, "1"), posts(engine, "*")) == ([], [1], [1, 2])
        engine.dispose()


def posts(engine: Engine, said: str) -> list[int]:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL studio.brand = '{said}'")
        return sorted(connection.exec_driver_sql("SELECT brand_id FROM post").scalars())


def dump(url: str, *how: str, **environment: str) -> subprocess.CompletedProcess[str]:
    said = [f"{name}={value}" for name, value in environment.items()]
    return subprocess.run(["env", *said, programs() / "pg_dump", *how, url], capture_output=True, text=True, check=False)
