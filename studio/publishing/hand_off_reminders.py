"""Reminding who posts by hand: at the due time, after half an hour and after two, and one plain word when the window is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from studio import history
from studio.brands.account import ChannelAccount
from studio.database import act, look
from studio.errors import Words
from studio.library.kinds import ChannelKind
from studio.people.person import Person
from studio.posts.placement import Placement
from studio.posts.post import Post
from studio.publishing.delivery import Attempt, Delivery, State, attempts
from studio.publishing.desk import Desk, all_brands
from studio.publishing.handoff import closes, whose
from studio.publishing.hold import held_by
from studio.publishing.notice import tell, tell_concerned

AFTER = (timedelta(), timedelta(minutes=30), timedelta(hours=2))  # the due time itself, then again
LAST_WORD = len(AFTER)
REMINDED, UNCONFIRMED = "hand_off_reminded", "hand_off_unconfirmed"  # steps of attempts; the second is written once
OPEN_IT = Words("打开交接页，照着发，发完点「我已发出」", "open the hand-off page, post it, and say that it is out")
NOT_NOW = Words(
    "没发就不要再发了；发过的话到 投放 里照实确认", "if it is not out, leave it; if it is, confirm it under Publish as it was"
)  # fmt: skip


@dataclass(frozen=True)
class Reminder:
    """One hand-off somebody should be told about. `number` counts from 0; LAST_WORD: its window is over and nobody confirmed."""

    delivery: Delivery
    account: ChannelAccount
    people: tuple[Person, ...]
    number: int


def hand_offs_to_remind(session: Session, now: datetime) -> list[Reminder]:
    """Hand-offs that wait for a person and whose next reminder has come, soonest due first. A held one reminds nobody."""
    query = (
        select(Delivery, Placement, ChannelAccount, Post)
        .join(Placement, col(Delivery.placement_id) == col(Placement.id))
        .join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id))
        .join(Post, col(Delivery.post_id) == col(Post.id))
        .where(Delivery.state == State.CREATED.value, Placement.channel == ChannelKind.HANDOFF.value)
        .order_by(col(Delivery.due_at))
    )
    found = []
    for row, where, account, post in session.exec(query):
        if held_by(session, brand=row.brand_id, account=account.slug, persona=post.persona) is None:
            told = [attempt.step for attempt in attempts(session, row)]
            if (number := due_reminder(row.due_at, closes(row, where), told, now=now)) is not None:
                found.append(Reminder(row, account, tuple(whose(session, where)), number))
    return found


def due_reminder(due_at: datetime, until: datetime, told: Sequence[str], *, now: datetime) -> int | None:
    """Which reminder is due now, if any. Reminders that were slept through are not made up for."""
    if now > until:
        return None if UNCONFIRMED in told else LAST_WORD
    due = sum(due_at + after <= now for after in AFTER)
    return due - 1 if due > told.count(REMINDED) else None


def remind_hand_offs(desk: Desk) -> int:
    """Tell everybody whom `hand_offs_to_remind` names, once each; gives how many hand-offs that were."""
    now = desk.clock.now()
    count = 0
    for brand in all_brands(desk):
        with look(desk.engine, brand=brand) as session:
            if not hand_offs_to_remind(session, now):
                continue
        with act(desk.engine, brand=brand) as session:
            for reminder in hand_offs_to_remind(session, now):
                say = _last_word if reminder.number == LAST_WORD else _remind
                say(session, reminder, who=desk.name, now=now)
                count += 1
    return count


def _remind(session: Session, reminder: Reminder, *, who: str, now: datetime) -> None:
    row, name = reminder.delivery, reminder.account.name
    times = reminder.number + 1
    words = (
        Words(f"「{name}」有一条到点了，等你发出", f"one is due on {name}: please post it")
        if times == 1
        else Words(f"「{name}」有一条还没有确认发出（第 {times} 次提醒）", f"one on {name} is not confirmed yet (reminder {times})")
    )
    for person in reminder.people:
        tell(session, person.key, about=f"delivery:{row.key}", words=words, mend=OPEN_IT, at=now)
    already = sum(attempt.step == REMINDED for attempt in attempts(session, row))
    for _ in range(times - already):  # one row a reminder that is behind us, also those that were slept through
        _note(session, row, REMINDED, who=who, now=now, people=[person.handle for person in reminder.people])


def _last_word(session: Session, reminder: Reminder, *, who: str, now: datetime) -> None:
    """Past its window: it stays created, said to be unconfirmed. Nobody pretends that it went out, or that it did not."""
    row = reminder.delivery
    words = Words(
        f"「{reminder.account.name}」有一条过了能发的时间，没有人确认发出", f"one on {reminder.account.name} is past its window, and nobody confirmed it"
    )  # fmt: skip
    row.said = {
        "zh": "过了能发的时间，没有人确认",
        "en": "past its window, nobody confirmed it",
        "mend_zh": NOT_NOW.zh,
        "mend_en": NOT_NOW.en,
    }
    row.next_at = None
    session.add(row)
    for person in reminder.people:
        tell(session, person.key, about=f"delivery:{row.key}", words=words, mend=NOT_NOW, at=now)
    if (post := session.get(Post, row.post_id)) and post.author_id not in {person.key for person in reminder.people}:
        tell_concerned(session, post, about=f"delivery:{row.key}", words=words, mend=NOT_NOW, at=now)
    _note(session, row, UNCONFIRMED, who=who, now=now, people=[person.handle for person in reminder.people])
    history.record(session, "delivery.unconfirmed", f"delivery:{row.key}", who=who, at=now, account=reminder.account.slug)


def _note(session: Session, row: Delivery, step: str, *, who: str, now: datetime, people: list[str]) -> None:
    session.add(
        Attempt(delivery_id=row.key, step=step, intent_at=now, by=who, outcome="repeatable", outcome_at=now, facts={"people": people})
    )
