"""The day as a line of times, by persona, with the state of each."""

from collections.abc import Sequence
from html import escape

from studio.ui.components.markup import channel_chip, persona_chip, show, state_chip
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.going import Going
from studio.ui.words import say


def timeline(going: Sequence[Going], *, desk: Desk, cast: Cast) -> None:
    """One row each; a line marks where the day stands now."""
    rows, marked = "", False
    for each in sorted(going, key=lambda each: each.due_at):
        if not marked and each.due_at > desk.now:
            rows += f'<div class="now"><time>{desk.local(desk.now):%H:%M}</time><span>{escape(say("parts.now"))}</span></div>'
            marked = True
        rows += _row(each, desk, cast)
    show(f'<div class="rows day">{rows}</div>')


def _row(going: Going, desk: Desk, cast: Cast) -> str:
    confirmed = _confirmed(going)
    return (
        f"<div><time>{desk.local(going.due_at):%H:%M}</time>{persona_chip(cast.name(going.post.persona), cast.order(going.post.persona))}"
        f'<span class="grow nowrap">{escape(going.headline)}</span>{channel_chip(going.placement.channel)}{confirmed}{state_chip(going.state)}</div>'
    )


def _confirmed(going: Going) -> str:
    delivery = going.delivery
    if delivery is None or delivery.expected is None or delivery.confirmed is None:
        return ""
    return f'<span class="muted nowrap">{escape(say("parts.confirmed", n=delivery.confirmed, of=delivery.expected))}</span>'
