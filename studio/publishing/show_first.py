"""Showing a post on a real phone before anybody decides: the newest wording, to one chosen follower (预览给一个人)."""

from sqlmodel import Session

from studio import history
from studio.brands.account import ChannelAccount
from studio.channels.answer import Answer
from studio.channels.channel import ShowsFirst
from studio.channels.message import Message
from studio.database import act
from studio.errors import Refused, StudioError, problem
from studio.people.person import Person, Role, require
from studio.posts.message import message_for
from studio.posts.placement import Placement, placement
from studio.posts.post import latest, post
from studio.publishing.desk import Desk


def show_first(desk: Desk, placement_id: int, openid: str, *, brand: int, by: Person) -> Answer:
    """Send the post's newest version to this follower only. It needs no approval, uses no quota of mass sends, and stands in the history."""
    now = desk.clock.now()
    with act(desk.engine, brand=brand) as session:
        require(session, by, Role.EDITOR, Role.PLANNER, Role.REVIEWER, Role.PUBLISHER, Role.ADMIN)
        where = placement(session, placement_id)
        account, message = _account(session, where), _message(session, desk, where)
    channel: object = desk.channel(account)
    if not isinstance(channel, ShowsFirst):
        raise Refused(
            problem(
                "只有公众号能先预览给一个关注者", "only Official Accounts can show a post to one follower first", where=account.slug,
                mend=("看页面里的手机预览", "look at the phone preview on the page"),
            )
        )  # fmt: skip
    if wrong := desk.channel(account).limits(message, on=now):
        raise Refused(*wrong)
    answer = channel.preview(message, {}, openid, now=now)
    with act(desk.engine, brand=brand) as session:
        about, outcome = f"post:{where.post_id}", type(answer).__name__
        history.record(session, "post.shown_first", about, who=by.handle, at=now, account=account.slug, to=openid, outcome=outcome)
    return answer


def _account(session: Session, where: Placement) -> ChannelAccount:
    account = session.get(ChannelAccount, where.account_id)
    if account is None or account.removed_at is not None or account.sealed is None:
        raise StudioError(
            problem(
                "这个账号没有连好", "this account is not connected", mend=("到 设置 → 账号 填密钥", "set its secret in Settings → Accounts")
            )
        )
    return account


def _message(session: Session, desk: Desk, where: Placement) -> Message:
    version = latest(session, post(session, where.post_id))
    if version is None:
        raise StudioError(problem("还没有内容可看", "there is nothing to show yet", mend=("先写一版", "write a version first")))
    return message_for(version, where, files=desk.files, marker=f"preview-{where.key}")
