"""Bringing a studio back from a back-up: everything is read and compared first, then the files, and the rows last, in one transaction."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import col, select

from studio.brands.account import ChannelAccount
from studio.database import act_across_brands, engine_for
from studio.errors import Refused, StudioError, problem
from studio.migrations.upgrade import config, newest, refuse_newer, upgrade, version_of
from studio.publishing.heartbeat import SILENT_AFTER, pulse
from studio.settings import Settings
from studio.vault import Vault
from studio.workspace.backup import KEY, MOST_LINE, Manifest, damaged, keep_files, key_path, parts_of, read_manifest
from studio.workspace.move import fill
from studio.workspace.opened import Opened, open_studio
from studio.workspace.overtaken import set_aside
from studio.workspace.rows import TableSum, is_empty, lines, put, summed, tables


@dataclass(frozen=True)
class Restored:
    """What came back. `locked` names accounts whose secrets this installation's key does not open.

    `set_aside`: deliveries that may be out already, because they were due since the back-up was made: each waits for a person.
    """

    manifest: Manifest
    tables: tuple[TableSum, ...]
    files: int
    locked: tuple[str, ...]
    set_aside: int


def restore(settings: Settings, file: Path, *, replace: bool = False) -> Restored:
    """Bring everything back; StudioError, with the installation as it was, when the file is damaged or the studio holds something.

    `replace`: what the database holds is taken away in the same transaction. Files that the back-up does not have stay.
    """
    manifest = read_manifest(file)
    _require_known(manifest, file)
    _require_room(manifest, settings)
    require_stopped(settings)
    _require_empty(settings, replace=replace)
    with _rebuilt(file, manifest) as before:
        _bring_key(file, settings)
        opened = open_studio(settings)
        files = keep_files(file, opened.files)
        with before.connect() as there, opened.engine.begin() as here:
            sums = fill(there, here, replace=replace)
            aside = set_aside(here, made_at=manifest.made_at, now=opened.clock.now())
    return Restored(manifest, tuple(sums), files, tuple(_locked(opened)), aside)


def require_stopped(settings: Settings) -> None:
    """Refuse while the studio runs: what is written meanwhile would be lost."""
    engine = engine_for(settings.database)
    try:
        if _has_database(settings):
            refuse_newer(engine)
        if _has_database(settings) and version_of(engine) == newest():
            with act_across_brands(engine) as session:
                last = pulse(session, now=settings.clock.now()).last
            if last is not None and abs(settings.clock.now() - last) < SILENT_AFTER:
                raise _running("发布进程还醒着", "a publishing process is awake")
    finally:
        engine.dispose()
    with closing(socket.socket()) as probe:
        if probe.connect_ex((settings.host, settings.port)) == 0:
            raise _running(f"端口 {settings.port} 上有网页进程", f"a web process answers on port {settings.port}")


def _running(zh: str, en: str) -> StudioError:
    return Refused(
        problem(
            f"工作室还在运行：{zh}",
            f"the studio is running: {en}",
            mend=("先停掉所有进程，等一分钟再做", "stop every process, wait a minute, do it again"),
        )
    )


def _has_database(settings: Settings) -> bool:
    return bool(settings.database_url) or (settings.home / "studio.db").exists()


def _require_known(manifest: Manifest, file: Path) -> None:
    engine = engine_for("sqlite://")
    known = {script.revision for script in ScriptDirectory.from_config(config(engine)).walk_revisions()}
    if manifest.revision not in known:
        raise StudioError(
            problem(
                f"备份来自更新的版本（{manifest.revision}）", f"the back-up was made by a newer version ({manifest.revision})", where=str(file),
                mend=("用做备份的那个版本恢复；什么都没有动", "restore it with that version; nothing was changed"),
            )
        )  # fmt: skip


def _require_empty(settings: Settings, *, replace: bool) -> None:
    if replace or not _has_database(settings):
        return
    engine = engine_for(settings.database)
    try:
        upgrade(engine)
        with engine.connect() as connection:
            if is_empty(connection):
                return
    finally:
        engine.dispose()
    raise Refused(
        problem(
            "这里已经有一个工作室", "there is a studio here already", where=settings.database.rpartition("@")[2],
            mend=("先备份它，再加 --replace；或换一个 STUDIO_HOME", "back it up and add --replace, or choose another STUDIO_HOME"),
        )
    )  # fmt: skip


@contextmanager
def _rebuilt(file: Path, manifest: Manifest) -> Iterator[Engine]:
    """The rows in a database of their own: at the shape they were kept in, compared, then brought to the newest."""
    with tempfile.TemporaryDirectory(prefix="studio-restore-") as folder:
        engine = engine_for(f"sqlite:///{folder}/studio.db")
        command.upgrade(config(engine), manifest.revision)
        _put_tables(file, engine, manifest)
        upgrade(engine)
        yield engine
        engine.dispose()


def _put_tables(file: Path, engine: Engine, manifest: Manifest) -> None:
    """Each table's lines wait in a file until those that it refers to are in."""
    with tempfile.TemporaryDirectory(prefix="studio-restore-") as folder:
        with parts_of(file) as parts:
            for name, content in parts:
                if name.startswith("tables/"):
                    with (Path(folder) / Path(name).name).open("wb") as kept:
                        shutil.copyfileobj(content, kept)
        with engine.begin() as connection:
            ours = {table.name: table for table in tables(connection)}
            if unknown := {each.table for each in manifest.tables} - ours.keys():
                raise damaged(file, f"不认识的表：{'、'.join(sorted(unknown))}", f"unknown tables: {', '.join(sorted(unknown))}")
            for name, table in ours.items():
                path = Path(folder) / f"{name}.jsonl"
                if path.exists():
                    with path.open("rb") as raw, TextIOWrapper(raw, encoding="utf-8", newline="\n") as written:
                        put(connection, table, _lines(written, file))
            for kept in manifest.tables:
                if summed(kept.table, lines(connection, ours[kept.table])) != kept:
                    raise damaged(file, f"{kept.table} 的行和记下的不符", f"the rows of {kept.table} are not those that it names")


