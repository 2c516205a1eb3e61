"""A brand's day from the command line alone: plan, hand in, approve, publish, hold, settle, and what each command says."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from studio.history import HistoryRow
from studio.library.load import workspace_files
from studio.publishing.delivery import Delivery, State

REPORTS = [
    ("people", "list"), ("posts", "list"), ("review", "queue"), ("publish", "status"), ("publish", "soon"), ("publish", "holds"),
    ("publish", "once"), ("plan", "make", "--days", "1"), ("history", "verify"), ("history", "show", "brand:1"), ("library", "check"),
    ("accounts", "list"), ("posts", "show", "1"), ("publish", "status", "--state", "planned"),
]  # fmt: skip


@pytest.fixture(scope="module")
def written(brand):
    """One post of the founder for Moments, half an hour from now, written from the plan's first slot."""
    slot = next(slot for slot in brand.plan(1).slots if slot.account == "moments-founder")
    return brand.fill([slot])[0]


@pytest.mark.parametrize("words", REPORTS, ids=" ".join)
def test_every_report_can_be_read_by_a_program(brand, written, studio, words, monkeypatch):
    monkeypatch.chdir(brand.opened.settings.workspace)
    told = studio(*words, "--json")
    assert told.code == 0, told.err
    rows = told.rows
    assert isinstance(rows, list)
    assert all(isinstance(row, dict) for row in rows)


@pytest.mark.parametrize("words", REPORTS, ids=" ".join)
def test_every_report_can_be_read_by_a_person(brand, written, studio, words, monkeypatch):
    monkeypatch.chdir(brand.opened.settings.workspace)
    told = studio(*words)
    assert told.code == 0, told.err
    assert told.out.strip()


def test_planning_looks_first_and_writes_when_it_is_accepted(brand, written, studio):
    looked = studio("plan", "make", "--days", "1", "--json").rows
    posts = len(studio("posts", "list", "--json").rows)
    assert looked
    assert all(row["why"] for row in looked)
    nobody = studio("plan", "make", "--days", "1", "--accept")
    assert nobody.code == 2
    assert "--by" in nobody.err
    stranger = studio("plan", "make", "--days", "1", "--accept", "--by", "shenhe")
    assert stranger.code == 2
    assert "权限" in stranger.err
    assert len(studio("posts", "list", "--json").rows) == posts


def test_a_post_goes_from_hand_in_to_delivery_by_commands_alone(brand, written, studio):
    submitted = studio("review", "submit", str(written.post_id), "--by", "yunying", "--note", "请看")
    assert submitted.code == 0, submitted.err
    [waits] = [row for row in studio("review", "queue", "--json").rows if row["post"] == written.post_id]
    assert waits["note"] == "请看"
    unseen = studio("review", "approve", str(waits["submission"]), "--by", "shenhe")
    assert unseen.code == 2
    assert "--seen" in unseen.err
    seen = studio("review", "show", str(waits["submission"]), "--json").rows[0]["seen"]
    own = studio("review", "approve", str(waits["submission"]), "--seen", seen, "--by", "yunying")
    assert own.code == 2
    assert "权限" in own.err or "自己" in own.err
    other = studio("review", "approve", str(waits["submission"]), "--seen", "0" * len(seen), "--by", "shenhe")
    assert other.code == 2
    assert "什么都没有批准" in other.err
    approved = studio("review", "approve", str(waits["submission"]), "--seen", seen, "--by", "shenhe")
    assert approved.code == 0, approved.err
    number = approved.out.split()[-1]
    [soon] = [row for row in studio("publish", "soon", "--minutes", "120", "--json").rows if str(row["delivery"]) == number]
    assert "会发出" in soon["verdict"]
    brand.clock.moment = written.planned_for + timedelta(seconds=5)
    assert studio("publish", "once", "--json").rows[0]["sent"] == 1
    for _ in range(6):
        brand.clock.advance(timedelta(minutes=15))
        studio("publish", "once")
    [row] = [row for row in studio("publish", "status", "--json").rows if str(row["delivery"]) == number]
    assert row["state"] == "已送达"
    verbs = [row["verb"] for row in studio("history", "show", f"delivery:{number}", "--json").rows]
    assert verbs == ["delivery.delivered", "delivery.created"]


