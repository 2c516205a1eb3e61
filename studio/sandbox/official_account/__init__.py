"""The Official Account (公众号) side of the sandbox."""

from studio.sandbox.official_account import quota, tokens
from studio.sandbox.official_account.accounts import DEFAULT_WORLD, PLATFORM, Account, receiver
from studio.sandbox.official_account.admission import admit, words
from studio.sandbox.side import Side
from studio.sandbox.world import World

routes = {**tokens.routes, **quota.routes}


def begin(world: World) -> None:
    """The first accounts move in."""
    for account, _ in DEFAULT_WORLD:
        world.shelf(Account).put(account.appid, Account(**vars(account)))


side = Side(
    name=PLATFORM,
    host="api.weixin.qq.com",
    routes=routes,
    admit=admit,
    words=words,
    content_type="application/json; encoding=utf-8",
    begin=begin,
    receiver=receiver,
    exhaust=quota.exhaust,
)
