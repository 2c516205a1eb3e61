"""A back-up holds everything, is made while others write, and brings a studio back only when it is whole."""

import hashlib
import io
import json
import stat
import tarfile
import threading
import tracemalloc
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import text

from studio import history
from studio.clock import FixedClock
from studio.database import act_across_brands, engine_for
from studio.errors import Refused, StudioError
from studio.migrations.upgrade import config, newest, version_of
from studio.people.person import Person
from studio.publishing.heartbeat import beat
from studio.publishing.work import work_through
from studio.workspace import restore as restoring
from studio.workspace.backup import MOST_AT_ONCE, back_up, read_manifest
from studio.workspace.opened import open_studio
from studio.workspace.restore import restore
from studio.workspace.rows import lines, snapshot, summed, tables
from tests.house import MORNING, House
from tests.workspace.conftest import Standing


def sums(engine) -> dict[str, tuple[int, str]]:
    with snapshot(engine) as connection:
        found = [summed(table.name, lines(connection, table)) for table in tables(connection)]
    return {each.table: (each.rows, each.digest) for each in found}


def test_what_was_backed_up_comes_back_row_by_row_and_file_by_file(lived_in, tmp_path):
    opened, _ = lived_in
    made = back_up(opened, tmp_path / "all.tar.gz", with_key=True)
    back = restore(Standing(home=tmp_path / "other"), tmp_path / "all.tar.gz")
    again = open_studio(Standing(home=tmp_path / "other"))
    assert sums(again.engine) == sums(opened.engine)
    assert list(again.files.every()) == list(opened.files.every()) != []
    assert back.locked == ()
    assert back.files == len(list(opened.files.every()))
    assert {each.table: each.rows for each in made.tables}["delivery"] == 3
    with act_across_brands(again.engine) as session:
        assert history.verify(session)[1] == []


def test_a_restored_studio_publishes_what_was_planned(lived_in, tmp_path):
    opened, house = lived_in
    back_up(opened, tmp_path / "all.tar.gz")
    restore(Standing(home=tmp_path / "other"), tmp_path / "all.tar.gz")
    again = open_studio(Standing(home=tmp_path / "other"))
    revived = House(again.engine, again.files, FixedClock(MORNING.replace(hour=10, second=1)), house.platform)
    work_through(revived.desk())
    assert len(house.platform.ledger) == 3


def test_the_key_is_left_out_unless_asked_for_and_it_is_said_whose_secrets_stay_shut(lived_in, tmp_path):
    opened, _ = lived_in
    assert not back_up(opened, tmp_path / "all.tar.gz").with_key
    with tarfile.open(tmp_path / "all.tar.gz") as tar:
        assert "key" not in tar.getnames()
    assert restore(Standing(home=tmp_path / "other"), tmp_path / "all.tar.gz").locked == ("moments-founder",)


