"""Approvals: of exact bytes, by somebody else, for one account, audience and window. Publishing asks `stands` at every claim."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from studio import history
from studio.brands.account import ChannelAccount
from studio.database import BrandRow, Json, UTCDateTime
from studio.errors import Refused, StudioError, problem
from studio.files import Files
from studio.people.person import Person, Role, require, roles
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion, latest
from studio.posts.wording import Window, wording_digest
from studio.review.warmup import may_go_out, require_may_go_out


class Approval(BrandRow, table=True):
    """Who let which bytes out, when, and for which window. Withdrawn, it stays as a row that says by whom."""

    __table_args__ = (UniqueConstraint("version_id", "placement_id", "digest", "at"),)
    post_id: int = Field(foreign_key="post.id", index=True)
    version_id: int = Field(foreign_key="post_version.id", index=True)
    placement_id: int = Field(foreign_key="placement.id", index=True)
    account_id: int = Field(foreign_key="channel_account.id")
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime)
    digest: str = Field(index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    withdrawn_by: str = ""
    withdrawn_reason: str = ""

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)


def approve(
    session: Session, version: PostVersion, placement: Placement, *, window: Window, files: Files, by: Person, at: datetime
) -> Approval:
    """Approve what this version will send through this placement, byte for byte. The author may not approve; the warm-up gate is asked."""
    require(session, by, Role.REVIEWER)
    post = _post(session, version)
    _require_another(session, post, version, by)
    require_may_go_out(session, post, version, at=at)
    if (last := latest(session, post)) is None or last.key != version.key:
        raise _outdated(version)
    if not window.covers(placement.due_at):
        raise _outside(placement, window)
    account = _account(session, placement)
    approval = Approval(
        post_id=post.key, version_id=version.key, placement_id=placement.key, account_id=account.key, audience=dict(placement.audience),
        opens_at=window.opens, closes_at=window.closes, by_id=by.key, at=at,
        digest=wording_digest(version, placement, account, window, files=files),
    )  # fmt: skip
    session.add(approval)
    session.flush()
    history.record(
        session,
        "approval.given",
        f"post:{post.key}",
        who=by.handle,
        at=at,
        approval=approval.key,
        digest=approval.digest,
        account=account.slug,
    )
    return approval


def withdraw(session: Session, approval: Approval, *, reason: str, by: Person, at: datetime) -> None:
    """Take an approval back; what is not on its way yet stays home."""
    require(session, by, Role.REVIEWER, Role.PUBLISHER)
    approval.withdrawn_at, approval.withdrawn_by, approval.withdrawn_reason = at, by.handle, reason
    session.add(approval)
    history.record(session, "approval.withdrawn", f"post:{approval.post_id}", who=by.handle, at=at, approval=approval.key, reason=reason)


def why_not(session: Session, approval: Approval, *, files: Files, now: datetime, newest: int | None = None) -> StudioError | None:
    """The gate: None when this approval stands at this moment for exactly what would be sent, else what is wrong.

    Derives the digest again from the newest version, the picture bytes and the account's settings; asks who approved, the window and the stage.
    `newest` is the key of the post's newest version where the caller has read it in this act.
    """
    where = f"post:{approval.post_id}"
    if approval.withdrawn_at is not None:
        return _void(where, f"批准已由 {approval.withdrawn_by} 撤回", f"the approval was withdrawn by {approval.withdrawn_by}")
    version, placement = session.get(PostVersion, approval.version_id), session.get(Placement, approval.placement_id)
    account, reviewer = session.get(ChannelAccount, approval.account_id), session.get(Person, approval.by_id)
    post = session.get(Post, approval.post_id)
    if not (version and placement and account and reviewer and post):
        return _void(where, "批准所指的内容不见了", "what was approved is gone")
    if version.key != (newest or _newest(session, post)):
        return _void(where, "批准之后内容改过了", "the post was changed after it was approved")
    if post.archived_at or placement.cancelled_at or account.removed_at:
        return _void(where, "内容、投放安排或账号已停用", "the post, its placement or its account was put away")
    if placement.account_id != approval.account_id:
        return _void(where, "批准之后换了账号", "another account than the approved one")
    if not approval.window.covers(placement.due_at):
        return _void(where, "时间改到了批准的时段之外", "moved outside the approved window")
    if version.author_id == reviewer.key or Role.REVIEWER not in roles(session, reviewer, brand=approval.brand_id):
        return _void(where, f"{reviewer.name} 现在无权批准这条内容", f"{reviewer.name} may not approve this post any more")
    author = session.get(Person, version.author_id)
    if author is not None and author.left_at is not None and approval.at < author.left_at <= now:
        return _void(where, f"{author.name} 写了它，批准之后离开了", f"{author.name}, who wrote it, left after it was approved")
    if not may_go_out(session, post, version, at=now):
        return _void(where, "人设在养成期，不发推广内容", "the persona is warming up and does not advertise")
    try:
        digest = wording_digest(version, placement, account, approval.window, files=files)
    except StudioError as error:
        return error
    if digest != approval.digest:
        return _void(where, "将要发出的内容和批准的不一样", "what would be sent is not what was approved")
    return None


def standing(session: Session, placement: Placement, *, files: Files, now: datetime) -> Approval | None:
    """The approval under which this placement may go out now, if any."""
    query = (
        select(Approval)
        .where(Approval.placement_id == placement.key, col(Approval.withdrawn_at).is_(None))
        .order_by(col(Approval.at).desc())
    )
    return next((approval for approval in session.exec(query) if why_not(session, approval, files=files, now=now) is None), None)


def _require_another(session: Session, post: Post, version: PostVersion, by: Person) -> None:
    written = select(PostVersion.author_id).where(PostVersion.post_id == post.key, PostVersion.id == version.id)
    if by.key in {post.author_id, *session.exec(written)}:
        raise Refused(
            problem(
                "自己写的内容不能自己批准", "authors do not approve their own posts", where=f"post:{post.key}", field="by",
                mend=("请另一位审核来看", "ask another reviewer"),
            )
        )  # fmt: skip


def _post(session: Session, version: PostVersion) -> Post:
    found = session.get(Post, version.post_id)
    if found is None:
        raise _void(f"post:{version.post_id}", "内容不见了", "the post is gone")
    return found


def _account(session: Session, placement: Placement) -> ChannelAccount:
    found = session.get(ChannelAccount, placement.account_id)
    if found is None or found.removed_at is not None:
        raise _void(f"placement:{placement.key}", "渠道账号已停用", "the channel account was put away")
    return found


def _void(where: str, zh: str, en: str) -> Refused:
    return Refused(
        problem(zh, en, where=where, rule="approval", mend=("重新送审，由审核批准后再发", "submit again; a reviewer has to approve it"))
    )


def _newest(session: Session, post: Post) -> int | None:
    last = latest(session, post)
    return last.key if last else None


def _outdated(version: PostVersion) -> Refused:
    return _void(f"post:{version.post_id}", f"第 {version.number} 版已不是最新版", f"version {version.number} is not the latest")


def _outside(placement: Placement, window: Window) -> Refused:
    return _void(
        f"placement:{placement.key}",
        f"排期 {placement.due_at:%m-%d %H:%M} UTC 不在批准时段内",
        f"due time is outside {window.opens} – {window.closes}",
    )
