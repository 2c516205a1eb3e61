"""Saying aloud who will see a moment, before and after: without tags it is public."""

from collections.abc import Mapping

from studio.channels.channel import Account
from studio.channels.message import Message
from studio.errors import Words


def audience_sentence(account: Account, message: Message, counts: Mapping[str, int | None]) -> Words:
    """One sentence for reviewers and publishers. `counts` may hold `members` and `customers`; what is not known is said to be."""
    members = len(message.to.members) or counts.get("members")
    customers = counts.get("customers")
    by_zh = f"{members} 位成员" if members is not None else f"「{account.name}」可见范围内每位成员"
    by_en = f"{members} members" if members is not None else f"every member in range of {account.name}"
    many_zh = f"（约 {customers:,} 人）" if customers is not None else "（人数未知）"
    many_en = f" (about {customers:,} people)" if customers is not None else " (how many is unknown)"
    if message.to.tags:
        tags = "、".join(message.to.tags)
        return Words(
            f"仅给 {by_zh}的客户中带标签 {tags} 的人{many_zh}",
            f"only to customers of {by_en} with the tags {', '.join(message.to.tags)}{many_en}",
        )
    return Words(f"公开给 {by_zh}的全部客户{many_zh}", f"public to all customers of {by_en}{many_en}")
