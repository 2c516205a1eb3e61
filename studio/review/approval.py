"""Approvals: of exact bytes, by somebody else, for one account, audience and window. Publishing asks `why_not` before every step."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from studio import history
from studio.assets.asset import not_usable, out_of_use
from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.errors import Refused, StudioError, problem
from studio.files import Files
from studio.library.current import library
from studio.people.person import Person, Role, require, roles
from studio.posts.destination import against, put_away
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion, latest
from studio.posts.wording import Window, variant_for, wording_digest
from studio.review.checks import as_problem, findings
from studio.review.rows import Approval
from studio.review.somebody_else import require_somebody_else
from studio.rules.finding import Finding, Weight


def approve(
    session: Session, version: PostVersion, placement: Placement, *, window: Window, files: Files, by: Person, at: datetime
) -> Approval:
    """Approve what this version will send through this placement, byte for byte: by somebody else, with every check asked again."""
    require(session, by, Role.REVIEWER)
    require_somebody_else(session, version, by)
    noticed = findings(session, _post(session, version), version, library(session), files=files, now=at)
    if blocks := blocking_for(placement, noticed):
        raise Refused(*(as_problem(finding, where=f"post:{version.post_id}") for finding in blocks))
    return let_out(session, version, placement, window=window, files=files, by=by, at=at)


def blocking_for(placement: Placement, noticed: Mapping[str, Sequence[Finding]]) -> list[Finding]:
    """What keeps this placement at home: a finding about its channel's words, or about itself."""
    return [
        each for each in noticed.get(placement.channel, ()) if each.weight is Weight.BLOCK and each.destination in (None, placement.key)
    ]


def let_out(
    session: Session, version: PostVersion, placement: Placement, *, window: Window, files: Files, by: Person, at: datetime
) -> Approval:
    """Write the approval down. For `approve` and `accept`, which have asked the right, who wrote it and the checks in this transaction."""
    require(session, by, Role.REVIEWER)
    post = _post(session, version)
    require_newest(session, version)
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


def require_newest(session: Session, version: PostVersion) -> None:
    """Refuse to decide about what somebody has changed meanwhile."""
    last = latest(session, _post(session, version))
    if last is None or last.key != version.key:
        raise _void(f"post:{version.post_id}", f"第 {version.number} 版已不是最新版", f"version {version.number} is not the latest")


def withdraw(session: Session, approval: Approval, *, reason: str, by: Person, at: datetime) -> None:
    """Take an approval back; what is not on its way yet stays home."""
    require(session, by, Role.REVIEWER, Role.PUBLISHER)
    take_back(session, approval, reason=reason, who=by.handle, at=at)


def take_back(session: Session, approval: Approval, *, reason: str, who: str, at: datetime) -> None:
    """Write it down. For `withdraw`, and for acts that make an approval void by what they do: a picture taken down, an account put away."""
    approval.withdrawn_at, approval.withdrawn_by, approval.withdrawn_reason = at, who, reason
    session.add(approval)
    history.record(session, "approval.withdrawn", f"post:{approval.post_id}", who=who, at=at, approval=approval.key, reason=reason)