@pytest.fixture
def scheduled(brand, studio) -> Delivery:
    """The next free Moments slot of the founder, approved."""
    brand.clock.advance(timedelta(days=1))
    brand.clock.moment = brand.clock.moment.replace(hour=10, minute=0)
    slot = next(slot for slot in brand.plan(20).slots if slot.account == "moments-founder" and not slot.promotional)
    return brand.scheduled(brand.fill([slot])[0])


def state(brand, row: Delivery) -> State:
    with brand.act() as session:
        return session.exec(select(Delivery).where(Delivery.id == row.key)).one().is_


def test_a_hold_stops_what_is_due_until_it_is_lifted(brand, scheduled, studio):
    assert studio("publish", "hold", "account", "moments-founder", "--by", "fabu").code == 2  # a hold needs a reason
    held = studio("publish", "hold", "account", "moments-founder", "--reason", "客户投诉", "--by", "fabu")
    number = held.out.removeprefix("hold ").split()[0]
    brand.clock.moment = scheduled.due_at + timedelta(seconds=5)
    studio("publish", "once")
    assert state(brand, scheduled) is State.PLANNED
    assert [row["reason"] for row in studio("publish", "holds", "--json").rows] == ["客户投诉"]
    assert studio("publish", "resume", number, "--by", "fabu").code == 0
    assert studio("publish", "resume", number, "--by", "fabu").code == 2
    brand.clock.advance(timedelta(seconds=30))
    studio("publish", "once")
    assert state(brand, scheduled) in (State.CREATED, State.DELIVERED)


def test_a_planned_delivery_is_cancelled_and_stays_home(brand, scheduled, studio):
    before = len(brand.sent())
    assert studio("publish", "cancel", str(scheduled.key), "--reason", "改期", "--by", "yunying").code == 0
    brand.clock.moment = scheduled.due_at + timedelta(seconds=5)
    studio("publish", "once")
    assert len(brand.sent()) == before
    again = studio("publish", "retry", str(scheduled.key), "--by", "fabu")
    assert again.code == 2
    assert "不能重试" in again.err


def test_an_unknown_outcome_is_neither_retried_nor_cancelled_but_settled(brand, scheduled, studio):
    with brand.act() as session:
        session.exec(select(Delivery).where(Delivery.id == scheduled.key)).one().state = State.UNKNOWN.value
    for refused in (("retry", str(scheduled.key)), ("cancel", str(scheduled.key), "--reason", "不发了")):
        told = studio("publish", *refused, "--by", "fabu")
        assert told.code == 2
        assert "说清" in told.err
    assert studio("publish", "resolve", str(scheduled.key), "it_did_not", "--by", "fabu").code == 2  # say what you saw
    assert studio("publish", "resolve", str(scheduled.key), "it_did_not", "--reason", "后台没有", "--by", "fabu").code == 0
    assert state(brand, scheduled) is State.CANCELLED


def test_sending_back_needs_a_reason_and_reaches_the_queue_no_more(brand, scheduled, studio):
    with brand.act() as session:
        post = session.exec(select(Delivery).where(Delivery.id == scheduled.key)).one().post_id
    studio("review", "submit", str(post), "--by", "yunying")
    [waits] = [row for row in studio("review", "queue", "--json").rows if row["post"] == post]
    assert studio("review", "send-back", str(waits["submission"]), "--reason", " ", "--by", "shenhe").code == 2
    assert studio("review", "send-back", str(waits["submission"]), "--reason", "第二句太长", "--by", "shenhe").code == 0
    assert post not in [row["post"] for row in studio("review", "queue", "--json").rows]


def test_people_are_added_with_roles_and_a_password_that_holds(brand, studio):
    added = studio("people", "add", "xiaomi", "许小米", "--role", "editor", "--role", "planner", "--password", "一只猫在屋顶看云七点半")
    assert added.code == 0, added.err
    [row] = [row for row in studio("people", "list", "--json").rows if row["handle"] == "xiaomi"]
    assert row["roles"] == "editor planner"
    for words in (("xiaomi", "又一个"), ("有空格 的", "名字")):
        assert studio("people", "add", *words, "--role", "editor", "--password", "一只猫在屋顶看云七点半").code == 2
    assert studio("people", "add", "weak", "弱", "--role", "editor", "--password", "123456").code == 2
    assert studio("people", "password", "xiaomi", "--password", "另一只猫在窗台晒太阳").code == 0
    assert studio("people", "password", "nobody", "--password", "另一只猫在窗台晒太阳").code == 2


