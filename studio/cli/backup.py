"""`studio backup`: everything that the studio keeps, in one file, while it runs."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.saying import JsonOption, tell
from studio.terminal import say
from studio.workspace import backup as backing_up
from studio.workspace.opened import open_studio


def backup(
    file: Annotated[Path, typer.Argument(help="the file to write, such as studio-2026-11-23.tar.gz")],
    with_key: Annotated[bool, typer.Option("--with-key", help="with the key that opens the secrets: keep such a file like a key")] = False,
    as_json: JsonOption = False,
) -> None:
    """备份：数据库、文件；边运行边做，每一部分都有摘要。密钥默认不在里面 (rows and files, while running; the key only with --with-key)."""
    made = backing_up.back_up(open_studio(), file, with_key=with_key)
    files = sum(part.name.startswith("files/") for part in made.parts)
    tell(
        [
            {
                "file": str(file),
                "tables": len(made.tables),
                "rows": sum(each.rows for each in made.tables),
                "files": files,
                "key": made.with_key,
            }
        ],
        as_json=as_json,
        title="备份",
    )
    if not made.with_key and not as_json:
        say("密钥不在备份里，请另外保管 (the key is not in it; keep it elsewhere)")
    for digest in made.left_out:
        say(f"文件已损坏，没有备份 (damaged, left out): {digest}", error=True)
    raise typer.Exit(1 if made.left_out else 0)
