"""Showing a post on a real phone before anybody decides: the newest wording, to one of the brand's own testers (预览给一个人)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from studio import history
from studio.brands.account import ChannelAccount
from studio.channels.answer import Answer
from studio.channels.channel import ShowsFirst
from studio.database import act
from studio.errors import Refused, StudioError, problem
from studio.library.current import library
from studio.library.kinds import Audience
from studio.people.person import Person, Role, require
from studio.posts.destination import PAST
from studio.posts.message import message_for
from studio.posts.opt_out import opted_out
from studio.posts.placement import Placement, placement
from studio.posts.post import PostVersion, latest, post
from studio.posts.warmup import require_may_go_out
from studio.publishing.desk import Desk
from studio.publishing.hold import held_by
from studio.publishing.tester import tester
from studio.review.checks import as_problem, findings
from studio.rules.finding import Weight


def show_first(desk: Desk, placement_id: int, openid: str, *, brand: int, by: Person) -> Answer:
    """Send the post's newest version to this tester only. It needs no approval and uses no quota of mass sends; the checks, the warm-up gate and holds are asked.

    The intent stands in the history before it leaves, what came of it after. The platform's number of previews a day is counted by the account's drawer.
    """
    now = desk.clock.now()
    with act(desk.engine, brand=brand) as session:
        require(session, by, Role.EDITOR, Role.PLANNER, Role.REVIEWER, Role.PUBLISHER, Role.ADMIN)
        where = placement(session, placement_id)
        account, version = _account(session, where), _version(session, where)
        channel: object = desk.channel(account)
        if not isinstance(channel, ShowsFirst):
            raise Refused(
                problem(
                    "只有公众号能先预览给一个关注者", "only Official Accounts can show a post to one follower first", where=account.slug,
                    mend=("看页面里的手机预览", "look at the phone preview on the page"),
                )
            )  # fmt: skip
        message = message_for(version, where, files=desk.files, marker=f"preview-{where.key}")
        _require_own(session, account, openid)
        _require_fit(session, desk, where, account, version, now=now)
        if wrong := desk.channel(account).limits(message, on=now):
            raise Refused(*wrong)
        told = {"account": account.slug, "to": openid, "version": version.number}
        _record(session, "post.showing_first", where, told, by=by, at=now)
    answer = channel.preview(message, {}, openid, now=now)
    with act(desk.engine, brand=brand) as session:
        _record(session, "post.shown_first", where, told | {"outcome": type(answer).__name__}, by=by, at=desk.clock.now())
    return answer


def _require_own(session: Session, account: ChannelAccount, openid: str) -> None:
    if tester(session, account, openid) is None or opted_out(session, account.channel, Audience(people=(openid,))):
        raise Refused(
            problem(
                "这位不在试看名单里，没批准的内容不能发给客户", "not one of the testers: what is not approved is shown to no customer", where=account.slug, field="openid",
                mend=("请管理员在 设置 → 账号 把自己人加进试看名单", "ask an admin to name your own people as testers in Settings → Accounts"),
            )
        )  # fmt: skip


def _require_fit(session: Session, desk: Desk, where: Placement, account: ChannelAccount, version: PostVersion, *, now: datetime) -> None:
    """What would be refused at hand-in is shown to nobody either."""
    written = post(session, where.post_id)
    if hold := held_by(session, brand=where.brand_id, account=account.slug, persona=written.persona):
        raise Refused(
            problem(
                f"{hold.by} 暂停了发布：{hold.reason}", f"held by {hold.by}: {hold.reason}", where=account.slug,
                mend=("恢复之后再发", "send it after the hold is lifted"),
            )
        )  # fmt: skip
    require_may_go_out(session, written, version, account, at=now)
    found = findings(session, written, version, library(session), files=desk.files, now=now, asked=(where.key,)).get(where.channel, [])
    if blocks := [each for each in found if each.weight is Weight.BLOCK and each.rule != PAST]:
        raise Refused(*(as_problem(each, where=f"post:{where.post_id}") for each in blocks))


def _record(session: Session, verb: str, where: Placement, told: Mapping[str, Any], *, by: Person, at: datetime) -> None:
    history.record(session, verb, f"post:{where.post_id}", who=by.handle, at=at, **told)


def _account(session: Session, where: Placement) -> ChannelAccount:
    account = session.get(ChannelAccount, where.account_id)
    if account is None or account.removed_at is not None or account.sealed is None:
        raise StudioError(
            problem(
                "这个账号没有连好", "this account is not connected", mend=("到 设置 → 账号 填密钥", "set its secret in Settings → Accounts")
            )
        )
    return account


def _version(session: Session, where: Placement) -> PostVersion:
    version = latest(session, post(session, where.post_id))
    if version is None:
        raise StudioError(problem("还没有内容可看", "there is nothing to show yet", mend=("先写一版", "write a version first")))
    return version