def test_somebody_who_signs_in_already_is_invited_and_not_added_again(brand, studio):
    assert studio("people", "add", "heyun", "何云", "--role", "planner", "--password", "一只猫在屋顶看云七点半").code == 0
    again = studio("people", "add", "heyun", "何云", "--role", "reviewer", "--password", "另一只猫在窗台晒太阳")
    assert again.code == 2
    assert "studio people invite" in again.err
    invited = studio("people", "invite", "heyun", "--role", "reviewer", "--brand", "anshang")
    assert invited.code == 0, invited.err
    [row] = [row for row in studio("people", "list", "--json").rows if row["handle"] == "heyun"]
    assert row["roles"] == "planner reviewer"
    assert studio("people", "invite", "heyu", "--role", "reviewer").code == 2
    assert studio("people", "invite", "heyun", "--role", "reviewer", "--brand", "nowhere").code == 2


def test_the_library_goes_out_and_comes_in_to_the_byte(brand, studio, tmp_path: Path):
    out = tmp_path / "out"
    assert studio("library", "export", str(out)).code == 0
    folder = brand.opened.settings.workspace
    ours = {path.relative_to(folder).as_posix(): path.read_bytes() for path in workspace_files(folder)}
    assert {path.relative_to(out).as_posix(): path.read_bytes() for path in workspace_files(out)} == ours
    [row] = studio("library", "import", str(out), "--json").rows
    assert (row["added"], row["changed"], row["removed"]) == (0, 0, 0)
    assert row["unchanged"] == len(ours)


def test_a_changed_sheet_comes_in_as_a_change(brand, studio, tmp_path: Path):
    out = tmp_path / "out"
    studio("library", "export", str(out))
    sheet = out / "personas/lin-an.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    [row] = studio("library", "import", str(out), "--json").rows
    assert (row["added"], row["changed"], row["removed"]) == (0, 1, 0)
    studio("library", "import", str(brand.opened.settings.workspace))


def test_a_new_workspace_is_a_whole_one(studio, empty: Path):
    assert studio("init", str(empty)).code == 0
    assert studio("library", "check", str(empty), "--json").rows == []
    again = studio("init", str(empty))
    assert again.code == 2
    assert "不是空的" in again.err


def test_the_field_that_is_wrong_is_named_in_the_error(studio, empty: Path):
    studio("init", str(empty))
    sheet = empty / "personas/lin-an.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8") + "favourite_colour: 青\n", encoding="utf-8")
    told = studio("library", "import", str(empty))
    assert told.code == 2
    assert "[favourite_colour]" in told.err  # brackets are words here, not markup
    checked = studio("library", "check", str(empty), "--json")
    assert checked.code == 1
    assert "favourite_colour" in json.dumps(checked.rows)


def test_an_altered_history_is_found(brand, studio):
    assert studio("history", "verify", "--json").rows == []
    with brand.act() as session:
        row = session.exec(select(HistoryRow).where(HistoryRow.brand == brand.brand, HistoryRow.position == 3)).one()
        kept, row.who = row.who, "somebody-else"
    told = studio("history", "verify", "--json")
    assert told.code == 1
    assert told.rows == [{"brand": brand.brand, "position": 3, "why": "was altered"}]
    with brand.act() as session:
        session.exec(select(HistoryRow).where(HistoryRow.brand == brand.brand, HistoryRow.position == 3)).one().who = kept
    assert studio("history", "verify").code == 0


@pytest.mark.parametrize("words", [(), ("no-such-noun",), ("publish", "no-such-act"), ("publish", "retry", "abc")])
def test_what_is_no_command_is_said_and_does_nothing(studio, words):
    told = studio(*words)
    assert told.code == 2
    assert "Usage" in told.out + told.err