def why_not(
    session: Session, approval: Approval, *, files: Files, now: datetime, newest: int | None = None, carries: tuple[int, int] | None = None
) -> StudioError | None:
    """The gate: None when this approval stands at this moment for exactly what would be sent, else what is wrong.

    Derives the digest again from the newest version, the picture bytes and the account's settings; asks who approved, the window, whose account it is,
    its charter, the stages, and the pictures. `newest` is the key of the post's newest version where the caller has read it in this act;
    `carries` the placement and the account that the delivery names, which have to be the approved ones.
    """
    where = f"post:{approval.post_id}"
    if approval.withdrawn_at is not None:
        return _void(where, f"批准已由 {approval.withdrawn_by} 撤回", f"the approval was withdrawn by {approval.withdrawn_by}")
    if carries is not None and carries != (approval.placement_id, approval.account_id):
        return _void(
            where, "投放指向的去处或账号不是批准的那一个", "the delivery names another destination or account than the approved one"
        )
    version, placement = session.get(PostVersion, approval.version_id), session.get(Placement, approval.placement_id)
    account, reviewer = session.get(ChannelAccount, approval.account_id), session.get(Person, approval.by_id)
    post = session.get(Post, approval.post_id)
    if not (version and placement and account and reviewer and post):
        return _void(where, "批准所指的内容不见了", "what was approved is gone")
    if version.key != (newest or _newest(session, post)):
        return _void(where, "批准之后内容改过了", "the post was changed after it was approved")
    if post.archived_at or placement.cancelled_at:
        return _void(where, "内容或投放安排已停用", "the post or its placement was put away")
    if placement.account_id != approval.account_id:
        return _void(where, "批准之后换了账号", "another account than the approved one")
    if not approval.window.covers(placement.due_at):
        return _void(where, "时间改到了批准的时段之外", "moved outside the approved window")
    if version.author_id == reviewer.key or Role.REVIEWER not in roles(session, reviewer, brand=approval.brand_id):
        return _void(where, f"{reviewer.name} 现在无权批准这条内容", f"{reviewer.name} may not approve this post any more")
    author = session.get(Person, version.author_id)
    if author is not None and author.left_at is not None and approval.at < author.left_at <= now:
        return _void(where, f"{author.name} 写了它，批准之后离开了", f"{author.name}, who wrote it, left after it was approved")
    return _may_not_go_there(session, post, version, account, now=now) or _not_as_approved(
        session, approval, version, placement, account, files=files, now=now
    )


def _may_not_go_there(session: Session, post: Post, version: PostVersion, account: ChannelAccount, *, now: datetime) -> Refused | None:
    found = tuple(against(session, post, account, promotional=version.promotional, wording=version.digest, at=now))
    return Refused(*found) if found else None


def _not_as_approved(
    session: Session,
    approval: Approval,
    version: PostVersion,
    placement: Placement,
    account: ChannelAccount,
    *,
    files: Files,
    now: datetime,
) -> StudioError | None:
    """The bytes, and whether each picture may still be used."""
    try:
        pictures = {digest for picture in variant_for(version, placement.channel).all_pictures for digest in picture.origins}
        on = now.astimezone(current(session).zone_info).date()
        if gone := out_of_use(session, pictures, on=on):
            return Refused(*(not_usable(asset) for asset in gone))
        digest = wording_digest(version, placement, account, approval.window, files=files)
    except StudioError as error:
        return error
    if digest != approval.digest:
        return _void(f"post:{approval.post_id}", "将要发出的内容和批准的不一样", "what would be sent is not what was approved")
    return None


def standing(session: Session, placement: Placement, *, files: Files, now: datetime) -> Approval | None:
    """The approval under which this placement may go out now, if any."""
    query = (
        select(Approval)
        .where(Approval.placement_id == placement.key, col(Approval.withdrawn_at).is_(None))
        .order_by(col(Approval.at).desc())
    )
    return next((approval for approval in session.exec(query) if why_not(session, approval, files=files, now=now) is None), None)


def _post(session: Session, version: PostVersion) -> Post:
    found = session.get(Post, version.post_id)
    if found is None:
        raise _void(f"post:{version.post_id}", "内容不见了", "the post is gone")
    return found


def _account(session: Session, placement: Placement) -> ChannelAccount:
    found = session.get(ChannelAccount, placement.account_id)
    if found is None:
        raise _void(f"placement:{placement.key}", "渠道账号不见了", "the channel account is gone")
    if found.removed_at is not None:
        raise Refused(put_away(found))
    return found


def _void(where: str, zh: str, en: str) -> Refused:
    return Refused(
        problem(zh, en, where=where, rule="approval", mend=("重新送审，由审核批准后再发", "submit again; a reviewer has to approve it"))
    )


def _newest(session: Session, post: Post) -> int | None:
    last = latest(session, post)
    return last.key if last else None


def _outside(placement: Placement, window: Window) -> Refused:
    return _void(
        f"placement:{placement.key}",
        f"排期 {placement.due_at:%m-%d %H:%M} UTC 不在批准时段内",
        f"due time is outside {window.opens} – {window.closes}",
    )
