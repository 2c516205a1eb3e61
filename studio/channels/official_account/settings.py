"""An Official Account's settings, read once from what the account carries."""

from dataclasses import dataclass
from enum import StrEnum

from studio.channels.channel import Account


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
    held = account.settings
    default = Way.FREEPUBLISH if account.verified else Way.DRAFT
    return Settings(
        way=Way(str(held.get("publish") or default)),
        comments=bool(held.get("need_open_comment", True)),
        fans_only=bool(held.get("only_fans_can_comment", False)),
        strict_bytes=bool(held.get("strict_bytes", False)),
    )
