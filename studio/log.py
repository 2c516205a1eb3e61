"""Logs: one JSON line per event, without the values of local variables, so that no secret ends up in a trace."""

import logging
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import Processor

PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


class _Beside:
    """Standard error as it is at that moment: what a command reports on standard output stays readable by a program."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


_BESIDE = cast(TextIO, _Beside())


def set_up(level: str = "info", *, process: str = "") -> None:
    """Configure logging of this process; call once at its start."""
    structlog.configure(
        processors=PROCESSORS,
        logger_factory=structlog.PrintLoggerFactory(file=_BESIDE),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper(), logging.INFO)),
    )
    structlog.contextvars.bind_contextvars(process=process)
    for noisy in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns whenever a pass takes longer than a tick, which is no trouble
