"""Reading the facts of finished steps, and saying what a failed question means."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from studio.channels.answer import Facts, LookAgain, NotSent, Unknown
from studio.channels.wechat_http import OVER_QUOTA, Stopped
from studio.errors import Problem, Words

ODD_ANSWER = Words("平台的回答读不懂", "the platform's answer cannot be read")
log = structlog.get_logger("studio.channels")


def facts_of(done: Mapping[str, Facts]) -> Facts:
    """All facts in one, those of later steps over those of earlier ones; a person's confirmation adds when it was out and where."""
    facts = {name: value for step, known in done.items() if step != "confirmed" for name, value in known.items()}
    confirmed = done.get("confirmed", {})
    return {"published_at": confirmed["at"], "url": confirmed.get("url", "")} | facts if "at" in confirmed else facts


def could_not_ask(stopped: Stopped) -> Unknown:
    """A question that failed says nothing about the delivery itself."""
    retry_at = stopped.answer.retry_at if stopped.code in OVER_QUOTA else None
    return Unknown(stopped.answer.reason, stopped.answer.rid, retry_at)


def odd_answer(why: Exception) -> Unknown:
    """An answer of another shape than the documented one says nothing for certain."""
    log.warning("odd answer", why=f"{type(why).__name__}: {why}"[:200])
    return Unknown(ODD_ANSWER)


def odd_look(why: Exception, *, now: datetime) -> LookAgain:
    return LookAgain(now + timedelta(minutes=10), saw=str(odd_answer(why).reason))


def look_later(stopped: Stopped, *, now: datetime) -> LookAgain:
    retry_at = stopped.answer.retry_at if isinstance(stopped.answer, NotSent) else None
    return LookAgain(retry_at or now + timedelta(minutes=1), saw=str(stopped.answer.reason))


def as_problem(answer: NotSent | Unknown, *, where: str) -> Problem:
    """A refusal for a page that tests connections."""
    if isinstance(answer, Unknown):
        return Problem(answer.reason, where=where)
    code = f"errcode {answer.code}" if answer.code is not None else ""
    return Problem(answer.reason, where=where, field=answer.field, mend=answer.mend, rule=code)
