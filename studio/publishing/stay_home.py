"""What a no makes of a delivery that this process has in hand: it waits, it is too late, or it stays at home and somebody is told."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from studio.errors import Words
from studio.posts.post import Post
from studio.publishing.ask_again import Asked, Verdict
from studio.publishing.delivery import STANDS, Delivery, State, WasTried, moved
from studio.publishing.notice import tell_concerned


def stay_home(session: Session, row: Delivery, asked: Asked, tried: Iterable[WasTried], *, who: str, now: datetime) -> State:
    """Move the delivery, which this act has locked. What it began on the platform is taken back next when it is refused for good (clear_away)."""
    said = {"zh": asked.words.zh, "en": asked.words.en, "mend_zh": asked.mend.zh, "mend_en": asked.mend.en}
    if asked.verdict is Verdict.WAIT:
        row.tries -= 1
        row.next_at = asked.at
        row.state, row.claimed_by, row.lease_until, row.said = State.PLANNED.value, "", None, said
        session.add(row)
        return State.PLANNED
    if asked.verdict is Verdict.MISSED:
        row.state = State.PLANNED.value  # nothing of it was begun: missed is a move of what was planned
    elif any(each.outcome in STANDS for each in tried):
        row.next_at = now
    moved(session, row, State.MISSED if asked.verdict is Verdict.MISSED else State.REFUSED, who=who, at=now, said=said, locked=True)
    if post := session.get(Post, row.post_id):
        tell_concerned(session, post, about=f"delivery:{row.key}", words=Words(said["zh"], said["en"]), mend=asked.mend, at=now)
    return row.is_
