"""Taking down what is out, where the platform allows it; what stays visible in spite of it is said."""

from typing import Any

from sqlmodel import Session

from studio import history
from studio.brands.account import ChannelAccount
from studio.channels.answer import Answer, Done
from studio.channels.channel import TakesDown
from studio.database import act
from studio.errors import Refused, problem
from studio.people.person import Person, Role, require
from studio.publishing.delivery import Attempt, Delivery, State, as_it_is, attempts, delivery, done_steps
from studio.publishing.desk import Desk
from studio.publishing.publish import json_safe

STEP = "take_down"  # the attempt's


def take_down(desk: Desk, delivery_id: int, *, reason: str, brand: int, by: Person) -> Answer:
    """Delete a delivered article for good. It stays delivered: it was out, and says who took it down and why."""
    now = desk.clock.now()
    with act(desk.engine, brand=brand) as session:
        require(session, by, Role.PUBLISHER, Role.ADMIN)
        row = delivery(session, delivery_id)
        _require(session, row, reason)
        account = session.get(ChannelAccount, row.account_id)
        channel: object = desk.channel(account) if account else None
        if not isinstance(channel, TakesDown):
            raise _stays(row)
        done = done_steps(attempts(session, row))
        attempt = Attempt(delivery_id=row.key, step=STEP, intent_at=now, by=by.handle, outcome="repeatable")
        session.add(attempt)
        session.flush()
    answer = channel.remove(done, now=now)
    with act(desk.engine, brand=brand) as session:
        _write_down(session, attempt.key, delivery(session, delivery_id), answer, reason=reason, by=by, desk=desk)
    return answer


def _require(session: Session, row: Delivery, reason: str) -> None:
    if as_it_is(session, row) is not State.DELIVERED:
        raise Refused(
            problem(
                "还没有送达，不用删除", "it is not out: cancel it instead", where=f"delivery:{row.key}", mend=("用「取消」", "use cancel")
            )
        )
    if not reason.strip():
        raise Refused(problem("请写下为什么删除", "say why it is taken down", field="reason", mend=("写一句话", "a sentence will do")))


def _stays(row: Delivery) -> Refused:
    return Refused(
        problem(
            "这个渠道发出后收不回", "what went out on this channel cannot be recalled", where=f"delivery:{row.key}",
            mend=("请发布它的人在自己的手机上删除", "ask whoever published it to delete it on their phone"),
        )
    )  # fmt: skip


def _write_down(session: Session, attempt_id: int, row: Delivery, answer: Answer, *, reason: str, by: Person, desk: Desk) -> None:
    now, gone = desk.clock.now(), isinstance(answer, Done)
    noted = session.get(Attempt, attempt_id)
    if noted is not None:
        noted.outcome, noted.outcome_at = ("repeatable" if gone else "not_sent"), now
        noted.facts = json_safe(answer.facts) if isinstance(answer, Done) else {}
        session.add(noted)
    if isinstance(answer, Done):
        row.said = _said(answer.facts, reason=reason.strip(), by=by)
        session.add(row)
    history.record(
        session, "delivery.taken_down", f"delivery:{row.key}", who=by.handle, at=now, reason=reason, outcome=type(answer).__name__
    )


def _said(facts: dict[str, Any], *, reason: str, by: Person) -> dict[str, Any]:
    stays = facts.get("card_stays")
    return {
        "zh": f"{by.name} 已从平台删除：{reason}" + ("；群发的卡片还留在聊天里" if stays else ""),
        "en": f"taken down by {by.name}: {reason}" + ("; the card of the mass send stays in people's chats" if stays else ""),
    }
