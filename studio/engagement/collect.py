"""Collecting readings and reactions at the ages that the rules name (readings.at: 1 h, 6 h, 24 h, 3 d, 7 d, 30 d after sending)."""

from datetime import datetime, timedelta

import structlog
from sqlmodel import Field, Session, col, select

from studio.brands.account import ChannelAccount
from studio.database import BrandRow, UTCDateTime, act, act_across_brands
from studio.engagement.reading import keep_figures, keep_reactions
from studio.errors import StudioError, Words
from studio.posts.post import Post
from studio.publishing.delivery import Delivery, State, attempts, done_steps
from studio.publishing.desk import Desk
from studio.publishing.notice import tell_concerned
from studio.publishing.rate import take
from studio.rules.lookup import lookup

log = structlog.get_logger("studio.engagement")
LOOK_THERE = Words("到平台上看这几条；其余的都收到了", "look at these on the platform; all the others are here")
AGAIN = timedelta(minutes=30)  # after a pull that the platform did not answer


class Watch(BrandRow, table=True):
    """A delivery whose figures are pulled: how often it was, and when next (None: its last age is over); `unreadable`: what the last pull could not read."""

    delivery_id: int = Field(foreign_key="delivery.id", unique=True)
    pulled: int = 0
    next_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    unreadable: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


def collect(desk: Desk) -> int:
    """Pull what is due; gives how many deliveries were asked about. One that does not answer is asked again later."""
    now = desk.clock.now()
    _begin_watching(desk, now=now)
    due = _due(desk, now=now)
    for brand, watch_id in due:
        try:
            pull(desk, watch_id, brand=brand)
        except StudioError as error:
            log.warning("readings not pulled", watch=watch_id, why=error.in_("en"))
        except Exception:
            log.exception("surprise", watch=watch_id)  # one odd answer must not keep the others' readings back
        else:
            continue
        _later(desk, watch_id, brand=brand, at=now + AGAIN)
    return len(due)


def pull(desk: Desk, watch_id: int, *, brand: int) -> None:
    """Pull one delivery's figures and reactions, and say when to come back: later, while the platform's rate allows no question."""
    now = desk.clock.now()
    with act(desk.engine, brand=brand) as session:
        watch = session.get(Watch, watch_id)
        delivery = session.get(Delivery, watch.delivery_id) if watch else None
        account = session.get(ChannelAccount, delivery.account_id) if delivery else None
        if watch is None or delivery is None or account is None or delivery.sent_at is None:
            return
        channel = desk.channel(account)
        if (wait := take(session, account, channel.questions, now=now)) is not None:
            watch.next_at = wait.until
            session.add(watch)
            return
        done = done_steps(attempts(session, delivery))
    figures, reactions = channel.figures(done, now=now), channel.reactions(done, now=now)
    with act(desk.engine, brand=brand) as session:
        keep_figures(session, delivery.key, figures)
        keep_reactions(session, delivery.key, reactions, whole_at=now if reactions.whole else None)
        _tell_unreadable(session, watch, delivery, reactions.unreadable, now=now)
        watch.pulled += 1
        watch.next_at = next_pull(delivery.sent_at, now=now)
        session.add(watch)


def _tell_unreadable(session: Session, watch: Watch, delivery: Delivery, unreadable: int, *, now: datetime) -> None:
    """Comments that could not be read are counted, and said to whose post it is when there are more than before."""
    more, watch.unreadable = unreadable > watch.unreadable, unreadable
    post = session.get(Post, delivery.post_id)
    if more and post is not None:
        words = Words(
            f"「{post.idea}」下有 {unreadable} 条互动读不懂，没有收进来",
            f"{unreadable} reactions to {post.idea} could not be read and are not here",
        )
        tell_concerned(session, post, about=f"readings:{delivery.key}", words=words, mend=LOOK_THERE, at=now)


def next_pull(sent_at: datetime, *, now: datetime) -> datetime | None:
    """The next age of the rule that has not passed yet; ages that were slept through are not pulled one after the other."""
    ages = (sent_at + timedelta(hours=hours) for hours in lookup("readings.at", now.date()).value)
    return next((age for age in ages if age > now), None)


def _begin_watching(desk: Desk, *, now: datetime) -> None:
    watched = select(Watch.delivery_id)
    query = select(Delivery).where(
        col(Delivery.state).in_((State.CREATED.value, State.DELIVERED.value)),
        col(Delivery.sent_at).is_not(None),
        col(Delivery.id).not_in(watched),
    )
    with act_across_brands(desk.engine) as session:
        for row in session.exec(query):
            session.add(Watch(brand_id=row.brand_id, delivery_id=row.key, next_at=next_pull(row.sent_at or now, now=row.sent_at or now)))


def _due(desk: Desk, *, now: datetime) -> list[tuple[int, int]]:
    with act_across_brands(desk.engine) as session:
        query = select(Watch.brand_id, Watch.id).where(col(Watch.next_at) <= now).order_by(col(Watch.next_at)).limit(200)
        return [(brand, watch_id or 0) for brand, watch_id in session.exec(query)]


def _later(desk: Desk, watch_id: int, *, brand: int, at: datetime) -> None:
    with act(desk.engine, brand=brand) as session:
        if watch := session.get(Watch, watch_id):
            watch.next_at = at
            session.add(watch)


def watched(session: Session, delivery: Delivery) -> Watch | None:
    return session.exec(select(Watch).where(Watch.delivery_id == delivery.key)).first()
