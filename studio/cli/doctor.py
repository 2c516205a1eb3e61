"""`studio doctor`: what is wrong with this installation, and the mend."""

import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from datetime import datetime

import typer
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from studio import history
from studio.brand_fence import is_passed_by
from studio.brands.account import ChannelAccount
from studio.channels.registry import open_channel
from studio.cli.saying import JsonOption, tell
from studio.database import act_across_brands, engine_for
from studio.errors import Problem, StudioError, problem
from studio.gateway.listen import holder
from studio.library.load import read
from studio.migrations.upgrade import newest, refuse_newer, version_of
from studio.posts.message import channel_account
from studio.publishing.drawer import TableDrawer
from studio.publishing.heartbeat import pulse
from studio.settings import Settings
from studio.vault import Vault, vault_for
from studio.workspace.opened import open_to_others
from studio.workspace.set_up import wrong_copy

OURS = "studio.cli.main"  # how our own processes are called in the system's list
LITTLE = 1024**3  # bytes of free disk under which it is said


def doctor(as_json: JsonOption = False) -> None:
    """体检：哪里不对、怎么修 (what is wrong and the mend)."""
    settings = Settings()
    engine_for(settings.database).dispose()  # an address that cannot be read leaves nothing to look at
    found = [problem for look in (_place, _rights, _key, _library, _database) for problem in _said(look, settings)]
    tell(
        [{"where": p.place, "what": str(p.what), "mend": str(p.mend)} for p in found],
        as_json=as_json,
        title="体检",
        empty="一切正常 (all is well)",
    )
    raise typer.Exit(1 if found else 0)


def _said(look: Callable[[Settings], Iterator[Problem]], settings: Settings) -> Iterator[Problem]:
    """What one look finds; where it cannot go on, that is a finding too, and the other looks are taken."""
    try:
        yield from look(settings)
    except StudioError as error:
        yield from error.problems
    except DBAPIError as error:
        yield problem(
            f"数据库打不开：{error.orig}", f"the database cannot be opened: {error.orig}", where=make_url(settings.database).render_as_string(hide_password=True),
            mend=("检查 STUDIO_DATABASE_URL、文件权限和磁盘空间；坏了就从备份恢复", "check STUDIO_DATABASE_URL, rights and disk space; restore a back-up if it is damaged"),
        )  # fmt: skip


def _place(settings: Settings) -> Iterator[Problem]:
    home = settings.home.absolute()
    where = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(where).free
    if free < LITTLE:
        yield problem(
            f"磁盘只剩 {free // 2**20} MB",
            f"only {free // 2**20} MB of disk left",
            where=str(where),
            mend=("清理磁盘，图片和数据库需要空间", "free some space"),
        )
    for name, port in (("STUDIO_PORT", settings.port), ("STUDIO_SANDBOX_PORT", settings.sandbox_port)):
        with socket.socket() as probe:
            taken = probe.connect_ex(("127.0.0.1", port)) == 0
        by = holder(port) if taken else ""
        if taken and OURS not in by:
            yield problem(
                f"端口 {port} 有别的程序在用{f'：{by}' if by else ''}", f"port {port} is in use{f' by {by}' if by else ''}", where=name,
                mend=("如果不是工作室自己，换一个端口", "choose another port unless it is the studio itself"),
            )  # fmt: skip


def _rights(settings: Settings) -> Iterator[Problem]:
    for path in open_to_others(settings):
        mode = 700 if path.is_dir() else 600
        yield problem("别人也能读", "others can read it", where=str(path), mend=(f"运行 chmod {mode} {path}", f"run chmod {mode} {path}"))


def _key(settings: Settings) -> Iterator[Problem]:
    path = settings.key_file or settings.home / "key"
    if settings.key is None and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield problem(
            "密钥文件别人也能读", "others can read the key file", where=str(path), mend=(f"运行 chmod 600 {path}", f"run chmod 600 {path}")
        )
    try:
        if settings.key is not None or path.exists():
            vault_for(settings)
    except StudioError as error:
        yield from error.problems


def _library(settings: Settings) -> Iterator[Problem]:
    if (settings.workspace / "studio.toml").exists():
        shelf, unread = read(settings.workspace)
        yield from (*unread, *wrong_copy(shelf))
    else:
        yield problem(
            "这里不是工作区",
            "not a workspace",
            where=str(settings.workspace),
            mend=("进入有 studio.toml 的文件夹，或运行 studio init", "go to a folder with studio.toml, or run studio init"),
        )


def _database(settings: Settings) -> Iterator[Problem]:
    engine = engine_for(settings.database)
    if settings.database.startswith("sqlite") and not (settings.home / "studio.db").exists() and not settings.database_url:
        yield problem("还没有数据库", "there is no database yet", where=settings.database, mend=("运行 studio run", "run studio run"))
        return
    refuse_newer(engine)
    if (here := version_of(engine)) != newest():
        yield problem(
            f"数据库版本是 {here}，应为 {newest()}",
            f"the database is at {here}, expected {newest()}",
            where=engine.url.render_as_string(hide_password=True),
            mend=("先备份，再运行 studio run 自动升级", "back up, then studio run upgrades it"),
        )
        return
    if is_passed_by(engine):
        yield problem(
            f"数据库角色 {engine.url.username} 是超级用户（或能绕过行级安全），品牌之间少了第二道墙",
            f"the database role {engine.url.username} is a superuser or bypasses row-level security: the second fence between brands is none to it",
            where="STUDIO_DATABASE_URL",
            mend=(
                "建一个普通角色（CREATE ROLE studio LOGIN PASSWORD …），把库交给它（ALTER DATABASE … OWNER TO studio，REASSIGN OWNED BY …），用它连接",
                "make a plain role (CREATE ROLE studio LOGIN PASSWORD …), let it own the database (ALTER DATABASE … OWNER TO studio, REASSIGN OWNED BY …) and connect as it",
            ),
        )
    now = settings.clock.now()
    with act_across_brands(engine) as session:
        _, broken = history.verify(session)
        beats = pulse(session, now=now)
        accounts = session.exec(select(ChannelAccount)).all()
    for each in broken[:5]:
        yield problem(
            f"历史第 {each.position} 条：{each.why}",
            f"history row {each.position}: {each.why}",
            where=f"brand:{each.brand}",
            mend=("数据被改过：从备份核对", "rows were altered: compare with a back-up"),
        )
    if beats.last is None or beats.silent_for:
        yield problem(
            beats.words.zh,
            beats.words.en,
            where="publisher",
            mend=("运行 studio run 或 studio publisher", "run studio run or studio publisher"),
        )
    vault = vault_for(settings)
    for row in accounts:
        if row.removed_at is None and row.channel != "handoff":
            yield from _account(row, engine, vault, now=now)


def _account(row: ChannelAccount, engine: Engine, vault: Vault, *, now: datetime) -> Iterator[Problem]:
    """What stands in the way of one account; a secret that does not open is said and the next account is asked."""
    try:
        channel = open_channel(channel_account(row, vault), TableDrawer(engine, vault, brand=row.brand_id, account_id=row.key))
        yield from channel.check(now=now)
    except StudioError as error:
        yield from error.problems
