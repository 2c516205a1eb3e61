"""Handing a post in for review, and deciding: the checks speak first, then a different person."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from studio import history
from studio.database import not_found
from studio.errors import Refused, StudioError, problem
from studio.files import Files
from studio.library.current import library
from studio.people.person import Person, Role, require
from studio.posts.destination import GONE
from studio.posts.placement import Placement, placements
from studio.posts.post import Post, PostVersion, latest
from studio.posts.warmup import require_may_go_out
from studio.posts.wording import Window
from studio.review.approval import Approval, blocking_for, let_out, require_newest
from studio.review.checks import as_problem, blocking, findings
from studio.review.rows import ReviewComment, Submission
from studio.review.seen import Page, page_of
from studio.review.somebody_else import require_somebody_else


def submit(session: Session, post: Post, *, files: Files, by: Person, at: datetime, note: str = "") -> Submission:
    """Hand the latest version in. The checks are asked here: refused while one blocks it, while it has nowhere to go, or by the warm-up gate."""
    require(session, by, Role.EDITOR, Role.PLANNER)
    return _hand_in(session, post, files=files, by=by, at=at, note=note)


def submit_again(session: Session, post: Post, *, files: Files, by: Person, at: datetime, note: str) -> Submission:
    """Hand in, for another time, what was approved before and has not changed: whoever publishes may do that too."""
    require(session, by, Role.EDITOR, Role.PLANNER, Role.PUBLISHER)
    last, version = last_submission(session, post), latest(session, post)
    if last is None or version is None or last.version_id != version.key or last.decision not in ("approved", ""):
        raise Refused(
            problem(
                "批准之后内容改过了，要由编辑重新送审", "the post was changed since it was approved: an editor has to hand it in", where=f"post:{post.key}",
                mend=("在 创作 里送审", "hand it in under Write"),
            )
        )  # fmt: skip
    return _hand_in(session, post, files=files, by=by, at=at, note=note)


def _hand_in(session: Session, post: Post, *, files: Files, by: Person, at: datetime, note: str) -> Submission:
    version = latest(session, post)
    if version is None or not placements(session, post):
        raise _nothing_to_review(post)
    require_may_go_out(session, post, version, at=at)
    noticed = findings(session, post, version, library(session), files=files, now=at)
    if blocks := blocking(noticed):
        raise Refused(*dict.fromkeys(as_problem(finding, where=f"post:{post.key}") for finding in blocks))
    for old in session.exec(select(Submission).where(Submission.post_id == post.key, Submission.decision == "")):
        old.decision, old.decided_at = "withdrawn", at
        session.add(old)
    kept = {channel: [asdict(finding) for finding in found] for channel, found in noticed.items()}
    submission = Submission(post_id=post.key, version_id=version.key, by_id=by.key, at=at, note=note, findings=kept)
    session.add(submission)
    session.flush()
    history.record(session, "post.submitted", f"post:{post.key}", who=by.handle, at=at, version=version.number)
    return submission


def page(session: Session, submission: Submission, *, windows: Mapping[int, Window], files: Files, at: datetime) -> Page:
    """What a reviewer of this submission has to see now; its `seen` goes with the decision."""
    return page_of(session, session.get_one(PostVersion, submission.version_id), windows=windows, files=files, at=at)


def accept(
    session: Session, submission: Submission, *, seen: str, windows: Mapping[int, Window], files: Files, by: Person, at: datetime
) -> list[Approval]:
    """Approve the placements of the submitted version that `windows` names, each with when it may go out.

    `seen` is the digest of the page that the decision was made on: if the page would look otherwise now, nothing is approved. The checks are asked again;
    a destination that is gone meanwhile (its account put away, its time over) is left out and holds up no other.
    """
    require(session, by, Role.REVIEWER)
    version = _open(session, submission)
    require_somebody_else(session, version, by)
    require_newest(session, version)
    as_it_is = page(session, submission, windows=windows, files=files, at=at)
    as_it_is.require(seen, where=f"post:{submission.post_id}")
    chosen = [place for place in _going(session, submission) if place.key in windows]
    blocks = {place.key: blocking_for(place, as_it_is.findings) for place in chosen}
    alive = [place for place in chosen if not any(finding.rule in GONE for finding in blocks[place.key])]
    if wrong := [finding for place in alive or chosen for finding in blocks[place.key]]:
        raise Refused(*dict.fromkeys(as_problem(finding, where=f"post:{submission.post_id}") for finding in wrong))
    if not alive:
        raise _nothing_to_review(_post(session, submission))
    found = [let_out(session, version, place, window=windows[place.key], files=files, by=by, at=at) for place in alive]
    _decide(session, submission, "approved", by=by, at=at)
    return found


def send_back(session: Session, submission: Submission, *, reason: str, by: Person, at: datetime) -> None:
    """Ask for changes; the author is told the reason, so there must be one."""
    require(session, by, Role.REVIEWER)
    _open(session, submission)
    if not reason.strip():
        raise Refused(
            problem(
                "退回要写理由",
                "sending back needs a reason",
                field="reason",
                mend=("写一句作者看得懂的话", "say in a sentence what to change"),
            )
        )
    submission.reason = reason.strip()
    _decide(session, submission, "sent_back", by=by, at=at)


def back_to_its_author(session: Session, post: Post, *, reason: str, by: Person, at: datetime) -> None:
    """What waits for a reviewer goes back, because of something that no reviewer can mend: a picture taken down, an account put away."""
    for row in session.exec(select(Submission).where(Submission.post_id == post.key, Submission.decision == "")):
        row.reason = reason
        _decide(session, row, "sent_back", by=by, at=at)


def waiting(session: Session) -> list[Submission]:
    """The queue: what waits for a reviewer, oldest first."""
    return list(session.exec(select(Submission).where(Submission.decision == "").order_by(col(Submission.at))))


def sent_back_to(session: Session, person: Person) -> list[Submission]:
    """Posts whose last word from review is “change it”, for whoever handed them in and whoever wrote them; newest first."""
    newest = select(func.max(col(Submission.id))).group_by(col(Submission.post_id))
    query = (
        select(Submission)
        .join(Post, col(Post.id) == col(Submission.post_id))
        .join(PostVersion, col(PostVersion.id) == col(Submission.version_id))
        .where(col(Submission.id).in_(newest), Submission.decision == "sent_back", col(Post.archived_at).is_(None))
        .where(or_(Submission.by_id == person.key, Post.author_id == person.key, PostVersion.author_id == person.key))
    )
    return list(session.exec(query.order_by(col(Submission.at).desc())))


def submission(session: Session, submission_id: int) -> Submission:
    found = session.get(Submission, submission_id)
    if found is None:
        raise not_found("送审", "submission", submission_id)
    return found


def last_submission(session: Session, post: Post) -> Submission | None:
    return session.exec(select(Submission).where(Submission.post_id == post.key).order_by(col(Submission.at).desc()).limit(1)).first()


def comment(
    session: Session, version: PostVersion, text: str, *, by: Person, at: datetime, channel: str = "", span: tuple[int, int] | None = None
) -> ReviewComment:
    require(session, by, *Role)
    row = ReviewComment(
        version_id=version.key,
        by_id=by.key,
        at=at,
        text=text,
        channel=channel,
        span_from=span[0] if span else None,
        span_to=span[1] if span else None,
    )
    session.add(row)
    session.flush()
    return row


def comments(session: Session, version: PostVersion) -> list[ReviewComment]:
    return list(session.exec(select(ReviewComment).where(ReviewComment.version_id == version.key).order_by(col(ReviewComment.at))))


def _open(session: Session, submission: Submission) -> PostVersion:
    version = session.get(PostVersion, submission.version_id)
    if submission.decision or version is None:
        raise Refused(
            problem(
                "这次送审已经有结论了", "this submission was decided already", where=f"post:{submission.post_id}",
                mend=("刷新页面；要改就重新送审", "reload; submit again for changes"),
            )
        )  # fmt: skip
    return version


def _going(session: Session, submission: Submission) -> list[Placement]:
    return placements(session, _post(session, submission))


def _post(session: Session, submission: Submission) -> Post:
    found = session.get(Post, submission.post_id)
    if found is None:
        raise not_found("内容", "post", submission.post_id)
    return found


def _decide(session: Session, submission: Submission, decision: str, *, by: Person, at: datetime) -> None:
    submission.decision, submission.decided_by, submission.decided_at = decision, by.key, at
    session.add(submission)
    history.record(session, f"post.{decision}", f"post:{submission.post_id}", who=by.handle, at=at, reason=submission.reason)


def _nothing_to_review(post: Post) -> StudioError:
    return Refused(
        problem(
            "还没有可以送审的内容或投放安排", "nothing to review yet: no version, or nowhere to go", where=f"post:{post.key}",
            mend=("先写好内容，并选好账号和时间", "write it first, and choose an account and a time"),
        )
    )  # fmt: skip
