"""Waiting for a token: back in the plan until one is free, and everything behind it on its account waits too, so that nothing overtakes."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from studio.brands.brand import current
from studio.publishing.delivery import Delivery, State
from studio.publishing.rate import Wait
from studio.review.approval import Approval
from studio.rules.rule import Rule

AT_ONCE = timedelta(seconds=1)  # after the window closed: then the claim says that it is too late
_EVERY = {"minute": "每分钟", "hour": "每小时", "day": "每天", "month": "每月"}


def wait_in_line(session: Session, row: Delivery, wait: Wait, *, closes: datetime, now: datetime) -> State:
    """Put a delivery that is being sent back until there is a token, or until its window is over. It cost no try: nobody was asked."""
    until = wait.until
    said = waits_for(wait.rule, at=until.astimezone(current(session).zone_info))
    row.tries -= 1
    row.state, row.claimed_by, row.lease_until, row.said = State.PLANNED.value, "", None, said
    row.next_at = min(until, closes + AT_ONCE)
    session.add(row)
    session.flush()
    in_time = col(Delivery.approval_id).in_(select(Approval.id).where(col(Approval.closes_at) >= until))
    behind = update(Delivery).where(
        col(Delivery.account_id) == row.account_id, col(Delivery.state) == State.PLANNED.value, col(Delivery.due_at) <= now,
        or_(col(Delivery.next_at).is_(None), col(Delivery.next_at) < until), col(Delivery.id) != row.key, in_time,
    )  # fmt: skip
    session.execute(behind.values(next_at=until, said=said), execution_options={"synchronize_session": False})
    return State.PLANNED


def waits_for(rule: Rule, *, at: datetime) -> dict[str, str]:
    """What it waits for, in words; `at` is told in the brand's zone."""
    every = _EVERY[rule.unit.rpartition(" per ")[2]]
    return {
        "zh": f"平台限速：{rule.what.zh}{every} {rule.count} 次，{at:%m-%d %H:%M:%S} 接着发",
        "en": f"the platform's limit for {rule.what.en} is {rule.count} {rule.unit}; it goes on at {at:%m-%d %H:%M:%S}",
    }
