"""One reader of the time: the machine's, one that stands, and one that several processes share."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.clock import BEIJING, FixedClock, SharedClock, SystemClock, clock_from

SECOND = timedelta(seconds=1)
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)


def near(found: datetime, wanted: datetime) -> bool:
    return abs(found - wanted) < SECOND * 5


def test_the_machines_time_is_aware_and_in_utc():
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_shared_clock_that_nobody_set_is_the_machines(tmp_path: Path):
    assert near(SharedClock(tmp_path / "clock.json").now(), SystemClock().now())


def test_what_one_process_sets_every_reader_of_the_file_sees(tmp_path: Path):
    path = tmp_path / "clock.json"
    mine, theirs = SharedClock(path), SharedClock(path)
    mine.set(MOMENT)
    assert near(theirs.now(), MOMENT)
    say = "import sys; from pathlib import Path; from studio.clock import SharedClock; print(SharedClock(Path(sys.argv[1])).now().isoformat())"
    said = subprocess.run([sys.executable, "-c", say, str(path)], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert near(datetime.fromisoformat(said.stdout.strip()), MOMENT)
    theirs.advance(timedelta(days=14))
    assert near(mine.now(), MOMENT + timedelta(days=14))


def test_settings_that_follow_each_other_at_once_are_all_seen(tmp_path: Path):
    writer, reader = SharedClock(tmp_path / "clock.json"), SharedClock(tmp_path / "clock.json")
    for n in range(200):
        writer.set(MOMENT + timedelta(hours=n))
        assert near(reader.now(), MOMENT + timedelta(hours=n))


def test_time_flows_on_from_where_it_was_set(tmp_path: Path):
    clock = SharedClock(tmp_path / "clock.json")
    clock.set(MOMENT)
    first = clock.now()
    assert clock.now() >= first
    assert first.utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_until_it_is_moved():
    clock = FixedClock(MOMENT)
    assert clock.now() == clock.now() == MOMENT
    clock.advance(SECOND)
    assert clock.now() == MOMENT + SECOND


@pytest.mark.parametrize(("path", "kind"), [(None, SystemClock), (Path("clock.json"), SharedClock)])
def test_a_clock_file_is_a_choice(path, kind):
    assert isinstance(clock_from(path), kind)


def test_a_moment_without_a_zone_moves_the_wrong_way_and_is_not_what_the_studio_says():
    assert SystemClock().now().tzinfo is UTC
