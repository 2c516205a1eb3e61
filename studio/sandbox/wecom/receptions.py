"""How many mass messages a customer or a group may receive, by the calendar (wechat-api.md §2 rules 30-31)."""

import calendar
from dataclasses import dataclass, field

from studio.sandbox.wecom.corps import Corp
from studio.sandbox.world import World, beijing, day_of, month_of

_REMEMBERED_S = 62 * 86_400


@dataclass
class Receptions:
    """When a customer or group received mass messages, Unix seconds, within the last two months."""

    times: list[float] = field(default_factory=list)


def may_receive(world: World, corpid: str, whom: str, *, at: float) -> bool:
    """Whether one more fits: as many a calendar month as it has days, or 7 a week, or 1 a day, as the console is set."""
    held = world.shelf(Receptions).get(f"{corpid}|{whom}")
    times = held.times if held else []
    match world.shelf(Corp)[corpid].receive_rule:
        case "day_1":
            return not any(day_of(t) == day_of(at) for t in times)
        case "week_7":
            return sum(_week(t) == _week(at) for t in times) < 7
        case _:
            moment = beijing(at)
            return sum(month_of(t) == month_of(at) for t in times) < calendar.monthrange(moment.year, moment.month)[1]


def received(world: World, corpid: str, whom: str, *, at: float) -> None:
    """Remember one reception."""
    key = f"{corpid}|{whom}"
    held = world.shelf(Receptions).get(key) or Receptions()
    held.times = [t for t in held.times if t > at - _REMEMBERED_S] + [at]
    world.shelf(Receptions).put(key, held)


def _week(at: float) -> tuple[int, int]:
    year, week, _ = beijing(at).isocalendar()
    return year, week
