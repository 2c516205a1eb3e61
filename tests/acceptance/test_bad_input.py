"""What people and platforms get wrong: each thing has its clear words and a mend, and nothing is lost by it."""

import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlmodel import select
from starlette.applications import Starlette

import studio.workspace.opened
from studio.assets.upload import picture_facts
from studio.brands.account import ChannelAccount, set_secret
from studio.brands.brand import Brand
from studio.cli.main import main
from studio.content.copy_template import CopyValues, fill
from studio.database import act, engine_for, look
from studio.demo.fortnight import Outcome
from studio.demo.report import write_report
from studio.engagement.platform_event import PlatformEvent
from studio.errors import StudioError
from studio.files import Files, digest_of
from studio.gateway.routes import routes
from studio.gateway.state import gate, state_for
from studio.library.current import library
from studio.library.kinds import ChannelKind
from studio.library.version import LibraryVersion
from studio.people.process import Process
from studio.workspace.opened import open_studio
from studio.workspace.set_up import set_up
from tests.acceptance.example import ROOT, Example, example
from tests.gateway.client import TestClient

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with example(tmp_path_factory.mktemp("bad-input") / "home") as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example's workspace that a test may spoil."""
    for name in ("personas", "content", "calendars", "assets"):
        shutil.copytree(ROOT / name, tmp_path / "workspace" / name)
    shutil.copy2(ROOT / "studio.toml", tmp_path / "workspace")
    return tmp_path / "workspace"


def said(error: pytest.ExceptionInfo[StudioError]) -> str:
    """Both languages and a mend, for every problem."""
    assert error.value.problems
    for each in error.value.problems:
        assert CHINESE.search(each.what.zh), each
        assert each.what.en, each
        assert CHINESE.search(each.mend.zh), each
        assert each.mend.en, each
    return str(error.value)


def refused_import(brand: Example, folder: Path) -> str:
    """What an import says of this folder; the library in the studio stays as it was, to the row."""

    def rows() -> list[tuple[str, int]]:
        with look(brand.opened.engine, brand=brand.brand) as session:
            return [(row.path, row.version) for row in session.exec(select(LibraryVersion))]

    before = rows()
    with pytest.raises(StudioError) as error:
        set_up(brand.opened, folder, sandbox=True)
    assert rows() == before
    return said(error)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """What a person sees who types `studio …`: the exit code, and what is said on both streams."""

    def say(*words: str, home: Path, **more: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["studio", *words])
        for name, value in {"STUDIO_HOME": str(home), "STUDIO_WORKSPACE": str(ROOT), **more}.items():
            monkeypatch.setenv(name, value)
        try:
            code = main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        seen = capsys.readouterr()
        assert "Traceback" not in seen.err
        return code, seen.out + seen.err

    return say


def test_broken_yaml(brand, folder):
    (folder / "personas/lin-an.yaml").write_text("slug: lin-an\nname: [没关上\nkind: founder\n", encoding="utf-8")
    (folder / "content/pillars.yaml").write_text("pillars: {", encoding="utf-8")
    words = refused_import(brand, folder)
    assert re.search(r"personas/lin-an\.yaml:\d", words)
    assert "content/pillars.yaml" in words  # all of it at once


def test_broken_yaml_on_the_command_line(folder, tmp_path):
    (folder / "personas/lin-an.yaml").write_text("slug: lin-an\nname: [没关上\n", encoding="utf-8")
    command = [sys.executable, "-m", "studio.cli.main", "library", "import", str(folder)]  # as a program of its own, once
    done = subprocess.run(["env", f"STUDIO_HOME={tmp_path / 'home'}", *command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert "personas/lin-an.yaml:" in done.stderr
    assert "→" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_field(brand, folder):
    sheet = folder / "personas/zhou-yue.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8") + "favourite_colour: 青\n", encoding="utf-8")
    words = refused_import(brand, folder)
    assert "personas/zhou-yue.yaml" in words
    assert "favourite_colour" in words


