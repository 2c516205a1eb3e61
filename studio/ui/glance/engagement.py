"""What came of the posts: who waits for an answer, the figures over time, this week against the last."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlmodel import Session, col, select

from studio.engagement.names import names_of
from studio.engagement.reading import Interaction, Reading, gone_unanswered, unanswered
from studio.publishing.delivery import Delivery, State
from studio.ui.desk import Desk
from studio.ui.glance.going import Going, going_with_deliveries

METRICS = ("reads", "likes", "comments", "shares")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Waits:
    """Who waits for an answer under one post: one who wrote something, or all of whom the platform tells only that they did. Oldest first."""

    interactions: tuple[Interaction, ...]
    going: Going | None
    names: Mapping[str, str]  # id → name, as far as it is known

    @property
    def first(self) -> Interaction:
        return self.interactions[0]

    @property
    def keys(self) -> list[int]:
        return [row.key for row in self.interactions]


@dataclass(frozen=True)
class Result:
    """A delivered post with its newest figures; None is unknown, never 0."""

    going: Going
    figures: Mapping[str, int | None]


@dataclass(frozen=True)
class Week:
    """Sums over the deliveries of a week whose figures are known; `n` of `of` deliveries told theirs."""

    sums: Mapping[str, int | None]
    n: int
    of: int


def inbox(desk: Desk, page: slice) -> tuple[list[Waits], int, int]:
    """One page of those who wait, oldest first; how many rows there are, and how many people's words."""
    with desk.look() as session:
        rows = unanswered(session)
        gathered = _gathered(rows)
        shown = gathered[page]
        deliveries = session.exec(select(Delivery).where(col(Delivery.id).in_({each[0].delivery_id for each in shown}))).all()
        found = {each.delivery.key: each for each in going_with_deliveries(session, deliveries) if each.delivery}
        names = names_of(session, (row.person for each in shown for row in each))
        return [Waits(each, found.get(each[0].delivery_id), names) for each in shown], len(gathered), len(rows)


def gone_lately(desk: Desk) -> int:
    """Comments of the last week that were deleted on the platform before anybody answered."""
    with desk.look() as session:
        return gone_unanswered(session, since=desk.now - WEEK)


def _gathered(rows: Sequence[Interaction]) -> list[tuple[Interaction, ...]]:
    """Words one by one; comments whose text the platform keeps to itself are one thing to look at per post."""
    bundles: dict[tuple[int, int], list[Interaction]] = {}
    for row in rows:
        bundles.setdefault((row.delivery_id, 0 if row.text is None else row.key), []).append(row)
    return [tuple(each) for each in bundles.values()]


def results(desk: Desk, *, days: int = 14) -> list[Result]:
    """Deliveries of the last days with their newest figures, newest first."""
    since = desk.now - timedelta(days=days)
    query = select(Delivery).where(Delivery.state == State.DELIVERED.value, Delivery.due_at >= since).order_by(col(Delivery.due_at).desc())
    with desk.look() as session:
        rows = session.exec(query.limit(300)).all()
        figures = _newest(session, {row.key for row in rows})
        return [Result(each, figures.get(each.delivery.key, {})) for each in going_with_deliveries(session, rows) if each.delivery]


def weeks(found: list[Result], now: datetime) -> tuple[Week, Week]:
    """This week and the one before."""
    recent = [each for each in found if each.going.due_at > now - WEEK]
    before = [each for each in found if now - 2 * WEEK < each.going.due_at <= now - WEEK]
    return _week(recent), _week(before)


def over_time(desk: Desk, delivery_id: int) -> pd.DataFrame:
    """Every reading of one delivery: columns at (local), metric, value; unknown values are left out."""
    query = select(Reading).where(Reading.delivery_id == delivery_id, col(Reading.value).is_not(None)).order_by(col(Reading.at))
    with desk.look() as session:
        rows = [{"at": desk.local(row.at).replace(tzinfo=None), "metric": row.metric, "value": row.value} for row in session.exec(query)]
    return pd.DataFrame(rows, columns=["at", "metric", "value"])


def _newest(session: Session, deliveries: "set[int]") -> dict[int, dict[str, int | None]]:
    found: dict[int, dict[str, int | None]] = defaultdict(dict)
    for row in session.exec(select(Reading).where(col(Reading.delivery_id).in_(deliveries)).order_by(col(Reading.at), col(Reading.id))):
        found[row.delivery_id][row.metric] = row.value
    return found


def _week(found: list[Result]) -> Week:
    told = [each for each in found if any(value is not None for value in each.figures.values())]
    sums: dict[str, int | None] = {}
    for metric in METRICS:
        values = [value for each in told if (value := each.figures.get(metric)) is not None]
        sums[metric] = sum(values) if values else None
    return Week(sums, len(told), len(found))
