"""The balance meter: each persona's kinds of content against their targets, the largest gap first."""

from studio.ui.components.figures import Share, shares
from studio.ui.components.markup import persona_chip, show, state_chip
from studio.ui.glance.calendar import Balance
from studio.ui.glance.cast import Cast
from studio.ui.words import say

OFF, FAR_OFF = 5, 15  # percentage points
LINES = 6


def balance_meter(balance: Balance, cast: Cast) -> None:
    name = persona_chip(cast.name(balance.persona), cast.order(balance.persona))
    show(
        f'<p class="line">{name} {state_chip(balance.stage.value)} <span class="muted">{say("calendar.posts", n=balance.count)}</span></p>'
    )
    shares([Share(name, part, target, _tone(part, target)) for name, part, target in balance.shares[:LINES]])


def _tone(part: float, target: float) -> str:
    gap = abs(part - target)
    return "cinnabar" if gap > FAR_OFF else "gamboge" if gap > OFF else ""