def test_a_missing_photo(brand, folder):
    (folder / "assets/photos/linen-shirt.jpg").unlink()
    words = refused_import(brand, folder)
    assert "linen-shirt.jpg" in words
    assert "content/products.yaml" in words


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has this many pixels; its few bytes unpack to hundreds of megabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(20_000, 10_000), (30_000, 30_000), (10_000, 9_000)])
def test_a_picture_of_two_hundred_megapixels(width, height):
    with pytest.raises(StudioError) as error:
        picture_facts(png_of(width, height), name="海报.png")
    words = said(error)
    assert "海报.png" in words
    assert "太大" in words


def test_a_picture_of_two_hundred_megapixels_in_the_library_draws_nothing_and_says_so(brand, folder):
    (folder / "assets/photos/linen-shirt.jpg").write_bytes(png_of(20_000, 10_000))
    words = refused_import(brand, folder)
    assert "linen-shirt.jpg" in words


@pytest.mark.parametrize(
    "body", ["{{ persona.__class__.__mro__ }}", "{{ ''.__class__.__base__.__subclasses__() }}"]
)  # fmt: skip
def test_a_template_that_reaches_for_pythons_internals(brand, folder, body):
    template = sorted((folder / "content/templates/daily-life").glob("*.md.j2"))[0]
    words = template.read_text(encoding="utf-8")
    template.write_text(words + f"\n{body}\n", encoding="utf-8")
    assert template.name in refused_import(brand, folder)


def test_a_template_that_never_ends_writes_nothing_and_is_named(brand):
    with look(brand.opened.engine, brand=brand.brand) as session:
        shelf = library(session)
    endless = shelf.templates_for(pillar="daily-life", channel=ChannelKind.MOMENTS, persona="lin-an")[0].model_copy(
        update={"body": "{% for x in range(10**9) %}{{ x }}{% endfor %}"}
    )
    values = CopyValues(persona=shelf.persona("lin-an"), brand=shelf.brand, date=brand.now.date(), use=0)
    with pytest.raises(StudioError) as error:
        fill(endless, values)
    assert endless.slug in said(error)


@pytest.fixture
def browser(brand: Example) -> Iterator[TestClient]:
    """The gateway of the brand's studio, over HTTP."""
    state = state_for(brand.opened.settings, brand.opened.engine)
    with TestClient(Starlette(routes=routes(state), middleware=[gate(state)]), follow_redirects=False) as client:
        yield client


def test_a_forged_callback(brand, browser):
    with brand.act() as session:
        row = session.exec(select(ChannelAccount).where(ChannelAccount.slug == "oa-brand")).one()
        keys = '{"secret": "s", "callback_token": "token-of-ours", "aes_key": "' + "a" * 43 + '"}'
        kept = row.sealed
        set_secret(session, row, keys, vault=brand.opened.vault, by=Process.SET_UP, at=brand.now)
    forged = {"timestamp": str(int(brand.now.timestamp())), "nonce": "n", "msg_signature": "0" * 40, "encrypt_type": "aes"}
    answer = browser.post("/hooks/oa-brand", params=forged, content=b"<xml><Encrypt>AAAA</Encrypt></xml>")
    assert answer.status_code == 403
    assert "signature" in answer.text
    for odd in (b"", b"<xml>", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xml>&e;</xml>", b"\xff" * 2000):
        assert browser.post("/hooks/oa-brand", params=forged, content=odd).status_code == 403
    with brand.act() as session:
        assert session.exec(select(PlatformEvent)).all() == []
        session.exec(select(ChannelAccount).where(ChannelAccount.slug == "oa-brand")).one().sealed = kept


def test_a_wrong_password(browser):
    page = browser.get("/login").text
    token = page.partition('name="form_token" value="')[2].partition('"')[0]
    answer = browser.post("/login", data={"form_token": token, "handle": "shenhe", "password": "不是这个密码吧"})
    assert answer.status_code == 401
    assert "登录名或密码不对" in answer.text
    assert "检查大小写" in answer.text  # the mend
    assert "不是这个密码吧" not in answer.text
    assert "set-cookie" not in answer.headers or "studio_session" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("words", "setting"), [(("web",), "STUDIO_PORT"), (("sandbox",), "STUDIO_SANDBOX_PORT"), (("run",), "STUDIO_PORT")]
)
def test_a_port_that_is_taken(tmp_path, typed, words, setting):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, seen = typed(*words, home=tmp_path / "home", STUDIO_PORT=port, STUDIO_SANDBOX_PORT=port)
    assert code == 2, seen
    assert f"端口 {port} 已被占用" in seen
    assert f"port {port} is taken" in seen
    assert setting in seen


