"""The calendar's span: what goes out, the festivals, and how the kinds of content stand against their targets."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from studio.calendars.festival import FestivalDay, on
from studio.library.kinds import Stage
from studio.library.library import Library
from studio.personas.stage import stage_of
from studio.ui.desk import Desk
from studio.ui.glance.going import Going, going_between


@dataclass(frozen=True)
class Balance:
    """Shares in percent of one persona's posts in the span: by pillar, part and target for its stage."""

    persona: str
    stage: Stage
    count: int
    shares: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Span:
    going: list[Going]
    festivals: list[FestivalDay]
    balances: list[Balance]


def default_span(desk: Desk) -> tuple[date, date]:
    """The weeks that the month of today shows."""
    first = desk.local(desk.now).date().replace(day=1)
    return first - timedelta(days=7), first + timedelta(days=45)


def span(desk: Desk, first: date, last: date, library: Library, *, personas: "list[str]") -> Span:
    start, end = (datetime.combine(day, time(), tzinfo=desk.zone) for day in (first, last))
    with desk.look() as session:
        going = going_between(session, start, end, personas=personas)
        stages = {slug: stage_of(session, slug, desk.now) for slug in library.personas}
    marked = on(library.festivals.values(), first, last)
    wanted = personas or list(library.personas)
    return Span(going, marked, [_balance(slug, stages[slug], going, library) for slug in wanted if slug in stages])


def _balance(slug: str, stage: Stage, going: list[Going], library: Library) -> Balance:
    """Only what is off by most is worth a line: the pillars with a target or a post, the largest gap first."""
    counts = Counter(each.post.pillar for each in going if each.post.persona == slug)
    total = sum(counts.values())
    shares = []
    for pillar in library.pillars.values():
        target = pillar.share.get(stage, 0.0)
        part = 100 * counts[pillar.slug] / total if total else 0.0
        if target or part:
            shares.append((pillar.name, part, target))
    shares.sort(key=lambda share: -abs(share[1] - share[2]))
    return Balance(slug, stage, total, tuple(shares))
