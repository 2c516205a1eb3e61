"""`studio library`: check, import and export a workspace folder."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.saying import BrandOption, JsonOption, brand_session, tell
from studio.library.load import read
from studio.library.version import export_folder
from studio.people.process import Process
from studio.terminal import say
from studio.workspace.opened import open_studio
from studio.workspace.set_up import set_up, wrong_copy

app = typer.Typer(name="library", help="资料库：人设、内容、日历、素材的文件 (the library's files)", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="workspace folder")]


@app.command()
def check(folder: Folder = Path(), as_json: JsonOption = False) -> None:
    """检查资料库，一次列出所有问题 (every problem at once)."""
    shelf, unread = read(folder)
    problems = (*unread, *wrong_copy(shelf))
    tell(
        [{"where": p.place, "what": str(p.what), "mend": str(p.mend)} for p in problems],
        as_json=as_json,
        title="资料库问题",
        empty="没有问题 (all is well)",
    )
    raise typer.Exit(1 if problems else 0)


@app.command("import")
def import_(
    folder: Folder = Path(),
    sandbox: Annotated[bool, typer.Option(help="accounts on the local platforms")] = True,
    as_json: JsonOption = False,
) -> None:
    """导入资料库；有一处错就什么都不动 (all or nothing)."""
    done = set_up(open_studio(), folder, sandbox=sandbox, by=Process.MACHINE)
    report = done.imported
    tell(
        [{"brand": done.brand.slug, "added": len(report.added), "changed": len(report.changed), "removed": len(report.removed), "unchanged": len(report.unchanged)}],
        as_json=as_json, title="导入",
    )  # fmt: skip


@app.command("export")
def export(folder: Folder, brand: BrandOption = "") -> None:
    """导出资料库，和导入的一字不差 (byte for byte)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        export_folder(session, folder, files=opened.files)
    say(f"{folder}")
