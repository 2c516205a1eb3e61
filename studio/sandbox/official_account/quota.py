"""Daily quotas of calls, counted by Beijing day (wechat-api.md §2 rule 14), and the call that clears them."""

from dataclasses import dataclass

from studio.sandbox.call import Call, Json, Refusal, get, post
from studio.sandbox.official_account.accounts import Account, caller
from studio.sandbox.world import World, day_of, month_of

DAILY = {
    "/cgi-bin/token": 2_000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/draft/add": 1_000,
    "/cgi-bin/draft/update": 1_000,
    "/cgi-bin/draft/delete": 1_000,
    "/cgi-bin/draft/count": 1_000,
    "/cgi-bin/draft/batchget": 1_000,
    "/cgi-bin/draft/get": 500,
    "/cgi-bin/freepublish/submit": 100,
    "/cgi-bin/freepublish/get": 100,
    "/cgi-bin/freepublish/batchget": 100,
    "/cgi-bin/freepublish/getarticle": 100,
    "/cgi-bin/freepublish/delete": 10,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
    "/cgi-bin/message/mass/sendall": 100,
    "/cgi-bin/message/mass/send": 100,
    "/cgi-bin/message/mass/preview": 100,
}
"""Of a newly registered account [D]; an account's own `quotas` (path → calls a day) stand over these, as larger accounts have more."""
OTHERS_DAILY = 5_000_000
"""Not documented per call; generous, so that nothing but a fault on demand reaches it [C]."""
CLEARS_A_MONTH = 10


@dataclass
class Usage:
    """How often something was used within one day, month or minute."""

    used: int = 0


def use(world: World, appid: str, path: str, *, at: float) -> None:
    """Count one call; 45009 when the day's quota is spent, until Beijing midnight."""
    shelf = world.shelf(Usage)
    key = f"{appid}|{path}|{day_of(at)}"
    usage = shelf.get(key) or Usage()
    if usage.used >= limit_of(world, appid, path):
        raise Refusal(45009, "reach max api daily quota limit", rule="quota of calls per Beijing day")
    usage.used += 1
    shelf.put(key, usage, soon=True)


def used(world: World, name: str) -> int:
    usage = world.shelf(Usage).get(name)
    return usage.used if usage else 0


def count(world: World, name: str) -> int:
    """Count one use under a name of your own, such as a minute or a month; returns how many there are now."""
    usage = world.shelf(Usage).get(name) or Usage()
    usage.used += 1
    world.shelf(Usage).put(name, usage)
    return usage.used


def limit_of(world: World, appid: str, path: str) -> int:
    account = world.shelf(Account).get(appid)
    return (account.quotas if account else {}).get(path, DAILY.get(path, OTHERS_DAILY))


def exhaust(world: World, appid: str, path: str) -> None:
    """Spend the day's quota of a path at once, on demand of the control plane."""
    world.shelf(Usage).put(f"{appid}|{path}|{day_of(world.at())}", Usage(limit_of(world, appid, path)))


def clear_quota(world: World, call: Call) -> Json:
    if call.text("appid") != call.account:
        raise Refusal(40013, "invalid appid")
    month = f"{call.account}|clear_quota|{month_of(call.at)}"
    if used(world, month) >= CLEARS_A_MONTH:
        raise Refusal(48006, "forbid to clear quota because of reaching the limit")
    count(world, month)
    shelf = world.shelf(Usage)
    for key in [key for key in shelf if key.startswith(f"{call.account}|/") and key.endswith(day_of(call.at))]:
        shelf.put(key, Usage())
    return {"errcode": 0, "errmsg": "ok"}


def quota_get(world: World, call: Call) -> Json:
    path = call.text("cgi_path")
    if path not in world.sides[call.side].routes:
        raise Refusal(76003, "cgi_path not found")
    spent = used(world, f"{call.account}|{path}|{day_of(call.at)}")
    limit = limit_of(world, call.account, path)
    return {"errcode": 0, "errmsg": "ok", "quota": {"daily_limit": limit, "used": spent, "remain": max(0, limit - spent)}}


def ip_list(world: World, call: Call) -> Json:
    caller(world, call)
    return {"ip_list": ["127.0.0.1"]}


routes = {
    "/cgi-bin/clear_quota": post(clear_quota),
    "/cgi-bin/openapi/quota/get": post(quota_get),
    "/cgi-bin/get_api_domain_ip": get(ip_list),
    "/cgi-bin/getcallbackip": get(ip_list),
}
