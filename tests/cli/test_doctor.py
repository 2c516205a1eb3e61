"""`studio doctor` takes every look, and names what is wrong with its mend."""

import shutil
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import select

from studio.brands.account import ChannelAccount
from studio.database import act
from studio.history import HistoryRow
from studio.publishing.drawer import Keepsake
from studio.publishing.heartbeat import beat
from tests.acceptance.example import ROOT
from tests.postgres import ROLE, SUPERUSER, fresh_database


@pytest.fixture
def well(brand):
    """A publisher that has just beaten."""
    with act(brand.opened.engine) as session:
        beat(session, "publisher:1", now=brand.now, next_due=None, sent=None)


def findings(told) -> str:
    return "\n".join(f"{row['where']} {row['what']} {row['mend']}" for row in told.rows)


@pytest.fixture
def ports(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        found = [each.getsockname()[1] for each in (one, other)]
    return {"PORT": str(found[0]), "SANDBOX_PORT": str(found[1])}


def test_all_is_well(brand, well, studio, ports, monkeypatch):
    monkeypatch.setattr("studio.cli.doctor.LITTLE", 0)
    told = studio("doctor", "--json", **ports)
    assert told.rows == []
    assert told.code == 0


def test_a_place_that_is_no_workspace_and_has_no_database(studio, empty: Path, ports):
    told = studio("doctor", "--json", HOME=str(empty / "home"), WORKSPACE=str(empty), **ports)
    assert told.code == 1
    assert "不是工作区" in findings(told)
    assert "还没有数据库" in findings(told)
    assert all("(" in row["mend"] for row in told.rows)


def test_a_key_that_others_can_read(brand, well, studio, ports):
    key = brand.opened.settings.home / "key"
    key.chmod(0o644)
    told = studio("doctor", "--json", **ports)
    key.chmod(0o600)
    assert f"chmod 600 {key}" in findings(told)


def test_a_database_that_others_can_read(brand, well, studio, ports):
    database = brand.opened.settings.home / "studio.db"
    database.chmod(0o644)
    told = studio("doctor", "--json", **ports)
    database.chmod(0o600)
    assert f"chmod 600 {database}" in findings(told)


def test_a_key_that_opens_nothing_is_said_for_every_account_and_the_other_looks_are_taken(brand, well, studio, ports, tmp_path: Path):
    (tmp_path / "other").write_bytes(Fernet.generate_key())
    (tmp_path / "other").chmod(0o600)
    told = studio("doctor", "--json", KEY_FILE=str(tmp_path / "other"), WORKSPACE=str(tmp_path), **ports)
    assert findings(told).count("密钥无法打开") >= 2
    assert "不是工作区" in findings(told)


def test_a_key_file_that_is_no_key_does_not_end_the_examination(brand, well, studio, ports, tmp_path: Path):
    (tmp_path / "bad").write_text("nonsense")
    told = studio("doctor", "--json", KEY_FILE=str(tmp_path / "bad"), WORKSPACE=str(tmp_path), **ports)
    assert told.code == 1
    assert "Fernet" in findings(told)
    assert "不是工作区" in findings(told)


def test_a_silent_publisher(brand, well, studio, ports):
    brand.clock.advance(timedelta(minutes=5))
    told = studio("doctor", "--json", **ports)
    assert "无响应" in findings(told)
    assert "studio publisher" in findings(told)


def test_a_port_that_somebody_else_has(brand, well, studio, ports):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = studio("doctor", "--json", **(ports | {"PORT": port}))
    assert f"端口 {port}" in findings(told)
    assert "STUDIO_PORT" in findings(told)


def test_a_fault_in_the_library_and_in_a_template(brand, well, studio, ports, tmp_path: Path):
    for name in ("personas", "content", "calendars", "assets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy2(ROOT / "studio.toml", tmp_path)
    template = next((tmp_path / "content/templates/humour").glob("*.j2"))
    template.write_text(template.read_text(encoding="utf-8") + "\n{{ persona.__class__ }}\n", encoding="utf-8")
    told = studio("doctor", "--json", WORKSPACE=str(tmp_path), **ports)
    assert template.name in findings(told)


def test_a_damaged_database(studio, ports, tmp_path: Path):
    (tmp_path / "studio.db").write_bytes(b"this is no database" * 100)
    told = studio("doctor", "--json", HOME=str(tmp_path), **ports)
    assert told.code == 1
    assert "打不开" in findings(told)


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
@pytest.mark.parametrize(("role", "said"), [(ROLE, False), (SUPERUSER, True)])
def test_a_database_role_to_whom_the_fence_between_brands_is_none(studio, empty: Path, ports, role: str, said: bool):
    with fresh_database(furnished=True) as url:
        told = studio("doctor", "--json", HOME=str(empty / "home"), DATABASE_URL=url.replace(f"//{ROLE}:", f"//{role}:"), **ports)
    assert ("超级用户" in findings(told)) is said


def test_an_altered_history(brand, well, studio, ports):
    with brand.act() as session:
        row = session.exec(select(HistoryRow).where(HistoryRow.brand == brand.brand, HistoryRow.position == 2)).one()
        kept, row.verb = row.verb, "nothing.happened"
    told = studio("doctor", "--json", **ports)
    with brand.act() as session:
        session.exec(select(HistoryRow).where(HistoryRow.brand == brand.brand, HistoryRow.position == 2)).one().verb = kept
    assert "历史第 2 条" in findings(told)


def test_an_account_whose_secret_the_platform_refuses(brand, well, studio, ports):
    with brand.act() as session:
        row = session.exec(select(ChannelAccount).where(ChannelAccount.slug == "oa-brand")).one()
        kept, row.sealed = row.sealed, brand.opened.vault.seal("not the secret")
        for token in session.exec(select(Keepsake)):
            session.delete(token)
    told = studio("doctor", "--json", **ports)
    with brand.act() as session:
        session.exec(select(ChannelAccount).where(ChannelAccount.slug == "oa-brand")).one().sealed = kept
    assert told.code == 1
    assert "oa-brand" in findings(told)
