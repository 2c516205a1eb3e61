"""Everything is asked again before every step: holds, the approval of exactly these bytes, lateness, quiet hours, sensitive days, opt-outs, quotas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain

from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.errors import Words
from studio.files import Files
from studio.posts.opt_out import OptOut, opted_out
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion
from studio.posts.sensitive import no_promotion, sensitive_day
from studio.posts.timing import late_window, quiet, sends_by_machine
from studio.publishing.delivery import Delivery
from studio.publishing.hold import held_by
from studio.publishing.quota import over_quota
from studio.review.approval import Approval, why_not


class Verdict(StrEnum):
    GO = "go"
    WAIT = "wait"  # held, or moved to later: stays planned
    MISSED = "missed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Asked:
    """What the claim was told. `at` is when to ask again, where that is known."""

    verdict: Verdict
    words: Words = Words("", "")
    mend: Words = Words("", "")
    closes: datetime | None = None
    at: datetime | None = None


def ask_again(
    session: Session,
    delivery: Delivery,
    account: ChannelAccount,
    *,
    files: Files,
    now: datetime,
    newest: int | None = None,
    begun: bool = False,
) -> Asked:
    """Ask every question that was asked before, with the rows as they are now; `newest` is the key of the post's newest version where this act has read it.

    `begun`: the platform has a part of it already. What was begun in time, outside the quiet hours and within its quota, is gone on with as far as these are concerned.
    """
    approval, placement = session.get(Approval, delivery.approval_id), session.get(Placement, delivery.placement_id)
    post = session.get(Post, delivery.post_id)
    if approval is None or placement is None or post is None:
        return Asked(Verdict.REFUSED, Words("批准或内容不见了", "the approval or the post is gone"), Words("重新送审", "submit again"))
    if (delivery.account_id, delivery.placement_id, delivery.post_id) != (approval.account_id, approval.placement_id, approval.post_id):
        return Asked(Verdict.REFUSED, *_ELSEWHERE)
    if hold := held_by(session, brand=delivery.brand_id, account=account.slug, persona=post.persona):
        return Asked(
            Verdict.WAIT, Words(f"{hold.by} 暂停了发布：{hold.reason}", f"held by {hold.by}: {hold.reason}"), at=now + timedelta(seconds=15)
        )
    if (
        refusal := why_not(session, approval, files=files, now=now, newest=newest, carries=(delivery.placement_id, delivery.account_id))
    ) is not None:
        problem = refusal.problems[0]
        return Asked(Verdict.REFUSED, problem.what, problem.mend)
    if placement.due_at > now:
        return Asked(Verdict.WAIT, Words("改到了更晚", "moved to later"), at=placement.due_at)
    closes = min(approval.closes_at, placement.due_at + late_window(account.channel, now.date()))
    if now > closes and not begun:
        return Asked(
            Verdict.MISSED,
            _too_late(delivery, placement.due_at, now),
            Words("选一个新时间，或放弃这条", "choose a new time, or drop it"),
            closes,
        )
    against = [_against_it(session, approval, placement, account, now=now)]
    if not begun:
        against.insert(0, _against_the_moment(session, placement, account, now=now))
    for what, mend in chain(*against):
        return Asked(Verdict.REFUSED, what, mend, closes)
    return Asked(Verdict.GO, closes=closes)


def _against_the_moment(session: Session, placement: Placement, account: ChannelAccount, *, now: datetime) -> Iterator[tuple[Words, Words]]:
    """What speaks against beginning at this moment, and what a person can do about it."""
    zone = current(session).zone_info
    if sends_by_machine(account.channel) and quiet(now.astimezone(zone)):
        yield (
            Words("现在是安静时段，不打扰客户", "quiet hours: customers are left alone"),
            Words("改到早上 7 点以后", "move it after 7 in the morning"),
        )
    if (full := over_quota(session, account, placement.for_whom, zone=zone, now=now)) is not None:
        yield full, Words("改到额度恢复之后", "move it to when the quota is free again")


def _against_it(
    session: Session, approval: Approval, placement: Placement, account: ChannelAccount, *, now: datetime
) -> Iterator[tuple[Words, Words]]:
    """What speaks against sending it at all today, and what a person can do about it."""
    local = now.astimezone(current(session).zone_info)
    version = session.get(PostVersion, approval.version_id)
    if version is not None and version.promotional and (day := sensitive_day(session, local.date())) is not None:
        yield no_promotion(day)
    if gone := opted_out(session, account.channel, placement.for_whom):
        yield _left_out(gone)


_ELSEWHERE = (
    Words("要走的账号或安排和批准的不一样", "it would leave by another account or placement than was approved"),
    Words("重新送审，由审核批准后再发", "submit again; a reviewer has to approve it"),
)


def _left_out(gone: Sequence[OptOut]) -> tuple[Words, Words]:
    who = "、".join(each.whom for each in gone[:3]) + ("…" if len(gone) > 3 else "")
    return (
        Words(f"受众里有 {len(gone)} 个已退订：{who}", f"{len(gone)} of the audience opted out: {who}"),
        Words("把他们从受众里去掉，重新送审", "take them out of the audience and submit again"),
    )


def _too_late(delivery: Delivery, due_at: datetime, now: datetime) -> Words:
    """How late it is, and what it waited for until then."""
    minutes = int((now - due_at).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    zh = f"{hours} 小时 {rest} 分" if hours else f"{rest} 分钟"
    waited = delivery.said.get("zh", ""), delivery.said.get("en", "")
    return Words(
        f"已过点 {zh}，没有发出" + (f"（此前：{waited[0]}）" if waited[0] else ""),
        f"{minutes} min past due, not sent" + (f" (before: {waited[1]})" if waited[1] else ""),
    )
