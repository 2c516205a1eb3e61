"""`studio plan`: propose a calendar, accept it, or only look."""

from datetime import date
from typing import Annotated

import typer

from studio.brands.brand import current
from studio.calendars.fill import fill_one_by_one
from studio.calendars.propose import propose
from studio.cli.saying import BrandOption, ByOption, JsonOption, acting, brand_session, tell
from studio.errors import StudioError, problem
from studio.library.current import library
from studio.workspace.opened import open_studio

app = typer.Typer(name="plan", help="内容日历：排期 (the calendar)", no_args_is_help=True)


@app.command()
def make(
    days: Annotated[int, typer.Option(help="days to plan")] = 14,
    first: Annotated[str, typer.Option("--from", help="first day, YYYY-MM-DD; today unless said")] = "",
    accept: Annotated[bool, typer.Option(help="write the posts, not only look")] = False,
    by: ByOption = "",
    brand: BrandOption = "",
    as_json: JsonOption = False,
) -> None:
    """排一段日子；加 --accept 就按方案写好内容 (propose; --accept writes the posts)."""
    opened = open_studio()
    now = opened.clock.now()
    with brand_session(opened, brand) as session:
        zone = current(session).zone_info
        begin = _day(first) if first else now.astimezone(zone).date()
        shelf = library(session)
        plan = propose(session, shelf, first=begin, days=days, now=now)
        person = acting(session, by) if accept else None
        rows = [
            {
                "when": f"{slot.due_at.astimezone(zone):%m-%d %a %H:%M}", "persona": slot.persona, "account": slot.account, "pillar": slot.pillar,
                "template": slot.template, "product": slot.product, "why": "；".join(why.zh for why in slot.reasons),
            }
            for slot in plan.slots
        ]  # fmt: skip
    if person is not None:
        fill_one_by_one(lambda: brand_session(opened, brand), shelf, plan.slots, files=opened.files, by=person, at=now)
    tell(rows, as_json=as_json, title=f"{begin} 起 {days} 天：{len(rows)} 个档期，空出 {len(plan.left_out)} 个")


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise StudioError(
            problem(
                f"「{said}」不是一个日期",
                f"{said} is not a date",
                field="--from",
                mend=("写成 2026-11-23 这样", "write it like 2026-11-23"),
            )
        ) from None
