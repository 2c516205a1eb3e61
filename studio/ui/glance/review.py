"""What a reviewer has to see before deciding: the wording as it will be sent, to whom, until when, and what the checks said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from studio.errors import StudioError, Words
from studio.library.kinds import ChannelKind
from studio.people.person import Person
from studio.posts.post import Post, PostVersion
from studio.posts.wording import Window, wording_digest
from studio.publishing.quota import Quota, calls_left, quotas
from studio.publishing.schedule import default_windows
from studio.review.approval import Approval
from studio.review.submission import ReviewComment, Submission, comments, submission, waiting
from studio.rules.finding import Finding, Weight
from studio.ui.desk import Desk
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
    own: bool  # written by the person at the desk, who therefore may not approve


def queue(desk: Desk) -> list[Queued]:
    """What waits, oldest first."""
    with desk.look() as session:
        return [_queued(session, row) for row in waiting(session)]


def case(desk: Desk, submission_id: int) -> Case:
    with desk.look() as session:
        row = submission(session, submission_id)
        queued = _queued(session, row)
        windows = default_windows(session, row)
        exact = tuple(_exact(session, going, queued, windows[going.placement.key], desk) for going in going_of_post(session, queued.post))
        said = tuple((comment, _name(session, comment.by_id)) for comment in comments(session, queued.version))
        own = desk.person.key in (queued.post.author_id, queued.version.author_id)
        return Case(queued, exact, said, own)


def finding_from(kept: Mapping[str, Any]) -> Finding:
    """A finding as a submission keeps it."""
    proposal = kept.get("proposal")
    span = kept.get("span")
    return Finding(
        rule=kept["rule"], weight=Weight(kept["weight"]), what=Words(**kept["what"]), field=kept["field"], span=(span[0], span[1]) if span else None,
        hit=kept.get("hit", ""), proposal=Words(**proposal) if proposal else None, source=kept.get("source", ""),
    )  # fmt: skip


def _queued(session: Session, row: Submission) -> Queued:
    post, version = session.get_one(Post, row.post_id), session.get_one(PostVersion, row.version_id)
    return Queued(row, post, version, _name(session, row.by_id))


def _exact(session: Session, going: Going, queued: Queued, window: Window, desk: Desk) -> Exact:
    try:
        digest = wording_digest(queued.version, going.placement, going.account, window, files=desk.files)
    except StudioError:
        digest = ""
    drawn = (
        *quotas(session, going.account, going.placement.for_whom, zone=desk.brand.zone_info, now=desk.now),
        *calls_left(session, going.account, now=desk.now),
    )
    kept = queued.submission.findings.get(going.placement.channel, [])
    return Exact(going, window, digest, drawn, tuple(finding_from(each) for each in kept), _approved_before(session, going, queued.version))


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
    """Whole hours, at least one."""
    return max(1, int((desk.now - since).total_seconds() // 3600))