def test_a_full_disk_while_a_file_is_kept(tmp_path):
    files, content = Files(tmp_path), b"a picture"
    path = files.path(digest_of(content))
    path.parent.mkdir()
    path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part").symlink_to("/dev/full")  # the system's own full device
    with pytest.raises(StudioError, match="磁盘已满") as error:
        files.put(content)
    said(error)
    assert list(path.parent.iterdir()) == []


def test_a_full_disk_while_a_row_is_written(brand):
    small = engine_for(brand.opened.settings.database)
    event.listen(small, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))  # SQLite's own way to be full
    with pytest.raises(StudioError, match="磁盘已满") as error, act(small) as session:
        session.add_all([Brand(slug=f"b{n}", name="长" * 4000, created_at=brand.now) for n in range(20)])
    said(error)
    small.dispose()
    with look(brand.opened.engine) as session:
        assert [row.slug for row in session.exec(select(Brand))] == ["anshang"]


def test_a_full_disk_at_the_first_start(tmp_path, monkeypatch, brand):
    def full(address: str):
        engine = engine_for(address)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=3"))
        return engine

    monkeypatch.setattr(studio.workspace.opened, "engine_for", full)
    with pytest.raises(StudioError, match="磁盘已满") as error:
        open_studio(brand.opened.settings.model_copy(update={"home": tmp_path / "home"}))
    said(error)


def test_a_full_disk_while_the_report_is_written(brand, tmp_path):
    (tmp_path / "index.html").symlink_to("/dev/full")
    with pytest.raises(StudioError, match="报告写不了") as error, look(brand.opened.engine, brand=brand.brand) as session:
        write_report(session, Outcome(), tmp_path, files=brand.opened.files, now=brand.now)
    assert "--report" in said(error)


def test_a_database_from_a_newer_version(tmp_path, brand, typed):
    home = tmp_path / "home"
    settings = brand.opened.settings.model_copy(update={"home": home})
    opened = open_studio(settings)
    with opened.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '2099'"))
    opened.engine.dispose()
    before = (home / "studio.db").read_bytes()
    for words in (("publish", "status"), ("publisher",), ("history", "verify"), ("doctor", "--json")):
        code, seen = typed(*words, home=home)
        assert code != 0
        assert "更新的版本（2099）" in seen
        assert "newer" in seen
        assert "备份" in seen
    assert (home / "studio.db").read_bytes() == before


@pytest.mark.parametrize(("name", "value"), [("STUDIO_PORT", "eight"), ("STUDIO_LEASE_S", "-"), ("STUDIO_ENGINE", "steam")])
def test_a_setting_that_cannot_be_read(tmp_path, typed, name, value):
    code, seen = typed("publish", "status", home=tmp_path / "home", **{name: value})
    assert code == 2
    assert name in seen
    assert "docs/reference/settings.md" in seen


@pytest.mark.parametrize(
    ("words", "said_so"),
    [
        (("publish", "status", "--brand", "nobody"), "品牌"),
        (("publish", "hold", "brand", "--reason", "停一停"), "--by"),
        (("review", "approve", "999", "--seen", "x", "--by", "shenhe"), "找不到"),
        (("plan", "make", "--from", "明天"), "不是一个日期"),
        (("library", "check", "no-such-folder"), "找不到工作区"),
        (("history", "show", "post:1", "--brand", "别家"), "品牌"),
    ],
)
def test_a_word_that_is_wrong_on_the_command_line(brand, typed, words, said_so):
    code, seen = typed(*words, home=brand.opened.settings.home)
    assert code != 0
    assert said_so in seen


def test_a_clock_that_goes_back_loses_nothing(brand):
    brand.clock.advance(timedelta(hours=-1))
    with look(brand.opened.engine, brand=brand.brand) as session:
        assert session.exec(select(LibraryVersion)).first() is not None
