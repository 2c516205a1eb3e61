"""Three workers and two clocks on one PostgreSQL; one worker is killed, one is cut from the database for longer than a lease holds."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.context import ForkProcess
from pathlib import Path

import pytest
from sqlalchemy import func, make_url
from sqlmodel import col, select

from studio import history, log
from studio.brands.account import ChannelAccount
from studio.clock import FixedClock, SharedClock
from studio.database import act_across_brands, engine_for
from studio.files import Files
from studio.history import HistoryRow
from studio.publishing.delivery import Delivery, State
from studio.publishing.desk import Desk
from studio.publishing.run_procrastinate import ClockWork, Worker
from studio.vault import Vault
from tests.fake_channel import FakePlatform
from tests.faults.ledger import Ledger, opener
from tests.faults.proxy import Network
from tests.house import KEY, MORNING, House, furnish
from tests.postgres import fresh_database

ACCOUNTS = 12
POOL = 3  # deliveries at a time in each worker
STUCK_AFTER_S = 60.0  # without one more delivery
pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]


@dataclass(frozen=True)
class Case:
    """So many due rows; the third worker is cut from the database for `cut_s`, longer than a claim holds."""

    rows: int
    cut_s: float
    lease: timedelta


SHORT, LONG = Case(360, 6.0, timedelta(seconds=4)), Case(10_000, 30.0, timedelta(seconds=20))


@pytest.mark.parametrize("case", [pytest.param(SHORT, id="360"), pytest.param(LONG, id="10000", marks=pytest.mark.long)])
def test_each_goes_out_once_and_in_order_though_one_worker_dies_and_one_is_cut_off(tmp_path, case):
    rows = case.rows
    with fresh_database(furnished=True) as url:
        wanted = _due_rows(url, tmp_path, rows)
        server = make_url(url).query["host"]
        network = Network(Path(str(server)) / ".s.PGSQL.5432")
        through = make_url(url).set(host="127.0.0.1", port=network.port, query={}).render_as_string(hide_password=False)
        ledger = Ledger(tmp_path / "ledger.db")
        begun = time.monotonic()
        with _processes(tmp_path, case.lease, clocks=[url, url], workers=[url, url, through]) as (clocks, workers):
            network.start()
            everybody = {each.pid for each in workers}
            _wait(lambda: len(ledger.entries()) >= rows // 6 and everybody <= {entry.process for entry in ledger.entries()})
            os.kill(workers[1].pid, signal.SIGKILL)
            os.kill(clocks[0].pid, signal.SIGKILL)
            network.cut()
            at_the_cut = len(ledger.entries())
            time.sleep(case.cut_s)
            network.mend()
            _wait_for_all(url, rows)
            took_s = time.monotonic() - begun
            assert all(each.is_alive() for each in (clocks[1], workers[0], workers[2]))
        network.close()
        entries = ledger.entries()
        taken_back = _taken_back(url)
    assert len(entries) == rows
    assert at_the_cut < rows, "all was out before anything happened"
    assert {entry.marker for entry in entries} == {marker for markers in wanted.values() for marker in markers}
    for account, markers in wanted.items():
        in_order = [entry.marker for entry in entries if entry.account == account and entry.marker not in taken_back]
        assert in_order == [marker for marker in markers if marker not in taken_back]
    assert len(taken_back) <= 2 * POOL, "only what the two workers had in their hands"
    sys.stdout.write(f"{rows} rows in {took_s:.0f} s, {rows / took_s * 60:.0f} a minute, {len(taken_back)} looked into\n")  # with -s


def _due_rows(url: str, folder: Path, rows: int) -> dict[str, list[str]]:
    """So many deliveries over a dozen accounts, due since a moment ago; account → markers in their order."""
    engine = engine_for(url)
    house = furnish(engine, folder, clock=FixedClock(MORNING))
    with house.act() as session:
        for number in range(ACCOUNTS):
            session.add(
                ChannelAccount(
                    slug=f"moments-{number:02}",
                    name="m",
                    channel="moments",
                    created_at=house.now,
                    settings={"agent": "1000002", "shared": True},
                )
            )
    wanted = {f"moments-{number:02}": _parts(house, f"moments-{number:02}", rows, number) for number in range(ACCOUNTS)}
    SharedClock(folder / "clock.json").set(MORNING + timedelta(hours=1, minutes=10))
    engine.dispose()
    return wanted


def _parts(house: House, account: str, rows: int, number: int) -> list[str]:
    """One approved post that goes out in many parts, one after the other."""
    first = house.scheduled(account=account)
    markers = [first.marker]
    with house.act() as session:
        for part in range(2, rows // ACCOUNTS + (number < rows % ACCOUNTS) + 1):
            kept = first.model_dump(exclude={"id", "part", "marker", "due_at"})
            row = Delivery(**kept, part=part, marker=f"{first.marker}-{part}", due_at=first.due_at + timedelta(milliseconds=part))
            session.add(row)
            markers.append(row.marker)
    return markers


@contextmanager
def _processes(
    folder: Path, lease: timedelta, *, clocks: list[str], workers: list[str]
) -> Iterator[tuple[list[ForkProcess], list[ForkProcess]]]:
    fork = multiprocessing.get_context("fork")
    ticking = [fork.Process(target=_clock, args=(url, folder, lease), daemon=True) for url in clocks]
    working = [fork.Process(target=_worker, args=(url, folder, lease), daemon=True) for url in workers]
    try:
        for process in (*working, *ticking):
            process.start()
        yield ticking, working
    finally:
        for process in (*ticking, *working):
            process.kill()
            process.join()


def _desk(url: str, folder: Path, part: str, lease: timedelta) -> Desk:
    log.set_up("error")
    clock = SharedClock(folder / "clock.json")
    send = opener(Ledger(folder / "ledger.db"), FakePlatform(clock))
    return Desk(engine_for(url), Files(folder / "files"), Vault(KEY), clock, f"{part}:test-{os.getpid()}", send, lease=lease)


def _clock(url: str, folder: Path, lease: timedelta) -> None:
    ClockWork(_desk(url, folder, "clock", lease), tick=timedelta(seconds=0.5)).start()
    signal.pause()


def _worker(url: str, folder: Path, lease: timedelta) -> None:
    Worker(_desk(url, folder, "worker", lease), pool=POOL).start()
    signal.pause()


def _delivered(url: str) -> int:
    engine = engine_for(url)
    with act_across_brands(engine) as session:
        count = session.exec(select(func.count(col(Delivery.id))).where(Delivery.state == State.DELIVERED.value)).one()
    engine.dispose()
    return count


def _taken_back(url: str) -> set[str]:
    """Markers of deliveries that somebody else had to look into; the history holds."""
    engine = engine_for(url)
    with act_across_brands(engine) as session:
        assert history.verify(session)[1] == []
        abouts = session.exec(select(HistoryRow.about).where(col(HistoryRow.verb).in_(("delivery.unknown", "delivery.planned"))))
        ids = [int(about.partition(":")[2]) for about in abouts]
        markers = set(session.exec(select(Delivery.marker).where(col(Delivery.id).in_(ids))))
    engine.dispose()
    return markers


def _wait_for_all(url: str, rows: int) -> None:
    """However long it takes on a busy machine, as long as it goes on."""
    done, since = 0, time.monotonic()
    while (now := _delivered(url)) < rows:
        if now > done:
            done, since = now, time.monotonic()
        assert time.monotonic() - since < STUCK_AFTER_S, f"it stopped at {now} of {rows}"
        time.sleep(0.2)


def _wait(until, *, patience_s: float = 600) -> None:
    begun = time.monotonic()
    while not until():
        assert time.monotonic() - begun < patience_s, "it did not come to an end"
        time.sleep(0.1)
