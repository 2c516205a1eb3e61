"""`studio move`: the studio's rows into another database, every count and digest compared."""

from typing import Annotated

import typer

from studio.cli.saying import JsonOption, tell
from studio.database import engine_for
from studio.settings import Settings
from studio.terminal import say
from studio.workspace import move as moving
from studio.workspace.opened import open_studio
from studio.workspace.restore import require_stopped


def move(
    to: Annotated[str, typer.Option(help="address of an empty database, such as postgresql://studio@host/studio")],
    as_json: JsonOption = False,
) -> None:
    """搬到另一个数据库：逐表核对行数和摘要，历史链也核对；原来的不动 (counts, digests and chains compared; the source stays)."""
    settings = Settings()
    require_stopped(settings)
    sums = moving.move(open_studio(settings).engine, engine_for(to))
    tell([{"table": each.table, "rows": each.rows, "sha256": each.digest[:16]} for each in sums], as_json=as_json, title="已搬好，逐表一致")
    if not as_json:
        say("接下来把 STUDIO_DATABASE_URL 设成新的地址再启动 (now set STUDIO_DATABASE_URL and start)")
