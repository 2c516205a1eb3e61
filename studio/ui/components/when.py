"""Times and spans as people say them: how long ago, and when to come."""

from datetime import datetime, timedelta

from studio.ui.words import say


def span(minutes: int) -> str:
    """Minutes, from one hour on hours, from two days on days."""
    if minutes < 60:
        return say("publish.minutes", n=minutes)
    hours = minutes // 60
    return say("publish.hours", n=hours) if hours <= 48 else say("publish.days", n=hours // 24)


def coming(moment: datetime, *, today: datetime) -> str:
    """A local moment ahead: today, tomorrow, else the date with its weekday."""
    at, ahead = f"{moment:%H:%M}", moment.date() - today.date()
    if ahead == timedelta():
        return say("parts.today_at", at=at)
    if ahead == timedelta(days=1):
        return say("parts.tomorrow_at", at=at)
    return say("parts.day_at", day=f"{moment:%m-%d}", weekday=say(f"parts.weekday_{moment.weekday()}"), at=at)
