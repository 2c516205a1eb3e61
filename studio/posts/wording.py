"""The wording digest (内容摘要值): one digest over exactly what will be sent, to whom, through which account, and when.

An approval stores it; the claim derives it again from the version, the picture bytes and the account's settings as they are then.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from studio.brands.account import ChannelAccount
from studio.errors import Refused, problem
from studio.files import Files, digest_of
from studio.library.kinds import ChannelKind
from studio.posts.placement import Placement
from studio.posts.post import PostVersion
from studio.posts.variant import Variant


@dataclass(frozen=True)
class Window:
    """From when until when it may go out; both ends belong to it."""

    opens: datetime
    closes: datetime

    def covers(self, moment: datetime) -> bool:
        return self.opens <= moment <= self.closes

    @classmethod
    def around(cls, due_at: datetime, *, late: timedelta) -> "Window":
        """The window that an approval has unless the reviewer widens it: due time until too late."""
        return cls(due_at, due_at + late)


def variant_for(version: PostVersion, channel: str) -> Variant:
    variant = version.body.get(ChannelKind(channel))
    if variant is None:
        raise Refused(
            problem(
                f"第 {version.number} 版没有「{channel}」的内容", f"version {version.number} has no variant for {channel}", field="variants",
                mend=("在 创作 里写好这个渠道的版本", "write this channel's variant first"),
            )
        )  # fmt: skip
    return variant


def wording_digest(version: PostVersion, placement: Placement, account: ChannelAccount, window: Window, *, files: Files) -> str:
    """Derive the digest from the rows and the bytes as they are now; raises StudioError when a picture is missing or was altered."""
    variant = variant_for(version, placement.channel)
    said = {
        "post": version.post_id,
        "promotional": version.promotional,
        "variant": variant.model_dump(mode="json"),
        "pictures": [digest_of(files.get(picture.digest)) for picture in variant.all_pictures],
        "account": account_facts(account),
        "audience": placement.for_whom.model_dump(mode="json"),
        "window": [moment.astimezone(UTC).isoformat() for moment in (window.opens, window.closes)],
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


UNSAID = frozenset({"id", "brand_id", "slug", "name", "audience", "sealed", "created_at", "removed_at"})
"""What of an account does not change what will happen: how it is called here, its secret, the audience that new placements begin with."""


def account_facts(account: ChannelAccount) -> dict[str, object]:
    """What of an account decides where a message lands and what happens there: every field that is not named as indifferent, so that a new one counts."""
    said: dict[str, object] = {name: getattr(account, name) for name in sorted(ChannelAccount.model_fields) if name not in UNSAID}
    return {"id": account.key, **said}
