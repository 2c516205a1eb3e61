"""What a publishing process does beside sending, at every slow tick: the same for both engines."""

from collections.abc import Callable

from studio.engagement.collect import collect
from studio.engagement.heard import hear
from studio.publishing.alarm import alarm
from studio.publishing.desk import Desk
from studio.publishing.hand_off_reminders import remind_hand_offs


def chores(desk: Desk) -> dict[str, Callable[[], None]]:
    """Name → act: what platforms pushed, who is to be reminded, what the team is to be told, which figures are due."""
    acts: dict[str, Callable[[Desk], int]] = {"hear": hear, "remind": remind_hand_offs, "alarm": alarm, "collect": collect}

    def chore(act: Callable[[Desk], int]) -> Callable[[], None]:
        def do() -> None:
            act(desk)

        return do

    return {name: chore(act) for name, act in acts.items()}
