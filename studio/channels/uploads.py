"""Uploading each picture once: what the platform gave back is kept in the drawer under the picture's digest until it expires."""

from collections.abc import Callable
from datetime import datetime, timedelta

from studio.channels.channel import Drawer
from studio.clock import BEIJING
from studio.rules.lookup import lookup

_SPARE = timedelta(hours=2)  # a task made with an upload still has to be confirmed


def uploaded(drawer: Drawer, name: str, *, now: datetime, until: datetime | None, send: Callable[[], str]) -> str:
    """What is kept under this name, else what `send` gives, kept from now on."""
    kept = drawer.take(name)
    if kept is not None and (kept.until is None or now < kept.until):
        return kept.value
    value = send()
    drawer.keep(name, value, until=until)
    return value


def temporary(now: datetime) -> datetime:
    """Until when a temporary upload of now is worth using: the platform's three days, less some hours."""
    return now + lookup("wecom.media.ttl", now.astimezone(BEIJING).date()).length - _SPARE
