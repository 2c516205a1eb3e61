"""Counting what channels ask of the platforms: the account's drawer with a meter, and people told once when a quota is used up."""

from datetime import datetime

from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.channels.channel import Left
from studio.database import act
from studio.errors import Words
from studio.people.person import Role, team
from studio.publishing.drawer import TableDrawer
from studio.publishing.notice import tell
from studio.publishing.rate import A_DAY, Wait, comes_back, hold, learn, part_of, rules_of, take, used_up

CONCERNED = (Role.PUBLISHER, Role.ADMIN)
MEND = Words(
    "到时候会自动接着问；想更快知道，请看公众号后台，或把真实额度填进账号设置的 quotas",
    "it is asked again by itself; to know sooner look in the console, or enter the account's real limit under quotas in its settings",
)


class CountingDrawer(TableDrawer):
    """The drawer of one account, and the count of its calls; each call of it is its own short transaction."""

    def spend(self, endpoints: str, *, now: datetime) -> datetime | None:
        if not rules_of(endpoints):
            return None
        with act(self._engine, brand=self._brand) as session:
            wait = take(session, account := self._account(session), endpoints, now=now)
            return self._waits(session, account, wait, now=now)

    def left(self, endpoints: str, *, now: datetime) -> Left | None:
        if not rules_of(endpoints):
            return None
        with act(self._engine, brand=self._brand) as session:
            held = hold(session, self._account(session), endpoints, now=now).buckets
        scarce = min(held, key=lambda each: each.left)
        rate = scarce.rule.rate
        return Left(scarce.left, rate.calls, comes_back(part_of(now, rate), rate))

    def refused(self, endpoints: str, *, now: datetime) -> datetime | None:
        if not rules_of(endpoints):
            return None
        with act(self._engine, brand=self._brand) as session:
            wait = used_up(session, account := self._account(session), endpoints, now=now)
            return self._waits(session, account, wait, now=now)

    def learn(self, endpoints: str, *, limit: int, used: int, now: datetime) -> None:
        with act(self._engine, brand=self._brand) as session:
            learn(session, self._account(session), endpoints, limit=limit, used=used, now=now)

    def _account(self, session: Session) -> ChannelAccount:
        account = session.get(ChannelAccount, self._account_id)
        if account is None:
            raise RuntimeError(f"account {self._account_id} is gone")
        return account

    def _waits(self, session: Session, account: ChannelAccount, wait: Wait | None, *, now: datetime) -> datetime | None:
        if wait is None:
            return None
        if wait.first and wait.rule.rate.every >= A_DAY:
            tell_used_up(session, account, wait, now=now)
        return wait.until


def tell_used_up(session: Session, account: ChannelAccount, wait: Wait, *, now: datetime) -> None:
    """Publishers and admins hear once in a period that its calls are used up, and from when there are new ones."""
    at, rule = wait.until.astimezone(current(session).zone_info), wait.rule
    words = Words(
        f"「{account.name}」今天的「{rule.what.zh}」用完了（{rule.count} 次），{at:%m-%d %H:%M} 恢复",
        f"{account.name}: today's {rule.what.en} are used up ({rule.count}); there are new ones at {at:%m-%d %H:%M}",
    )
    for person, roles in team(session):
        if person.left_at is None and any(role in roles for role in CONCERNED):
            tell(session, person.key, about=f"account:{account.slug}:{rule.id}", words=words, mend=MEND, at=now)
