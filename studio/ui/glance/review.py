"""What a reviewer has to see before deciding: the wording as it will be sent, to whom, until when, and what the checks said."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from studio.errors import StudioError
from studio.library.kinds import ChannelKind
from studio.people.person import Person
from studio.posts.post import Post, PostVersion
from studio.posts.wording import Window, wording_digest
from studio.publishing.quota import Quota, calls_left, quotas
from studio.publishing.schedule import default_windows
from studio.review.approval import Approval
from studio.review.rows import ReviewComment, Submission
from studio.review.seen import Page
from studio.review.somebody_else import for_others
from studio.review.submission import comments, page, submission, waiting
from studio.rules.finding import Finding
from studio.ui.desk import Desk
from studio.ui.glance.at_once import by_key
from studio.ui.glance.going import Going, going_of_post


@dataclass(frozen=True)
class Queued:
    """One line of the queue."""

    submission: Submission
    post: Post
    version: PostVersion
    author: str

    @property
    def headline(self) -> str:
        body = next(iter(self.version.body.values()), None)
        words = (body.title or body.text) if body else ""
        return next((line for line in words.splitlines() if line.strip()), self.post.idea)


@dataclass(frozen=True)
class Exact:
    """One destination exactly as an approval would fix it; `digest` is empty when something is missing."""

    going: Going
    window: Window
    digest: str
    quotas: tuple[Quota, ...]
    findings: tuple[Finding, ...]
    before: str | None  # what was approved last


@dataclass(frozen=True)
class Case:
    queued: Queued
    exact: tuple[Exact, ...]
    comments: tuple[tuple[ReviewComment, str], ...]
    own: bool  # the person at the desk wrote a part of it or handed it in, and therefore may not approve
    seen: str  # the digest of this page, which goes with the decision


def queue(desk: Desk) -> list[Queued]:
    """What waits, oldest first."""
    with desk.look() as session:
        rows = waiting(session)
        posts, versions = (
            by_key(session, Post, (row.post_id for row in rows)),
            by_key(session, PostVersion, (row.version_id for row in rows)),
        )
        people = by_key(session, Person, (row.by_id for row in rows))
        return [Queued(row, posts[row.post_id], versions[row.version_id], people[row.by_id].name) for row in rows]


def case(desk: Desk, submission_id: int) -> Case:
    with desk.look() as session:
        row = submission(session, submission_id)
        queued = _queued(session, row)
        windows = default_windows(session, row)
        shown = page(session, row, windows=windows, files=desk.files, at=desk.now)
        going = [each for each in going_of_post(session, queued.post) if each.placement.key in windows]
        exact = tuple(_exact(session, each, queued, desk, window=windows[each.placement.key], shown=shown) for each in going)
        said = tuple((comment, _name(session, comment.by_id)) for comment in comments(session, queued.version))
        own = row.key in for_others(session, [row], desk.person)
        return Case(queued, exact, said, own, shown.seen)


def _queued(session: Session, row: Submission) -> Queued:
    post, version = session.get_one(Post, row.post_id), session.get_one(PostVersion, row.version_id)
    return Queued(row, post, version, _name(session, row.by_id))


def _exact(session: Session, going: Going, queued: Queued, desk: Desk, *, window: Window, shown: Page) -> Exact:
    try:
        digest = wording_digest(queued.version, going.placement, going.account, window, files=desk.files)
    except StudioError:
        digest = ""
    drawn = (
        *quotas(session, going.account, going.placement.for_whom, zone=desk.brand.zone_info, now=desk.now),
        *calls_left(session, going.account, now=desk.now),
    )
    noticed = (each for each in shown.findings.get(going.placement.channel, ()) if each.destination in (None, going.placement.key))
    return Exact(going, window, digest, drawn, tuple(noticed), _approved_before(session, going, queued.version))


def _approved_before(session: Session, going: Going, version: PostVersion) -> str | None:
    query = select(Approval).where(Approval.post_id == version.post_id, Approval.version_id != version.id).order_by(col(Approval.at).desc())
    last = session.exec(query.limit(1)).first()
    before = session.get(PostVersion, last.version_id) if last else None
    variant = before.body.get(ChannelKind(going.placement.channel)) if before else None
    return variant.words if variant else None


def _name(session: Session, person_id: int) -> str:
    person = session.get(Person, person_id)
    return person.name if person else str(person_id)


def waited(desk: Desk, since: datetime) -> int:
    """Whole minutes, at least one."""
    return max(1, int((desk.now - since).total_seconds() // 60))
