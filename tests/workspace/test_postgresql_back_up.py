"""A back-up of a studio on PostgreSQL, and one that comes back into PostgreSQL: as whole and as refusing as on SQLite."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlmodel import col, select

from studio import history
from studio.clock import FixedClock
from studio.database import act_across_brands, engine_for
from studio.errors import Refused, StudioError
from studio.files import Files
from studio.people.person import Person
from studio.publishing.delivery import Delivery, State
from studio.publishing.publish import publish
from studio.review.approval import Approval
from studio.workspace import rows
from studio.workspace.backup import back_up
from studio.workspace.move import fill
from studio.workspace.opened import Opened, open_studio
from studio.workspace.restore import restore
from tests.distributed import hand_out_and_work
from tests.fake_channel import Killed
from tests.house import KEY, MORNING, House, furnish
from tests.postgres import fresh_database
from tests.workspace.conftest import Standing
from tests.workspace.test_backup import damage, sums

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[tuple[Opened, House]]:
    """A studio on PostgreSQL with three planned posts."""
    with fresh_database(furnished=True) as url:
        home = tmp_path / "pg-home"
        home.mkdir()
        (home / "key").write_bytes(KEY)
        opened = open_studio(Standing(home=home, database_url=url))
        house = furnish(opened.engine, home, clock=FixedClock(MORNING))
        house.files, house.pass_ = Files(Path(opened.settings.files_address)), hand_out_and_work
        for _ in range(3):
            house.scheduled(pictures=2)
        yield opened, house
        opened.engine.dispose()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Standing]:
    """Settings of another machine, whose PostgreSQL database is empty."""
    with fresh_database(furnished=True) as url:
        yield Standing(home=tmp_path / "elsewhere", database_url=url)


def test_what_was_backed_up_on_sqlite_comes_back_into_postgresql_and_goes_on(lived_in, elsewhere, tmp_path):
    opened, house = lived_in
    made = back_up(opened, tmp_path / "all.tar.gz", with_key=True)
    back = restore(elsewhere, tmp_path / "all.tar.gz")
    again = open_studio(elsewhere)
    assert again.engine.dialect.name == "postgresql"
    assert sums(again.engine) == sums(opened.engine)
    assert {each.table: (each.rows, each.digest) for each in made.tables} == {each.table: (each.rows, each.digest) for each in back.tables}
    assert list(again.files.every()) == list(opened.files.every()) != []
    assert back.locked == ()
    revived = House(again.engine, again.files, FixedClock(MORNING), house.platform, people=house.people, pass_=hand_out_and_work)
    later = revived.scheduled()  # new rows get new numbers
    revived.clock.advance(timedelta(hours=1, seconds=1))
    revived.work()
    assert len(house.platform.ledger) == 4
    assert later.marker in house.platform.markers
    with act_across_brands(again.engine) as session:
        assert history.verify(session)[1] == []
    again.engine.dispose()


def test_a_back_up_made_while_others_plan_holds_one_moment(on_postgresql, tmp_path):
    opened, house = on_postgresql
    stop, planned = threading.Event(), []

    def plan() -> None:
        while not stop.is_set():
            planned.append(house.scheduled())

    planners = [threading.Thread(target=plan) for _ in range(2)]
    for each in planners:
        each.start()
    try:
        while len(planned) < 3:
            stop.wait(0.01)
        made = back_up(opened, tmp_path / "all.tar.gz")
        then = len(planned)
        while len(planned) < then + 3:
            stop.wait(0.01)
    finally:
        stop.set()
        for each in planners:
            each.join()
    kept = {each.table: each.rows for each in made.tables}
    assert 6 <= kept["delivery"] == kept["approval"] < 3 + len(planned)
    restore(Standing(home=tmp_path / "other"), tmp_path / "all.tar.gz")  # refuses a chain that does not hold
    again = open_studio(Standing(home=tmp_path / "other"))
    with act_across_brands(again.engine) as session:
        approvals = {row.id for row in session.exec(select(Approval))}
        assert {row.approval_id for row in session.exec(select(Delivery))} == approvals
        assert history.verify(session) == (kept["history_row"], [])
    again.engine.dispose()


def test_a_damaged_back_up_changes_nothing_in_postgresql(on_postgresql, tmp_path):
    opened, _ = on_postgresql
    back_up(opened, tmp_path / "all.tar.gz")
    damage(tmp_path / "all.tar.gz", "a byte turned")
    before = sums(opened.engine)
    with pytest.raises(StudioError, match="备份坏了") as refused:
        restore(opened.settings, tmp_path / "all.tar.gz", replace=True)
    assert "the back-up is damaged" in refused.value.in_("en")
    assert "nothing was changed" in refused.value.problems[0].mend.en
    assert sums(opened.engine) == before


def test_a_studio_on_postgresql_is_replaced_only_when_told_and_only_while_nobody_writes(on_postgresql, tmp_path, monkeypatch):
    opened, house = on_postgresql
    file, before = tmp_path / "all.tar.gz", sums(opened.engine)
    back_up(opened, file)
    with pytest.raises(Refused, match="已经有一个工作室"):
        restore(opened.settings, file)
    monkeypatch.setattr(rows, "WAITS_FOR", "50ms")
    with opened.engine.begin() as somebody:
        somebody.execute(text("UPDATE person SET name = '改名' WHERE handle = 'editor'"))
        with pytest.raises(Refused, match="正在写"):
            restore(opened.settings, file, replace=True)
    house.scheduled()
    assert sums(opened.engine) != before
    restore(opened.settings, file, replace=True)
    assert sums(opened.engine) == before
    assert house.scheduled().key == 4


def test_what_was_due_since_the_back_up_waits_for_a_person(on_postgresql, elsewhere, tmp_path, monkeypatch):
    opened, house = on_postgresql
    later = house.scheduled(due_in=timedelta(hours=5))
    doubtful = house.scheduled(account="groups-founder")
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.platform.faults.append("killed_after")
    with pytest.raises(Killed):
        publish(house.desk(), doubtful.key, brand=house.brand)
    back_up(opened, tmp_path / "all.tar.gz")
    house.work()  # goes on after the back-up, and is lost with the machine
    assert len(house.platform.ledger) == 4
    house.clock.advance(timedelta(minutes=5))
    monkeypatch.setattr(Standing, "clock", house.clock)
    back = restore(elsewhere, tmp_path / "all.tar.gz")
    again = open_studio(elsewhere)
    revived = House(again.engine, again.files, house.clock, house.platform, people=house.people, pass_=hand_out_and_work)
    revived.work()
    house.clock.advance(timedelta(seconds=10))
    revived.work()
    assert len(house.platform.ledger) == 4
    assert back.set_aside == 4
    with revived.act() as session:
        found = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
        assert [row.is_ for row in found] == [State.MISSED] * 3 + [State.PLANNED, State.DELIVERED]
        assert "可能已经发出" in found[0].said["zh"]
        assert "may have gone out" in found[0].said["en"]
    assert found[3].key == later.key
    again.engine.dispose()


def test_a_database_that_is_slow_to_read_does_not_end_the_restore_half_way(lived_in, elsewhere):
    """The other side waits in its transaction: PostgreSQL ends those that do nothing for a while."""
    opened, _ = lived_in
    impatient = engine_for(elsewhere.database_url + "&options=-c%20idle_in_transaction_session_timeout%3D100")
    with opened.engine.connect() as there, impatient.begin() as here:
        event.listen(there, "before_cursor_execute", _slowly)
        fill(there, here, replace=False)
    assert sums(impatient) == sums(opened.engine)
    impatient.dispose()


def _slowly(_connection, _cursor, statement, *_rest) -> None:
    if statement.startswith("SELECT person."):
        time.sleep(0.2)


def test_what_postgresql_cannot_hold_is_refused_where_it_is_typed(lived_in):
    _, house = lived_in
    with pytest.raises(StudioError, match="name"), house.act() as session:
        session.add(Person(handle="odd", name="甲\x00乙", created_at=MORNING))


def test_a_database_nobody_answers_for_is_said_before_anything_is_done(lived_in, tmp_path):
    opened, _ = lived_in
    back_up(opened, tmp_path / "all.tar.gz")
    nobody = Standing(home=tmp_path / "elsewhere", database_url="postgresql://studio:geheim@127.0.0.1:1/studio?connect_timeout=2")
    with pytest.raises(StudioError, match="数据库打不开") as refused:
        restore(nobody, tmp_path / "all.tar.gz")
    assert "geheim" not in str(refused.value)
    assert not nobody.home.exists()
