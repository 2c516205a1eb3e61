"""Free slots: the next time at which an account has room, from its persona's rhythm first, else between what is planned."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.calendars.festival import without_promotion
from studio.calendars.plan import PER_DAY
from studio.library.kinds import ChannelKind, WeeklySlot
from studio.library.library import Library
from studio.posts.placement import Placement
from studio.posts.timing import quiet, sends_by_machine

AHEAD = timedelta(days=28)  # a slot further away is no proposal
ROOM = timedelta(hours=2)  # between two of one account, where the rhythm names no slot
SOON = timedelta(minutes=10)  # nobody prepares for less
RHYTHM_FIRST = timedelta(days=2)  # within two days a slot of the rhythm is better than an earlier gap
_HALF_HOURS = tuple(time(hour, minute) for hour in range(8, 22) for minute in (0, 30))


class Found(StrEnum):
    """Where a free slot comes from."""

    RHYTHM = "rhythm"  # a slot of the cadence that nothing fills
    GAP = "gap"  # room between what is planned


@dataclass(frozen=True)
class Wish:
    """Something that looks for a time."""

    key: int
    account: str
    channel: ChannelKind
    persona: str
    promotional: bool
    clock: time  # when in the day it was meant for, in the brand's zone


@dataclass(frozen=True)
class FreeSlot:
    at: datetime
    found: Found


@dataclass
class Room:
    """What the accounts have before them; grows as slots are given, so that no two wishes get the same one."""

    zone: ZoneInfo
    now: datetime
    rhythm: Mapping[tuple[str, str], tuple[WeeklySlot, ...]]  # (persona, account) → weekly slots
    sensitive: Collection[date]  # nothing is promoted on these days
    taken: dict[str, list[datetime]] = field(default_factory=dict)  # account → times in order
    _days: Counter[tuple[str, date]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._days = Counter((account, at.astimezone(self.zone).date()) for account, times in self.taken.items() for at in times)

    def give(self, wish: Wish) -> FreeSlot | None:
        """The next free slot, taken at once; None when there is none within four weeks."""
        until = self.now + RHYTHM_FIRST
        slot = next((at for at in self._of_rhythm(wish) if at <= until and self._free(wish, at, apart=timedelta(minutes=30))), None)
        found = FreeSlot(slot, Found.RHYTHM) if slot else self._gap(wish)
        if found:
            insort(self.taken.setdefault(wish.account, []), found.at)
            self._days[wish.account, found.at.astimezone(self.zone).date()] += 1
        return found

    def _gap(self, wish: Wish) -> FreeSlot | None:
        """The first day with room, as near to its own time of day as it has: a good-night is not said in the morning."""
        first = self.now.astimezone(self.zone).date()
        nearest = sorted(_HALF_HOURS, key=lambda at: abs(_minutes(at) - _minutes(wish.clock)))
        for day in (first + timedelta(days=n) for n in range(AHEAD.days)):
            if self._days[wish.account, day] >= PER_DAY[wish.channel]:
                continue
            for moment in (self._moment(day, at) for at in nearest):
                if moment >= self.now + SOON and self._free(wish, moment, apart=ROOM):
                    return FreeSlot(moment, Found.GAP)
        return None

    def _free(self, wish: Wish, at: datetime, *, apart: timedelta) -> bool:
        local, times = at.astimezone(self.zone), self.taken.get(wish.account, [])
        if (wish.promotional and local.date() in self.sensitive) or (sends_by_machine(wish.channel) and quiet(local)):
            return False
        place = bisect_left(times, at)
        if any(abs(near - at) < apart for near in times[max(0, place - 1) : place + 1]):
            return False
        return self._days[wish.account, local.date()] < PER_DAY[wish.channel]

    def _of_rhythm(self, wish: Wish) -> Iterator[datetime]:
        weekly = self.rhythm.get((wish.persona, wish.account), ())
        first = self.now.astimezone(self.zone).date()
        for day in (first + timedelta(days=n) for n in range(RHYTHM_FIRST.days + 1)):
            for at in sorted(slot.at for slot in weekly if any(weekday.number == day.weekday() for weekday in slot.days)):
                if (moment := self._moment(day, at)) >= self.now + SOON:
                    yield moment

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)


def room(session: Session, library: Library, *, now: datetime) -> Room:
    """What the brand's accounts have planned from today on, and the rhythm of its personas."""
    zone = current(session).zone_info
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    query = (
        select(ChannelAccount.slug, Placement.due_at)
        .join(Placement, col(Placement.account_id) == col(ChannelAccount.id))
        .where(col(Placement.cancelled_at).is_(None), Placement.due_at >= today)
    )
    taken: dict[str, list[datetime]] = defaultdict(list)
    for account, due_at in session.exec(query.order_by(col(Placement.due_at))):
        taken[account].append(due_at)
    sensitive = without_promotion(library.festivals.values(), today.date(), (today + AHEAD).date())
    return Room(zone, now, _rhythm(library), set(sensitive), dict(taken))


def free_slots(room: Room, wishes: Iterable[Wish]) -> dict[int, FreeSlot | None]:
    """A slot for each wish, in their order: the second of an account gets the one after the first's."""
    return {wish.key: room.give(wish) for wish in wishes}


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _rhythm(library: Library) -> dict[tuple[str, str], tuple[WeeklySlot, ...]]:
    found: dict[tuple[str, str], list[WeeklySlot]] = defaultdict(list)
    for cadence in library.cadences.values():
        for slot in cadence.slots:
            found[cadence.persona, slot.account].append(slot)
    return {key: tuple(slots) for key, slots in found.items()}
