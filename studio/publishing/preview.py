"""What would go out soon: every question of the claim asked beforehand, nothing sent, nothing changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from studio.brands.account import ChannelAccount
from studio.errors import Words
from studio.files import Files
from studio.posts.post import Post
from studio.publishing.ask_again import Verdict, ask_again
from studio.publishing.delivery import Delivery, State

GO = Words("会发出", "would go out")


@dataclass(frozen=True)
class GoingOut:
    """One delivery that is due soon, and what the claim would say at its time."""

    delivery_id: int
    account: str
    idea: str
    due_at: datetime
    verdict: Verdict
    words: Words


def going_out(session: Session, *, files: Files, now: datetime, within: timedelta) -> list[GoingOut]:
    """The dry run: planned deliveries due until then, each with the verdict it would get when its time comes."""
    query = (
        select(Delivery, ChannelAccount, Post)
        .join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id))
        .join(Post, col(Delivery.post_id) == col(Post.id))
        .where(Delivery.state == State.PLANNED.value, Delivery.due_at <= now + within)
    )
    found = []
    for row, account, post in session.exec(query.order_by(col(Delivery.due_at), col(Delivery.id))):
        asked = ask_again(session, row, account, files=files, now=max(now, row.due_at))
        words = GO if asked.verdict is Verdict.GO else asked.words
        found.append(GoingOut(row.key, account.slug, post.idea, row.due_at, asked.verdict, words))
    return found
