"""When content may go out: quiet hours and how late is too late, from the rules in force."""

from datetime import date, datetime, time, timedelta

from studio.library.kinds import ChannelKind
from studio.rules.lookup import lookup


def late_window(channel: str, on: date) -> timedelta:
    """How long after its due time a delivery may still go out, per channel (rules late.window.*)."""
    return timedelta(minutes=lookup(f"late.window.{channel}", on).value)


def quiet(local: datetime) -> bool:
    """Whether this local time lies in the quiet hours (rule quiet.hours, across midnight)."""
    begins, ends = quiet_hours(local.date())
    return local.time() >= begins or local.time() < ends


def quiet_hours(on: date) -> tuple[time, time]:
    begins, ends = lookup("quiet.hours", on).value
    return time.fromisoformat(begins), time.fromisoformat(ends)


def sends_by_machine(channel: str) -> bool:
    """A hand-off is done by a person at a time of their own choosing."""
    return channel != ChannelKind.HANDOFF
