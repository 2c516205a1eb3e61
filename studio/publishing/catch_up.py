"""Catching up (补发): what was missed, a proposal for each, and a person's decision; nothing is made up for by itself, and never in a burst."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, func, select

from studio.brands.account import ChannelAccount
from studio.errors import Refused, problem
from studio.files import Files
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.people.person import Person, Role, require, roles
from studio.posts.placement import Placement, placement
from studio.posts.post import Post, PostVersion, latest, post
from studio.posts.timing import late_window
from studio.posts.wording import Window
from studio.publishing.delivery import STATE_WORDS, Delivery, State, as_it_is
from studio.publishing.free_slots import FreeSlot, Wish, free_slots, room
from studio.publishing.schedule import approve_and_schedule, reschedule
from studio.review.checks import findings
from studio.review.submission import submit_again

APART = timedelta(minutes=30)  # between two of one account that are sent now: what waited together does not arrive together
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
    wishes = {
        key or 0: Wish(key or 0, account.slug, ChannelKind(account.channel), persona, promotional)
        for key, account, persona, promotional in session.exec(query)
    }
    return free_slots(room(session, library, now=now), (wishes[row.key] for row in rows if row.key in wishes))


def times_now(rows: Iterable[Delivery], *, now: datetime) -> dict[int, datetime]:
    """When each would go out if it were sent now: the first of an account at once, each further one half an hour later."""
    before: dict[int, int] = defaultdict(int)
    found = {}
    for row in rows:
        found[row.key] = now + AT_ONCE + APART * before[row.account_id]
        before[row.account_id] += 1
    return found


def give_new_time(
    session: Session, row: Delivery, *, to: datetime, reason: str, library: Library, files: Files, by: Person, at: datetime
) -> Became:
    """Give a missed delivery another time, through the same gate as everything else.

    Its approval was for the time that went by. Who may approve it (a reviewer who did not write it) does so with this act; else it is handed in again.
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
    if reschedule(session, where, to=to, by=by, at=at) is not None:
        return Became.PLANNED
    return _through_the_gate(session, where, reason=reason, library=library, files=files, by=by, at=at)


def may_approve(session: Session, row: Delivery, person: Person) -> bool:
    """Whether this person could approve it again: a reviewer, and not its author."""
    author = session.exec(select(Post.author_id).where(Post.id == row.post_id)).first()
    return author != person.key and Role.REVIEWER in roles(session, person, brand=row.brand_id)


def _through_the_gate(
    session: Session, where: Placement, *, reason: str, library: Library, files: Files, by: Person, at: datetime
) -> Became:
    found = post(session, where.post_id)
    version = latest(session, found)
    noticed = findings(session, found, version, library, files=files, now=at) if version else {}
    handed = submit_again(session, found, findings=noticed, by=by, at=at, note=reason.strip())
    if found.author_id == by.key or Role.REVIEWER not in roles(session, by, brand=where.brand_id):
        return Became.IN_REVIEW
    windows = {where.key: Window.around(where.due_at, late=late_window(where.channel, where.due_at.date()))}
    approve_and_schedule(session, handed, files=files, by=by, at=at, windows=windows)
    return Became.PLANNED
