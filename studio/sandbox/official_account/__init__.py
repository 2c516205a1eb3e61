"""The Official Account (公众号) side of the sandbox.

Numbers of its simulation that `POST /_sandbox/world {"tuning": {…}}` can change: `publish_s` and `mass_s` (how long a job runs, seconds),
`read_rate`, `comment_rate`, `join_rate`, `leave_rate` (1 is usual), `people_off` (1: nobody acts by themselves),
`bare_lists` (1: batchgets without content have no `content` at all).
"""

from dataclasses import asdict

from studio.sandbox.call import Json
from studio.sandbox.official_account import (
    comments,
    drafts,
    followers,
    freepublish,
    mass,
    material,
    media,
    people,
    phone,
    quota,
    statistics,
    tags,
    tokens,
)
from studio.sandbox.official_account.accounts import DEFAULT_WORLD, PLATFORM, Account, open_account, receiver
from studio.sandbox.official_account.admission import admit, words
from studio.sandbox.side import Side
from studio.sandbox.world import World

_PARTS = (tokens, quota, media, material, drafts, freepublish, mass, followers, tags, comments, statistics)
routes = {path: endpoint for part in _PARTS for path, endpoint in part.routes.items()}


def begin(world: World) -> None:
    """The first accounts move in, with their followers."""
    for account, number in DEFAULT_WORLD:
        world.shelf(Account).put(account.appid, Account(**asdict(account)))
        followers.settle(world, account.appid, number, at=world.at())


def alter(world: World, wish: Json) -> Json:
    """Create an account or change the named fields of one; `followers` is how many a new one starts with."""
    number = int(wish.pop("followers", 50))
    is_new = str(wish["appid"]) not in world.shelf(Account)
    made = open_account(world, wish)
    if is_new:
        followers.settle(world, made.appid, number, at=world.at())
    return asdict(made)


def profiles(world: World) -> list[Json]:
    return [asdict(account) | {"followers": len(followers.of(world, account.appid))} for account in world.shelf(Account).values()]


side = Side(
    name=PLATFORM,
    host="api.weixin.qq.com",
    routes=routes,
    admit=admit,
    words=words,
    content_type="application/json; encoding=utf-8",
    begin=begin,
    happenings=people.happenings
    | {"publish_finishes": freepublish.publish_finishes, "reader_comments": comments.reader_comments}
    | mass.happenings,
    people=people.acts | {"confirm_mass": mass.admin_confirms},
    profiles=profiles,
    alter=alter,
    receiver=receiver,
    exhaust=quota.exhaust,
    phone=phone.sections,
)
