"""What would go out soon: every question of the claim asked beforehand, nothing sent, nothing changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.errors import Words
from studio.files import Files
from studio.people.person import Person
from studio.posts.opt_out import opted_out
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion
from studio.posts.sensitive import no_promotion, sensitive_day
from studio.posts.timing import quiet, sends_by_machine
from studio.publishing.ask_again import Verdict, ask_again
from studio.publishing.delivery import Delivery, State
from studio.publishing.hold import Switch, held_by
from studio.publishing.quota import over_quota
from studio.review.approval import Approval, why_not

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
    mend: Words = Words("", "")
    also: tuple[Words, ...] = ()  # what else would refuse it, once the first is mended
    account_name: str = ""


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
        if asked.verdict is Verdict.GO:
            found.append(GoingOut(row.key, account.slug, post.idea, row.due_at, asked.verdict, GO, account_name=account.name))
            continue
        held = held_by(session, brand=row.brand_id, account=account.slug, persona=post.persona)
        first = _held(session, held) if held else asked.words
        also = tuple(words for words in _against(session, row, account, post, files=files, at=max(now, row.due_at)) if words != first)
        found.append(GoingOut(row.key, account.slug, post.idea, row.due_at, asked.verdict, first, asked.mend, also, account.name))
    return found


def _against(session: Session, row: Delivery, account: ChannelAccount, post: Post, *, files: Files, at: datetime) -> Iterator[Words]:
    """Everything that speaks against it at that time, each asked by itself: mending one thing should not only bring up the next."""
    approval, place = session.get(Approval, row.approval_id), session.get(Placement, row.placement_id)
    zone = current(session).zone_info
    if hold := held_by(session, brand=row.brand_id, account=account.slug, persona=post.persona):
        yield _held(session, hold)
    if approval and (refusal := why_not(session, approval, files=files, now=at, carries=(row.placement_id, row.account_id))) is not None:
        yield from (each.what for each in refusal.problems)
    if sends_by_machine(account.channel) and quiet(at.astimezone(zone)):
        yield Words("现在是安静时段，不打扰客户", "quiet hours: customers are left alone")
    version = session.get(PostVersion, approval.version_id) if approval else None
    if version and version.promotional and (day := sensitive_day(session, at.astimezone(zone).date())) is not None:
        yield no_promotion(day)[0]
    if place and (gone := opted_out(session, account.channel, place.for_whom)):
        yield Words(f"受众里有 {len(gone)} 个已退订", f"{len(gone)} of the audience opted out")
    if place and (full := over_quota(session, account, place.for_whom, zone=zone, now=at)) is not None:
        yield full


def _held(session: Session, hold: Switch) -> Words:
    """By the name that people call each other."""
    person = session.exec(select(Person).where(Person.handle == hold.by)).first()
    who = person.name if person else hold.by
    return Words(f"{who} 暂停了发布：{hold.reason}", f"held by {who}: {hold.reason}")
