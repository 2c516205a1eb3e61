"""Who will see it, in one sentence: said aloud when it is everybody."""

from studio.brands.account import ChannelAccount
from studio.library.kinds import Audience, ChannelKind
from studio.ui.words import say


def audience_sentence(account: ChannelAccount, audience: Audience) -> str:
    """`Public: every customer of 3 members sees it` and its like; nothing named is everybody."""
    match ChannelKind(account.channel):
        case ChannelKind.MOMENTS if audience.tags:
            return say("parts.audience_moments_tags", n=len(audience.tags))
        case ChannelKind.MOMENTS if audience.members:
            return say("parts.audience_moments_members", n=len(audience.members))
        case ChannelKind.MOMENTS:
            return say("parts.audience_moments_all")
        case ChannelKind.COMMUNITY if audience.groups:
            return say("parts.audience_groups", n=len(audience.groups))
        case ChannelKind.COMMUNITY:
            return say("parts.audience_groups_all")
        case ChannelKind.OFFICIAL_ACCOUNT if audience.tags:
            return say("parts.audience_followers_tags", n=len(audience.tags))
        case ChannelKind.OFFICIAL_ACCOUNT:
            return say("parts.audience_followers")
        case _:
            return say("parts.audience_by_hand", who="、".join(audience.people) or say("parts.somebody"))
