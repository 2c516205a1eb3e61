"""One gate below every door: what was changed after its approval stays home, and a persona in warm-up does not advertise."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlmodel import select
from typer.testing import CliRunner

from studio.brands.account import ChannelAccount, account
from studio.calendars.plan import PlannedSlot
from studio.cli.main import command
from studio.clock import SharedClock
from studio.database import look
from studio.errors import Refused
from studio.library.current import library
from studio.library.kinds import ChannelKind, Stage
from studio.library.version import export_folder
from studio.personas.stage import stage_of
from studio.posts import placement as placed
from studio.posts.placement import place
from studio.posts.post import latest, post, write
from studio.posts.timing import late_window
from studio.posts.wording import Window
from studio.publishing.delivery import Delivery, State, delivery
from studio.publishing.schedule import reschedule
from studio.review.approval import approve
from studio.review.submission import Submission, submit
from studio.workspace.set_up import set_up
from tests.acceptance.example import CURTAIN, ROOT, Example, example
from tests.distributed import hand_out_and_work
from tests.pictures import tiny_jpeg
from tests.postgres import fresh_database

SELLER, WARMING = "lin-an", "zhou-yue"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is about sending is asked of both engines."""
    if "brand" in metafunc.fixturenames:
        distributed = pytest.param("distributed", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")])
        engines = ["embedded", distributed] if metafunc.cls is TestAfterApproval else ["embedded"]
        metafunc.parametrize("brand", engines, indirect=True, scope="module")


@pytest.fixture(scope="module")
def brand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """The example brand, its folder a copy that tests may change: one process on SQLite, or clock and worker on PostgreSQL."""
    folder = tmp_path_factory.mktemp("workspace")
    for name in ("personas", "content", "calendars", "assets"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy2(ROOT / "studio.toml", folder)
    home = tmp_path_factory.mktemp("doors") / "home"
    if request.param == "embedded":
        with example(home, folder=folder) as found:
            yield found
        return
    with fresh_database(furnished=True) as url, example(home, folder=folder, database=url) as found:
        yield replace(found, pass_=hand_out_and_work)


@pytest.fixture
def morning(brand: Example) -> Example:
    """Half past six again, so that every test has the day before it."""
    brand.clock.moment = max(brand.clock.moment, CURTAIN) + timedelta(days=1)
    brand.clock.moment = brand.clock.moment.replace(hour=8, minute=0)
    return brand


def a_slot(brand: Example, *, persona: str = SELLER, pillar: str = "daily-life", minutes: int = 30) -> PlannedSlot:
    """A slot made by hand, without asking the planner."""
    where = {SELLER: "moments-founder", WARMING: "moments-companion"}[persona]
    with look(brand.opened.engine, brand=brand.brand) as session:
        shelf = library(session)
        template = min(shelf.templates_for(pillar=pillar, channel=ChannelKind.MOMENTS, persona=SELLER), key=lambda each: each.slug)
    product = next(iter(shelf.products)) if template.needs_product else None
    due_at = brand.now + timedelta(minutes=minutes)
    return PlannedSlot(
        persona, where, ChannelKind.MOMENTS, due_at, pillar, template.slug, 0, product, None, None, None, shelf.pillar(pillar).promotional, ()
    )  # fmt: skip


def cli(brand: Example, monkeypatch: pytest.MonkeyPatch, *words: str):
    """What a person types, in the brand's home and at its time."""
    (clock := brand.opened.settings.home / "clock.json").unlink(missing_ok=True)
    SharedClock(clock).set(brand.now)
    settings = brand.opened.settings
    told = {"HOME": settings.home, "WORKSPACE": settings.workspace, "CLOCK_FILE": clock, "DATABASE_URL": settings.database_url}
    for name, value in told.items():
        monkeypatch.setenv(f"STUDIO_{name}", str(value))
    return CliRunner().invoke(command(words[0]), list(words))


def pass_the_hour(brand: Example) -> None:
    for _ in range(5):
        brand.clock.advance(timedelta(minutes=31))
        brand.work()


def as_it_is(brand: Example, row: Delivery) -> Delivery:
    with brand.act() as session:
        return delivery(session, row.key)


class TestAfterApproval:
    """Each change, through its own door; the platforms' ledger says whether anything arrived."""

    @pytest.fixture
    def row(self, morning: Example) -> Delivery:
        return morning.scheduled(morning.fill([a_slot(morning)])[0])

    def stays_home(self, brand: Example, row: Delivery) -> None:
        before = len(brand.sent())
        pass_the_hour(brand)
        assert len(brand.sent()) == before
        found = as_it_is(brand, row)
        assert found.is_ in (State.REFUSED, State.CANCELLED)
        assert found.said["zh"]

    def test_unchanged_it_goes_out(self, morning, row):
        before = len(morning.sent())
        pass_the_hour(morning)
        assert len(morning.sent()) == before + 1
        assert as_it_is(morning, row).is_ is State.DELIVERED

    def test_changed_on_a_page_or_by_an_act_of_ones_own(self, morning, row):
        with morning.act() as session:
            written = post(session, row.post_id)
            version = latest(session, written)
            changed = {kind: variant.model_copy(update={"text": variant.text + "。"}) for kind, variant in version.body.items()}
            shelf = library(session)
            write(
                session, written, changed, pillar=shelf.pillar(written.pillar), by=morning.person("bianji"), at=morning.now, base=version.number
            )  # fmt: skip
        self.stays_home(morning, row)

    def test_changed_below_the_acts_in_the_row_itself(self, morning, row):
        with morning.act() as session:
            version = latest(session, post(session, row.post_id))
            version.variants = {kind: {**body, "text": "偷换"} for kind, body in version.variants.items()}
        self.stays_home(morning, row)

    def test_its_picture_replaced_on_disk(self, morning, row):
        with morning.act() as session:
            [variant] = latest(session, post(session, row.post_id)).body.values()
        morning.opened.files.path(variant.all_pictures[0].digest).write_bytes(tiny_jpeg())
        self.stays_home(morning, row)
        assert "改动过" in as_it_is(morning, row).said["zh"]

    def test_its_account_set_otherwise(self, morning, row):
        with morning.act() as session:
            where = session.get(ChannelAccount, row.account_id)
            kept, where.settings = dict(where.settings), {**where.settings, "agent": "1000099"}
        self.stays_home(morning, row)
        with morning.act() as session:
            session.get(ChannelAccount, row.account_id).settings = kept

    def test_its_account_cannot_be_put_away_from_the_command_line_meanwhile(self, morning, row, monkeypatch):
        done = cli(morning, monkeypatch, "accounts", "put-away", "moments-founder", "--by", "guanli")
        assert done.exit_code != 0
        assert "没有结束的投放" in str(done.exception)
        pass_the_hour(morning)
        assert as_it_is(morning, row).is_ is State.DELIVERED

    def test_moved_out_of_its_window_from_a_page(self, morning, row):
        with morning.act() as session:
            where = placed.placement(session, row.placement_id)
            assert reschedule(session, where, to=row.due_at + timedelta(hours=8), by=morning.person("yunying"), at=morning.now) is None
        self.stays_home(morning, row)

    def test_a_library_import_changes_what_is_written_next_and_nothing_that_was_approved(self, morning, row):
        template = next((morning.opened.settings.workspace / "content/templates/daily-life").glob("*.md.j2"))
        template.write_text(template.read_text(encoding="utf-8").replace("。", "！"), encoding="utf-8")
        assert set_up(morning.opened, morning.opened.settings.workspace, sandbox=True).imported.changed
        with morning.act() as session:
            [approved] = latest(session, post(session, row.post_id)).body.values()
        before = len(morning.sent())
        pass_the_hour(morning)
        [arrived] = morning.sent()[before:]
        assert arrived["text"] == approved.text  # the bytes that somebody approved, not what the template says now

    def test_the_command_line_sends_nothing_that_the_publisher_would_not(self, morning, row, monkeypatch):
        with morning.act() as session:
            placed.cancel(session, placed.placement(session, row.placement_id), by=morning.person("yunying"), at=morning.now)
        morning.clock.advance(timedelta(minutes=31))
        before = len(morning.sent())
        done = cli(morning, monkeypatch, "publish", "once", "--json")
        assert done.exit_code == 0, done.output
        retried = cli(morning, monkeypatch, "publish", "retry", str(row.key), "--by", "fabu")
        assert retried.exit_code == 0, retried.output
        morning.clock.advance(timedelta(minutes=1))
        cli(morning, monkeypatch, "publish", "once", "--json")
        assert len(morning.sent()) == before
        assert as_it_is(morning, row).is_ is State.REFUSED


class TestWarmUp:
    """周月 is in her second month: nothing promotional, through no door."""

    def advert(self, brand: Example) -> int:
        """A post of hers that was placed while it was innocent, and advertises now; gives its number."""
        slot = brand.fill([a_slot(brand, persona=WARMING)])[0]
        with brand.act() as session:
            written = post(session, slot.post_id)
            [variant] = latest(session, written).body.values()
            priced = {variant.channel: variant.model_copy(update={"text": "这件只要 99 元"})}
            write(session, written, priced, pillar=library(session).pillar("daily-life"), by=brand.person("bianji"), at=brand.now)
            assert latest(session, written).promotional
        return slot.post_id

    def test_the_planner_never_proposes_it(self, brand):
        with look(brand.opened.engine, brand=brand.brand) as session:
            promotional = {slug for slug, pillar in library(session).pillars.items() if pillar.promotional}
        hers = [slot for slot in brand.plan(28).slots if slot.persona == WARMING]
        assert hers
        assert not [slot for slot in hers if slot.promotional or slot.pillar in promotional]

    def test_a_slot_made_by_hand_finds_no_place(self, morning):
        with pytest.raises(Refused, match="养成期") as refused:
            morning.fill([a_slot(morning, persona=WARMING, pillar="offer")])
        assert "例外" in refused.value.problems[0].mend.zh

    def test_nor_from_the_command_line(self, morning, monkeypatch):
        handed_in = cli(morning, monkeypatch, "review", "submit", str(self.advert(morning)), "--by", "yunying")
        assert handed_in.exit_code != 0
        assert isinstance(handed_in.exception, Refused)
        assert "养成期" in str(handed_in.exception)

    def test_a_price_in_her_words_is_an_advert_whatever_its_pillar(self, morning):
        number = self.advert(morning)
        with pytest.raises(Refused, match="养成期"), morning.act() as session:
            submit(session, post(session, number), files=morning.opened.files, by=morning.person("yunying"), at=morning.now)

    def test_a_direct_approval_is_refused(self, morning):
        number = self.advert(morning)
        with morning.act() as session:
            written = post(session, number)
            version, [where] = latest(session, written), placed.placements(session, written)
        window = Window.around(where.due_at, late=late_window(where.channel, where.due_at.date()))
        reviewer = morning.person("shenhe")
        with pytest.raises(Refused, match="养成期"), morning.act() as session:
            approve(session, version, where, window=window, files=morning.opened.files, by=reviewer, at=morning.now)

    def test_moving_it_is_refused(self, morning):
        number = self.advert(morning)
        with morning.act() as session:
            [where] = placed.placements(session, post(session, number))
        with pytest.raises(Refused, match="养成期"), morning.act() as session:
            reschedule(session, where, to=where.due_at + timedelta(hours=1), by=morning.person("yunying"), at=morning.now)

    def test_a_submission_slipped_in_below_is_refused_at_the_approval(self, morning):
        number = self.advert(morning)
        with morning.act() as session:
            version = latest(session, post(session, number))
            row = Submission(post_id=number, version_id=version.key, by_id=morning.person("bianji").key, at=morning.now)
            session.add(row)
        with pytest.raises(Refused, match="养成期"):
            morning.approve(row)

    def test_on_another_account_of_the_brand_it_is_still_her_advert(self, morning):
        number, at, by = self.advert(morning), morning.now + timedelta(hours=2), morning.person("yunying")
        with morning.act() as session:
            where = account(session, "moments-founder")
            with pytest.raises(Refused, match="养成期"):
                place(session, post(session, number), where, due_at=at, by=by, at=morning.now)

    def test_a_library_import_that_calls_her_selling_does_not_lift_it(self, morning):
        sheet = morning.opened.settings.workspace / f"personas/{WARMING}.yaml"
        said = yaml.safe_load(sheet.read_text(encoding="utf-8")) | {"starts_as": "selling", "started_on": "2020-01-01"}
        sheet.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")
        set_up(morning.opened, morning.opened.settings.workspace, sandbox=True)
        with morning.act() as session:
            assert library(session).persona(WARMING).starts_as is Stage.SELLING
            assert stage_of(session, WARMING, morning.now) is Stage.WARMING
        with pytest.raises(Refused, match="养成期"):
            morning.fill([a_slot(morning, persona=WARMING, pillar="offer")])
        shutil.copy2(ROOT / f"personas/{WARMING}.yaml", sheet)
        set_up(morning.opened, morning.opened.settings.workspace, sandbox=True)

    def test_nothing_of_hers_that_advertises_was_ever_taken_by_a_platform(self, brand):
        with brand.act() as session:
            hers = [row for row in session.exec(select(Delivery)) if post(session, row.post_id).persona == WARMING]
            assert not [row for row in hers if latest(session, post(session, row.post_id)).promotional]


def test_the_library_comes_out_of_the_studio_as_it_went_in(brand, tmp_path: Path):
    with brand.act() as session:
        export_folder(session, tmp_path, files=brand.opened.files)
    for path in sorted((brand.opened.settings.workspace / "personas").iterdir()):
        assert (tmp_path / "personas" / path.name).read_bytes() == path.read_bytes()


def test_the_command_line_shows_what_became_of_it(brand, monkeypatch):
    shown = cli(brand, monkeypatch, "publish", "status", "--json")
    assert shown.exit_code == 0
    assert {row["state"] for row in json.loads(shown.stdout)} <= {"已排期", "已送达", "被拒", "已取消", "过点未发", "已创建待确认"}


def test_a_slot_is_filled_once_however_often_it_is_accepted(morning):
    slot = a_slot(morning, minutes=200)
    assert len(morning.fill([slot])) == 1
    assert morning.fill([replace(slot)]) == []
