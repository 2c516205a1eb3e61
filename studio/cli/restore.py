"""`studio restore`: a studio from its back-up, verified before anything is changed."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.saying import JsonOption, tell
from studio.settings import Settings
from studio.terminal import say
from studio.workspace import restore as restoring


def restore(
    file: Annotated[Path, typer.Argument(help="a file that studio backup has written")],
    replace: Annotated[bool, typer.Option("--replace", help="take away what the database holds")] = False,
    as_json: JsonOption = False,
) -> None:
    """恢复：先逐一核对摘要，再动手；已有数据时不覆盖，除非加 --replace (verified first; overwrites only with --replace)."""
    back = restoring.restore(Settings(), file, replace=replace)
    tell(
        [{"made": f"{back.manifest.made_at:%Y-%m-%d %H:%M} UTC", "rows": sum(each.rows for each in back.tables), "files": back.files, "locked": " ".join(back.locked), "set_aside": back.set_aside}],
        as_json=as_json, title="恢复",
    )  # fmt: skip
    if back.locked and not as_json:
        say("这些账号的凭证要原来的密钥才能打开：放回密钥文件，或重新填写 (these secrets need the former key)")
    if back.set_aside and not as_json:
        say(
            f"{back.set_aside} 条在备份之后到点，可能已经发出：到「补发」和「待核实」逐条核对，不会自动发 (due since the back-up: look at each before it is sent)"
        )
