"""An Official Account's settings, read once from what the account carries."""

from dataclasses import dataclass
from enum import StrEnum

from studio.channels.channel import Account
from studio.errors import StudioError, problem


class Way(StrEnum):
    """How an article leaves the draft box."""

    FREEPUBLISH = "freepublish"  # a permanent address, no push
    MASS = "mass"  # pushed to followers, counts against the quota
    DRAFT = "draft"  # a person publishes it on the platform


@dataclass(frozen=True)
class Settings:
    """`publish` decides the way; accounts that are not verified can only draft. `strict_bytes` counts titles as some accounts report."""

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


def _way(account: Account) -> Way:
    told = str(account.settings.get("publish") or (Way.FREEPUBLISH if account.verified else Way.DRAFT))
    if told not in set(Way):
        ways = "、".join(Way)
        raise StudioError(
            problem(
                f"没有「{told}」这种发布方式", f"there is no way to publish called {told!r}", where=account.slug, field="publish",
                mend=(f"可选：{ways}", f"choose one of {ways}"),
            )
        )  # fmt: skip
    return Way(told)
