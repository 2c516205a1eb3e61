"""The brand's month: posts in their persona's colour, festivals as a band; a drag moves a post, a click opens it."""

from collections.abc import Sequence

from studio.calendars.festival import FestivalDay
from studio.posts.placement import placement
from studio.publishing.schedule import reschedule
from studio.ui.components.confirm import offer_undo, tell
from studio.ui.components.markup import CHANNEL_SIGNS
from studio.ui.components.month import Entry, MonthAnswer, Moved, month
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.calendar import Span
from studio.ui.glance.cast import Cast
from studio.ui.glance.going import Going
from studio.ui.words import language, say


def calendar_month(found: Span, desk: Desk, cast: Cast) -> MonthAnswer:
    entries = [_festival(each) for each in _one_a_day(found.festivals)]
    entries += [_entry(each, desk, cast) for each in found.going]
    return month(entries, today=desk.now, zone=desk.zone, key="calendar")


def move(moved: Moved) -> None:
    """Through the same gate as every other change of time; what was moved can be put back."""
    desk = here()
    with refusals_kept(), desk.act() as session:
        row = placement(session, int(moved.id))
        was = row.due_at
        delivery = reschedule(session, row, to=moved.to, by=desk.person, at=desk.now)
        said = say("calendar.moved", at=f"{moved.to:%m-%d %H:%M}")
        tell(said if delivery else f"{said} {say('calendar.moved_needs_review')}")
        offer_undo(said, undo=lambda: _put_back(Moved(moved.id, was)))


def _put_back(moved: Moved) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        reschedule(session, placement(session, int(moved.id)), to=moved.to, by=desk.person, at=desk.now)


def _entry(each: Going, desk: Desk, cast: Cast) -> Entry:
    sign = CHANNEL_SIGNS[language()].get(each.placement.channel, "")
    order = cast.order(each.post.persona)
    movable = each.movable and each.due_at > desk.now
    return Entry(
        str(each.placement.key), f"{sign} {each.headline}", each.due_at, f"var(--persona-{order % 8})", f"is-{each.state}", movable
    )


def _festival(each: FestivalDay) -> Entry:
    return Entry(
        f"festival-{each.festival.slug}-{each.day}",
        each.festival.name,
        each.day,
        look="quiet" if each.festival.no_promotion else "festival",
    )


def _one_a_day(days: Sequence[FestivalDay]) -> list[FestivalDay]:
    """The first of a day is its greatest: brand days, then big ones."""
    return list({each.day: each for each in reversed(days)}.values())
