"""Catching up (补发): what was missed, a proposal for each, and a person's decision; nothing is made up for by itself, and never in a burst."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.errors import Refused, StudioError, problem
from studio.files import Files
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.people.person import Person, Role, require
from studio.posts.placement import Placement, placement
from studio.posts.post import Post, PostVersion, latest, post
from studio.posts.timing import late_window, quiet
from studio.posts.wording import Window, wording_digest
from studio.publishing.delivery import STATE_WORDS, Delivery, State, as_it_is
from studio.publishing.free_slots import FreeSlot, Wish, free_slots, room
from studio.publishing.schedule import reschedule, schedule
from studio.review.approval import approve
from studio.review.rows import Approval
from studio.review.somebody_else import involved, may_decide
from studio.review.submission import submit_again

APART = timedelta(minutes=30)  # between two of one account that are sent now: what waited together does not arrive together
NOW_AT_MOST = 10
AT_ONCE = timedelta(seconds=2)  # the publisher takes it at its next look


class Became(StrEnum):
    """What a new time made of it."""

    PLANNED = "planned"  # it goes out by itself
    IN_REVIEW = "in_review"  # its approval was for the time that went by, and somebody else has to approve again


def missed(session: Session) -> list[Delivery]:
    """What nobody sent in time, oldest first."""
    query = select(Delivery).where(Delivery.state == State.MISSED.value)
    return list(session.exec(query.order_by(col(Delivery.due_at), col(Delivery.id))))


def proposals(session: Session, rows: Sequence[Delivery], library: Library, *, now: datetime) -> dict[int, FreeSlot | None]:
    """Delivery → its account's next free slot, in the order of the rows; None: no room within four weeks."""
    newest = select(func.max(col(PostVersion.id))).group_by(col(PostVersion.post_id))
    query = (
        select(Delivery.id, ChannelAccount, Post.persona, PostVersion.promotional)
        .join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id))
        .join(Post, col(Delivery.post_id) == col(Post.id))
        .join(PostVersion, col(PostVersion.post_id) == col(Post.id))
        .where(Delivery.state == State.MISSED.value, col(PostVersion.id).in_(newest))
    )
    zone = current(session).zone_info
    clocks = {row.key: row.due_at.astimezone(zone).time() for row in rows}
    wishes = {
        key: Wish(key, account.slug, ChannelKind(account.channel), persona, promotional, clocks[key])
        for key, account, persona, promotional in session.exec(query)
        if key in clocks
    }
    return free_slots(room(session, library, now=now), (wishes[key] for key in clocks if key in wishes))


def times_now(rows: Sequence[Delivery], *, zone: ZoneInfo, now: datetime) -> dict[int, datetime]:
    """When each would go out if it were sent now: the first of an account at once, each further one half an hour later, none in the quiet hours.

    Refuses more than NOW_AT_MOST at once: whoever wakes up with three hundred puts them into free slots.
    """
    if len(rows) > NOW_AT_MOST:
        raise Refused(
            problem(
                f"一次最多现在发 {NOW_AT_MOST} 条，选了 {len(rows)} 条", f"at most {NOW_AT_MOST} are sent now at once, {len(rows)} were chosen",
                mend=("少选几条，其余的排到空档", "choose fewer, and move the rest to free slots"),
            )
        )  # fmt: skip
    last: dict[int, datetime] = {}
    found = {}
    for row in rows:
        at = last[row.account_id] + APART if row.account_id in last else now + AT_ONCE
        while quiet(at.astimezone(zone)):
            at += APART
        found[row.key] = last[row.account_id] = at
    return found


def give_new_time(session: Session, row: Delivery, *, to: datetime, reason: str, files: Files, by: Person, at: datetime) -> Became:
    """Give a missed delivery another time, through the same gate as everything else.

    Its approval was for the time that went by. Where nothing else changed, a reviewer who has no part in it approves it with this act; else it is
    handed in again, and somebody looks at what changed.
    """
    require(session, by, Role.PUBLISHER, Role.PLANNER)
    if (state := as_it_is(session, row)) is not State.MISSED:
        raise Refused(
            problem(
                f"「{STATE_WORDS[state].zh}」的投放不用补发", f"a delivery that is {STATE_WORDS[state].en} needs no catching up", where=f"delivery:{row.key}",
                mend=("刷新页面看看它现在的状态", "reload to see its present state"),
            )
        )  # fmt: skip
    if not reason.strip():
        raise Refused(
            problem("补发要写理由", "catching up needs a reason", field="reason", mend=("写一句别人看得懂的话", "say why in a sentence"))
        )
    where = placement(session, row.placement_id)
    unchanged = _only_the_time(session, row, where, files=files)
    if reschedule(session, where, to=to, by=by, at=at) is not None and unchanged is not None:
        return Became.PLANNED
    if unchanged is not None and may_decide(session, unchanged, by):
        window = Window.around(where.due_at, late=late_window(where.channel, where.due_at.date()))
        schedule(session, approve(session, unchanged, where, window=window, files=files, by=by, at=at), who=by.handle, at=at)
        return Became.PLANNED
    submit_again(session, post(session, where.post_id), files=files, by=by, at=at, note=reason.strip())
    return Became.IN_REVIEW


def for_somebody_else(session: Session, rows: Sequence[Delivery], person: Person) -> frozenset[int]:
    """Of these, the ones that this person has a part in and so does not approve again: keys of the deliveries."""
    newest = (
        select(func.max(col(PostVersion.id)))
        .where(col(PostVersion.post_id).in_({row.post_id for row in rows}))
        .group_by(col(PostVersion.post_id))
    )
    versions = session.exec(select(PostVersion).where(col(PostVersion.id).in_(newest))).all()
    theirs = involved(session, versions)
    posts = {version.post_id for version in versions if person.key in theirs[version.key]}
    return frozenset(row.key for row in rows if row.post_id in posts)


def _only_the_time(session: Session, row: Delivery, where: Placement, *, files: Files) -> PostVersion | None:
    """The approved version, when nothing but its time went by since somebody approved it: text, pictures, account and audience are the same.

    Anything else was looked at by nobody, so whoever gives the new time does not approve it in passing.
    """
    approval, version = session.get_one(Approval, row.approval_id), latest(session, post(session, where.post_id))
    account = session.get_one(ChannelAccount, where.account_id)
    if version is None or version.key != approval.version_id or approval.withdrawn_at is not None:
        return None
    try:
        same = wording_digest(version, where, account, approval.window, files=files) == approval.digest
    except StudioError:
        return None
    return version if same else None
