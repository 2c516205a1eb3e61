"""The ways out by name: a new channel is one line here."""

from collections.abc import Callable

import httpx

from studio.channels.channel import Account, Channel, Drawer
from studio.channels.community.groups import Community
from studio.channels.handoff.desk import Handoff
from studio.channels.moments.feed import Moments
from studio.channels.official_account.account import OfficialAccount
from studio.errors import StudioError, problem

Factory = Callable[[Account, Drawer, httpx.BaseTransport | None], Channel]

CHANNELS: dict[str, Factory] = {
    "official_account": OfficialAccount,
    "community": Community,
    "moments": Moments,
    "handoff": Handoff,
}


def able(channel: str, to_do: type) -> bool:
    """Whether channels of this kind can do it at all: `able("moments", Replies)`."""
    factory: object = CHANNELS.get(channel)
    return isinstance(factory, type) and issubclass(factory, to_do)


def open_channel(account: Account, drawer: Drawer, http: httpx.BaseTransport | None = None) -> Channel:
    """The account's way out; connections are kept alive and shared per platform address unless `http` is given."""
    factory = CHANNELS.get(account.channel)
    if factory is None:
        raise StudioError(
            problem(
                f"没有「{account.channel}」这种渠道", f"there is no channel {account.channel!r}", where=account.slug, field="channel",
                mend=(f"可选：{'、'.join(CHANNELS)}", f"choose one of {', '.join(CHANNELS)}"),
            )
        )  # fmt: skip
    return factory(account, drawer, http)