def test_a_back_up_is_readable_by_its_owner_only_and_never_written_over(lived_in, tmp_path):
    opened, _ = lived_in
    file = tmp_path / "all.tar.gz"
    back_up(opened, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(StudioError, match="已经有了"):
        back_up(opened, file)
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_a_back_up_made_while_others_write_holds_one_moment(lived_in, tmp_path):
    opened, house = lived_in
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with house.act() as session:
                history.record(session, "test.wrote", "post:1", who="x", at=MORNING)
                session.add(Person(handle=f"p-{history.verify(session)[0]}", name="甲", created_at=MORNING))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        back_up(opened, tmp_path / "all.tar.gz")
    finally:
        stop.set()
        writer.join()
    back = restore(Standing(home=tmp_path / "other"), tmp_path / "all.tar.gz")  # refuses a chain that does not hold
    rows = {each.table: each.rows for each in back.tables}
    with act_across_brands(open_studio(Standing(home=tmp_path / "other")).engine) as session:
        assert history.verify(session) == (rows["history_row"], [])


@pytest.mark.parametrize("harm", ["cut short", "a byte turned", "a part taken out", "a part put in"])
def test_a_damaged_back_up_changes_nothing(lived_in, tmp_path, harm):
    opened, _ = lived_in
    file = tmp_path / "all.tar.gz"
    back_up(opened, file)
    damage(file, harm)
    with pytest.raises(StudioError, match="备份坏了"):
        restore(Standing(home=tmp_path / "other"), file)
    assert not (tmp_path / "other").exists()


def damage(file, harm: str) -> None:
    content = file.read_bytes()
    if harm == "cut short":
        file.write_bytes(content[: len(content) // 2])
        return
    if harm == "a byte turned":
        middle = len(content) // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :])
        return
    with tarfile.open(file) as tar:
        parts = [(info, tar.extractfile(info).read()) for info in tar]
    with tarfile.open(file, "w:gz") as tar:
        for info, said in parts:
            if harm == "a part taken out" and info.name == "tables/approval.jsonl":
                continue
            tar.addfile(info, io.BytesIO(said))
        if harm == "a part put in":
            extra = tarfile.TarInfo("tables/person.jsonl.more")
            tar.addfile(extra, io.BytesIO(b""))


def test_a_studio_that_holds_something_is_not_written_over_unless_told(lived_in, tmp_path):
    opened, house = lived_in
    back_up(opened, tmp_path / "all.tar.gz")
    before = sums(opened.engine)
    with house.act() as session:
        session.add(Person(handle="later", name="后来的人", created_at=MORNING))
    after = sums(opened.engine)
    with pytest.raises(Refused, match="已经有一个工作室"):
        restore(opened.settings, tmp_path / "all.tar.gz")
    assert sums(opened.engine) == after
    restore(opened.settings, tmp_path / "all.tar.gz", replace=True)
    assert sums(opened.engine) == before


def test_a_running_studio_is_not_restored(lived_in, tmp_path):
    opened, _ = lived_in
    back_up(opened, tmp_path / "all.tar.gz")
    with act_across_brands(opened.engine) as session:
        beat(session, "publisher:a-1", now=MORNING, next_due=None, sent=None)
    with pytest.raises(Refused, match="还在运行"):
        restore(opened.settings, tmp_path / "all.tar.gz", replace=True)


def test_a_back_up_from_before_an_upgrade_is_brought_to_the_newest_shape(lived_in, tmp_path):
    opened, _ = lived_in
    back_up(opened, tmp_path / "all.tar.gz")
    manifest = read_manifest(tmp_path / "all.tar.gz")
    older = Standing(home=tmp_path / "older")
    older.home.mkdir()
    engine = engine_for(older.database)
    command.upgrade(config(engine), "0002")  # of the time before histories knew their ends
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO brand (id, slug, name, zone, story, allowed_link_hosts, created_at) VALUES (1, 'a', '甲', 'Asia/Shanghai', '', '[]', '2026-01-01 00:00:00')"))  # fmt: skip
    back_up(replace(opened, settings=older, engine=engine), tmp_path / "old.tar.gz")
    restore(Standing(home=tmp_path / "other"), tmp_path / "old.tar.gz")
    again = open_studio(Standing(home=tmp_path / "other"))
    assert version_of(again.engine) == newest() == manifest.revision
    assert sums(again.engine)["brand"][0] == 1


def test_a_damaged_picture_is_left_out_and_said(lived_in, tmp_path):
    opened, _ = lived_in
    bad = next(iter(opened.files.every()))
    opened.files.path(bad).write_bytes(b"other bytes")
    made = back_up(opened, tmp_path / "all.tar.gz")
    assert made.left_out == (bad,)
    assert read_manifest(tmp_path / "all.tar.gz").left_out == (bad,)


ZEROS = 48 << 20  # bytes that pack to some 50 kB


@pytest.mark.parametrize("bomb", ["manifest", "header", "file", "row"])
def test_a_small_file_that_unpacks_to_a_very_large_one_is_refused_within_bounds(tmp_path, bomb, monkeypatch):
    file, home = tmp_path / "all.tar.gz", tmp_path / "other"
    monkeypatch.setitem(MOST_AT_ONCE, "files/", 1 << 20)
    monkeypatch.setattr(restoring, "MOST_LINE", 1 << 20)
    explosive(file, bomb)
    tracemalloc.start()
    try:
        with pytest.raises(StudioError, match="备份坏了"):
            restore(Standing(home=home), file)
        assert tracemalloc.get_traced_memory()[1] < ZEROS / 2
    finally:
        tracemalloc.stop()
    assert not home.exists()


def explosive(file, bomb: str) -> None:
    name, content = ("files/" + "0" * 64, bytes(ZEROS)) if bomb == "file" else ("tables/brand.jsonl", b" " * ZEROS)
    part = {"name": name, "size": len(content), "digest": hashlib.sha256(content).hexdigest()}
    table = {"table": "brand", "rows": 1, "digest": part["digest"]}
    said = {"format": 1, "made_at": MORNING.isoformat(), "revision": newest(), "tables": [table], "parts": [part], "left_out": []}
    manifest = bytes(ZEROS) if bomb == "manifest" else json.dumps(said).encode()
    with tarfile.open(file, "w:gz", compresslevel=1) as tar:
        for each, bytes_ in ([(name, content)] if bomb in {"file", "row"} else []) + [("manifest.json", manifest)]:
            info = tarfile.TarInfo(each)
            info.size = len(bytes_)
            if bomb == "header":
                info.pax_headers = {"comment": "x" * ZEROS}
            tar.addfile(info, io.BytesIO(bytes_))
