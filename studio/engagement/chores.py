"""What a publishing process does beside sending, at every slow tick: the same for both engines."""

from collections.abc import Callable

import structlog
from sqlalchemy.exc import OperationalError

from studio.engagement.collect import collect
from studio.engagement.heard import hear
from studio.engagement.names import learn_names
from studio.errors import StudioError
from studio.publishing.alarm import alarm
from studio.publishing.bring_ahead import bring_ahead
from studio.publishing.clear_away import clear_away
from studio.publishing.desk import Desk
from studio.publishing.hand_off_reminders import remind_hand_offs
from studio.publishing.outside import Outside
from studio.publishing.tell_outside import tell_outside

log = structlog.get_logger("studio.engagement")
CALM = ("remind", "alarm", "names", "tell")  # nobody waits for these to the second: every third tick does
PROMPT = ("collect",)  # readings belong to an age, so these follow the clock when somebody sets it


def chores(desk: Desk, outside: Outside) -> dict[str, Callable[[], None]]:
    """Name → act: what platforms pushed, which pictures go ahead, what is taken back, who is to be reminded, what the team is to be told, which figures are due, who is who."""
    acts: dict[str, Callable[[Desk], int]] = {
        "hear": hear,
        "bring": bring_ahead,
        "clear": clear_away,
        "remind": remind_hand_offs,
        "alarm": alarm,
        "collect": collect,
        "names": learn_names,
    }
    acts["tell"] = lambda desk: tell_outside(desk.engine, outside, now=desk.clock.now())

    def chore(name: str, act: Callable[[Desk], int]) -> Callable[[], None]:
        def do() -> None:
            try:
                act(desk)
            except (OperationalError, StudioError) as error:  # somebody writes for long, a key is missing: the next tick tries again
                log.warning("chore put off", chore=name, why=str(error).splitlines()[0])

        return do

    return {name: chore(name, act) for name, act in acts.items()}