def _lines(written: TextIOWrapper, file: Path) -> Iterator[str]:
    """The rows, one at a time."""
    while line := written.readline(MOST_LINE + 1):
        if len(line) > MOST_LINE:
            raise damaged(file, "有一行大得不像话", "one row is larger than any that we write")
        yield line


def _require_room(manifest: Manifest, settings: Settings) -> None:
    """Rows wait on the disk before they are put in, and files stay on it."""
    wanted = sum(part.size for part in manifest.parts)
    for folder in (
        Path(tempfile.gettempdir()),
        next(each for each in (settings.home.absolute(), *settings.home.absolute().parents) if each.exists()),
    ):
        if (free := shutil.disk_usage(folder).free) < wanted:
            raise Refused(
                problem(
                    f"备份解开要 {wanted >> 20} MB，磁盘只剩 {free >> 20} MB", f"the back-up unpacks to {wanted >> 20} MB, {free >> 20} MB are free", where=str(folder),
                    mend=("腾出空间再做；什么都没有动", "free some space and do it again; nothing was changed"),
                )
            )  # fmt: skip


def _bring_key(file: Path, settings: Settings) -> None:
    """Keys of the back-up come after those that are here: the first seals, every one may open."""
    with parts_of(file) as parts:
        found = next((content.read().decode() for name, content in parts if name == KEY), "")
    if not found or settings.key is not None:
        return
    path = key_path(settings)
    here = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    wanted = [*here, *(key for key in found.splitlines() if key.strip() and key not in here)]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.part")
    fresh.touch(mode=0o600)
    fresh.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    fresh.replace(path)


def _locked(opened: Opened) -> Iterator[str]:
    with act_across_brands(opened.engine) as session:
        rows = session.exec(select(ChannelAccount).where(col(ChannelAccount.sealed).is_not(None))).all()
    for row in rows:
        if row.sealed and not _opens(opened.vault, row.sealed):
            yield row.slug


def _opens(vault: Vault, sealed: bytes) -> bool:
    try:
        vault.open(sealed)
    except StudioError:
        return False
    return True
