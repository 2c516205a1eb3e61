"""`studio history`: who did what, and whether the chain holds."""

from typing import Annotated

import typer

from studio import history
from studio.cli.saying import BrandOption, JsonOption, brand_session, tell
from studio.database import act_across_brands
from studio.workspace.opened import open_studio

app = typer.Typer(name="history", help="历史记录 (who did what)", no_args_is_help=True)


@app.command()
def verify(as_json: JsonOption = False) -> None:
    """逐条核对历史链；断了就说在哪里 (walk the chain)."""
    with act_across_brands(open_studio().engine) as session:
        count, broken = history.verify(session)
    rows = [{"brand": each.brand, "position": each.position, "why": each.why} for each in broken]
    tell(rows, as_json=as_json, title=f"历史 {count} 条", empty="完整 (whole)")
    raise typer.Exit(1 if broken else 0)


@app.command()
def show(
    about: Annotated[str, typer.Argument(help="post:12, delivery:3, account:1 …")], brand: BrandOption = "", as_json: JsonOption = False
) -> None:
    """一件事的来龙去脉 (what happened to one thing)."""
    with brand_session(open_studio(), brand) as session:
        rows = [
            {"at": f"{row.at:%Y-%m-%d %H:%M:%S} UTC", "who": row.who, "verb": row.verb, "what": row.what}
            for row in history.about(session, about)
        ]
    tell(rows, as_json=as_json, title=about)
