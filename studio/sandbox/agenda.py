"""What is going to happen: jobs that finish, people who act, each at its moment of virtual time; survives a restart."""

import heapq
from dataclasses import dataclass, field
from typing import Any

from studio.sandbox.journal import Journal, Shelf


@dataclass
class Appointment:
    """At `at` (Unix seconds) the happening `what` of a platform side takes place with these arguments."""

    key: str
    at: float
    side: str
    what: str
    args: dict[str, Any] = field(default_factory=dict)


class Agenda:
    """Appointments in the order of their time; equal times keep the order in which they were made."""

    def __init__(self, journal: Journal) -> None:
        self._shelf = Shelf(journal, Appointment)
        self._last = max((int(key) for key in self._shelf), default=0)
        self._heap = [(thing.at, int(thing.key)) for thing in self._shelf.values()]
        heapq.heapify(self._heap)

    def add(self, at: float, side: str, what: str, **args: Any) -> None:
        self._last += 1
        key = str(self._last)
        self._shelf.put(key, Appointment(key, at, side, what, args))
        heapq.heappush(self._heap, (at, self._last))

    def next_due(self, now: float) -> Appointment | None:
        """Take the earliest appointment that is due, or None."""
        if not self._heap or self._heap[0][0] > now:
            return None
        _, number = heapq.heappop(self._heap)
        thing = self._shelf[str(number)]
        self._shelf.drop(thing.key)
        return thing

    def __len__(self) -> int:
        return len(self._heap)
