"""An Official Account's settings, read once from what the account carries."""

from dataclasses import dataclass
from enum import StrEnum

from studio.channels.channel import Account
from studio.errors import Problem, StudioError, problem


class Entity(StrEnum):
    """Whose account it is on the platform; a personal one may never publish by API (rule oa.freepublish.access)."""

    COMPANY = "company"
    PERSONAL = "personal"


class Way(StrEnum):
    """How an article leaves the draft box."""

    FREEPUBLISH = "freepublish"  # a permanent address, no push
    MASS = "mass"  # pushed to followers, counts against the quota
    DRAFT = "draft"  # a person publishes it on the platform


@dataclass(frozen=True)
class Settings:
    """`publish` decides the way; accounts that may not publish can only draft. `strict_bytes` counts titles as some accounts report."""

    way: Way
    comments: bool
    fans_only: bool
    strict_bytes: bool


def settings_of(account: Account) -> Settings:
    """StudioError names a way that does not exist."""
    held = account.settings
    return Settings(
        way=_way(account),
        comments=bool(held.get("need_open_comment", True)),
        fans_only=bool(held.get("only_fans_can_comment", False)),
        strict_bytes=bool(held.get("strict_bytes", False)),
    )


def may_publish(account: Account) -> bool:
    """Whether the platform lets this account publish by API: a verified one of a company; a personal one never, verified or not."""
    return account.verified and account.settings.get("entity") != Entity.PERSONAL


def may_not_publish(where: str) -> Problem:
    """Said of an account that is set to publish and may not."""
    return problem(
        "这个账号不能用发布接口：个人主体和未认证的账号都没有", "this account may not publish by API: personal accounts and those that are not verified never may",
        where=where, field="publish", rule="oa.freepublish.access",
        mend=("把发布方式改为「只建草稿」，由人在公众号后台发布", "set it to drafts only; somebody publishes in the console"),
    )  # fmt: skip


def _way(account: Account) -> Way:
    told = str(account.settings.get("publish") or Way.FREEPUBLISH)
    if told not in set(Way):
        ways = "、".join(Way)
        raise StudioError(
            problem(
                f"没有「{told}」这种发布方式", f"there is no way to publish called {told!r}", where=account.slug, field="publish",
                mend=(f"可选：{ways}", f"choose one of {ways}"),
            )
        )  # fmt: skip
    return Way.DRAFT if told == Way.FREEPUBLISH and not may_publish(account) else Way(told)
