"""The web process watches over the publisher: when it falls silent, this is who is left to say so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from studio.errors import StudioError
from studio.publishing.outside import outside_for
from studio.publishing.silence import watch_for_silence
from studio.publishing.tell_outside import tell_outside
from studio.settings import Settings

log = structlog.get_logger("studio.gateway")
LOOKS_EVERY_S = 20.0


@contextmanager
def watching(engine: Engine, settings: Settings) -> Iterator[None]:
    """Look at the heartbeat now and then while the block runs; a silent publisher's letters are sent from here."""
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(engine, settings, stop), name="watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join(timeout=5)


def _watch(engine: Engine, settings: Settings, stop: threading.Event) -> None:
    outside = outside_for(settings)
    while not stop.wait(LOOKS_EVERY_S):
        now = settings.clock.now()
        try:
            if watch_for_silence(engine, now=now):
                tell_outside(engine, outside, now=now)
        except (SQLAlchemyError, StudioError) as error:
            log.warning("could not look after the publisher", why=str(error).splitlines()[0])
