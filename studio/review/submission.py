"""Handing a post in for review, and deciding: the checks speak first, then a different person."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, col, select

from studio import history
from studio.database import BrandRow, Json, UTCDateTime, not_found
from studio.errors import Problem, Refused, StudioError, problem
from studio.files import Files
from studio.people.person import Person, Role, require
from studio.posts.placement import Placement, placements
from studio.posts.post import Post, PostVersion, latest
from studio.posts.wording import Window
from studio.review.approval import Approval, approve
from studio.review.warmup import require_may_go_out
from studio.rules.finding import Finding, Weight

Findings = Mapping[str, Sequence[Finding]]  # channel → what the checks noticed


class Submission(BrandRow, table=True):
    """A version that waits for a reviewer, or what was decided of it."""

    post_id: int = Field(foreign_key="post.id", index=True)
    version_id: int = Field(foreign_key="post_version.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    note: str = ""
    findings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    decision: str = Field(default="", index=True)  # "" waiting | approved | sent_back | withdrawn
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reason: str = ""


class ReviewComment(BrandRow, table=True):
    """A remark on a place in the text of a version; resolved ones stay."""

    version_id: int = Field(foreign_key="post_version.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    text: str
    channel: str = ""
    span_from: int | None = None
    span_to: int | None = None
    resolved_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


def submit(session: Session, post: Post, *, findings: Findings, by: Person, at: datetime, note: str = "") -> Submission:
    """Hand the latest version in. Refused while a check blocks it, while it has nowhere to go, or by the warm-up gate."""
    require(session, by, Role.EDITOR, Role.PLANNER)
    return _hand_in(session, post, findings=findings, by=by, at=at, note=note)


def submit_again(session: Session, post: Post, *, findings: Findings, by: Person, at: datetime, note: str) -> Submission:
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
    return _hand_in(session, post, findings=findings, by=by, at=at, note=note)


def _hand_in(session: Session, post: Post, *, findings: Findings, by: Person, at: datetime, note: str) -> Submission:
    version = latest(session, post)
    if version is None or not placements(session, post):
        raise _nothing_to_review(post)
    require_may_go_out(session, post, version, at=at)
    if blocks := [finding for found in findings.values() for finding in found if finding.weight is Weight.BLOCK]:
        raise Refused(*(as_problem(finding, where=f"post:{post.key}") for finding in blocks))
    for old in session.exec(select(Submission).where(Submission.post_id == post.key, Submission.decision == "")):
        old.decision, old.decided_at = "withdrawn", at
        session.add(old)
    kept = {channel: [asdict(finding) for finding in found] for channel, found in findings.items()}
    submission = Submission(post_id=post.key, version_id=version.key, by_id=by.key, at=at, note=note, findings=kept)
    session.add(submission)
    session.flush()
    history.record(session, "post.submitted", f"post:{post.key}", who=by.handle, at=at, version=version.number)
    return submission


def accept(
    session: Session, submission: Submission, *, windows: Mapping[int, Window], files: Files, by: Person, at: datetime
) -> list[Approval]:
    """Approve the placements of the submitted version that `windows` names, each with when it may go out."""
    version = _open(session, submission)
    found = [
        approve(session, version, place, window=windows[place.key], files=files, by=by, at=at)
        for place in _going(session, submission)
        if place.key in windows
    ]
    if not found:
        raise _nothing_to_review(_post(session, submission))
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


def waiting(session: Session) -> list[Submission]:
    """The queue: what waits for a reviewer, oldest first."""
    return list(session.exec(select(Submission).where(Submission.decision == "").order_by(col(Submission.at))))


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


def as_problem(finding: Finding, *, where: str) -> Problem:
    """A blocking finding as an error with its rule, place and proposal."""
    mend = (finding.proposal.zh, finding.proposal.en) if finding.proposal else ("改写这一处", "rewrite it")
    hit = f"「{finding.hit}」" if finding.hit else ""
    return problem(
        f"{hit}{finding.what.zh}",
        f"{finding.hit} {finding.what.en}".strip(),
        where=where,
        field=finding.field,
        rule=finding.rule,
        mend=mend,
    )


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
