"""A credential that died pauses its account and says so once: every further call would be refused the same way."""

from datetime import datetime

from sqlmodel import Session

from studio import history
from studio.brands.account import ChannelAccount
from studio.channels.answer import Answer, Blame, NotSent
from studio.errors import Words
from studio.people.person import Role, team
from studio.publishing.hold import Hold, HoldScope, holds
from studio.publishing.notice import tell

# token and secret refused, machine not on the allow-list, app not callable (wechat-api.md §3.1): the account's, not the post's
DEAD = frozenset({40001, 40014, 40125, 41002, 41004, 40013, 40091, 40164, 61004, 60020, 40243, 45031, 48002})
MEND = Words(
    "在 设置 → 账号 修好并测试连接，再到 投放 里恢复这个账号", "mend it and test the connection in Settings → Accounts, then resume the account under Publish"
)  # fmt: skip


def is_dead(answer: Answer) -> bool:
    """Whether the answer speaks of the account's credential rather than of this one message."""
    return (
        isinstance(answer, NotSent)
        and answer.blame is Blame.FIX_THE_CHANNEL
        and (answer.code in DEAD or answer.field in ("secret", "base_url"))
    )


def pause_if_dead(session: Session, account: ChannelAccount, answer: Answer, *, who: str, at: datetime) -> Hold | None:
    """Hold the account and tell the brand's admins; None when the answer says nothing of the kind, or it is held already."""
    if not isinstance(answer, NotSent) or not is_dead(answer):
        return None
    if any(row.scope == HoldScope.ACCOUNT.value and row.target == account.slug for row in holds(session)):
        return None
    row = Hold(brand=account.brand_id, scope=HoldScope.ACCOUNT.value, target=account.slug, by=who, at=at, reason=answer.reason.zh)
    session.add(row)
    session.flush()
    history.record(
        session, "hold.set", f"hold:{row.id}", who=who, at=at, scope=row.scope, target=row.target, reason=row.reason, code=answer.code
    )
    words = Words(f"「{account.name}」已自动暂停：{answer.reason.zh}", f"{account.name} was paused by itself: {answer.reason.en}")
    mend = Words(f"{answer.mend.zh}。{MEND.zh}", f"{answer.mend.en}. {MEND.en}") if answer.mend.zh else MEND
    for person, roles in team(session):
        if Role.ADMIN in roles:
            tell(session, person.key, about=f"account:{account.slug}", words=words, mend=mend, at=at)
    return row
