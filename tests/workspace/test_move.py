"""A studio moves from SQLite to PostgreSQL whole: every row, every chain, and what was planned still goes out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text

from studio.clock import FixedClock
from studio.database import engine_for
from studio.errors import Refused, StudioError
from studio.people.person import Person
from studio.workspace.backup import back_up
from studio.workspace.move import move
from studio.workspace.opened import Opened
from studio.workspace.restore import restore
from studio.workspace.rows import is_empty
from tests.distributed import hand_out_and_work
from tests.house import MORNING, House
from tests.postgres import fresh_database
from tests.workspace.conftest import Standing
from tests.workspace.test_backup import sums

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def target() -> Iterator[Engine]:
    with fresh_database() as url:
        engine = engine_for(url)
        yield engine
        engine.dispose()


def test_every_table_arrives_with_the_same_rows_and_the_source_stays(lived_in, target):
    opened, _ = lived_in
    before = sums(opened.engine)
    moved = {each.table: (each.rows, each.digest) for each in move(opened.engine, target)}
    assert moved == before == sums(target) == sums(opened.engine)
    assert moved["delivery"][0] == 3


def test_on_the_other_side_new_rows_get_new_numbers_and_what_was_planned_goes_out(lived_in, target):
    opened, house = lived_in
    move(opened.engine, target)
    there = House(target, opened.files, FixedClock(MORNING), house.platform, people=house.people, pass_=hand_out_and_work)
    row = there.scheduled()
    there.clock.advance(timedelta(hours=1, seconds=1))
    there.work()
    assert len(house.platform.ledger) == 4
    assert row.marker in house.platform.markers


def test_a_database_that_holds_something_is_refused_untouched(lived_in, target):
    opened, _ = lived_in
    move(opened.engine, target)
    after = sums(target)
    with pytest.raises(Refused, match="已经有数据"):
        move(opened.engine, target)
    assert sums(target) == after


def test_a_row_that_arrives_changed_stops_the_move_and_nothing_is_kept(lived_in, target):
    opened, _ = lived_in
    event.listen(target, "after_cursor_execute", _meddle_with_people)
    with pytest.raises(StudioError, match="person"):
        move(opened.engine, target)
    event.remove(target, "after_cursor_execute", _meddle_with_people)
    with target.connect() as connection:
        assert is_empty(connection)


def _meddle_with_people(connection, _cursor, statement, *_rest) -> None:
    if statement.startswith("INSERT INTO person "):
        connection.exec_driver_sql("UPDATE person SET name = '别人' WHERE handle = 'admin'")


def test_a_history_that_was_altered_does_not_move(lived_in, target):
    opened, _ = lived_in
    with opened.engine.begin() as connection:
        connection.execute(text("UPDATE history_row SET who = 'x' WHERE position = 2"))
    with pytest.raises(StudioError, match="历史链断了"):
        move(opened.engine, target)
    with target.connect() as connection:
        assert is_empty(connection)


def test_a_back_up_of_one_database_restores_into_the_other(lived_in, target, tmp_path):
    opened, house = lived_in
    move(opened.engine, target)
    with house.act() as session:
        session.add(Person(handle="only-here", name="甲", created_at=MORNING))
    there = Opened(opened.settings, target, opened.files, opened.vault, opened.clock)
    back_up(there, tmp_path / "pg.tar.gz")
    restore(Standing(home=tmp_path / "other"), tmp_path / "pg.tar.gz")
    again = engine_for(Standing(home=tmp_path / "other").database)
    assert sums(again) == sums(target) != sums(opened.engine)
    again.dispose()
