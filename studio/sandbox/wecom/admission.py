"""Who may call: the access token, the app's rights, the rates of the corp, and how a refusal is worded (wechat-api.md §0, §2 rules 24-29)."""

from dataclasses import dataclass

from studio.sandbox.call import Call, Endpoint, Json, Refusal
from studio.sandbox.wecom.corps import PLATFORM, App, Corp
from studio.sandbox.world import World

A_MINUTE = 10_000
AN_HOUR = 150_000


@dataclass
class Rate:
    """Calls of one path in the running minute and hour."""

    minute: int = 0
    in_minute: int = 0
    hour: int = 0
    in_hour: int = 0


def admit(world: World, call: Call) -> None:
    """Find the corp and app behind the token; absent 41001, bogus 40014, expired 42001; then rights and rates."""
    endpoint = world.sides[PLATFORM].routes.get(call.path)
    if endpoint is not None and not endpoint.token:
        return
    value = call.query.get("access_token", "")
    if not value:
        raise Refusal(41001, "access_token missing", mark="P")
    state, token = world.tokens.look(value, platform=PLATFORM, at=call.at)
    if state == "expired":
        raise Refusal(42001, "access_token expired", mark="P")
    if token is None or state != "good":
        raise Refusal(40014, "invalid access_token", mark="P")
    call.account, call.agent = token.account, token.series
    may_come_from(world.shelf(Corp)[call.account], call)
    if "/externalcontact/" in call.path:
        _may_use_contacts(world.shelf(App)[f"{call.account}|{call.agent}"])
    count(world, f"{call.account}|{call.path}", at=call.at)


def may_come_from(corp: Corp, call: Call) -> None:
    """60020 with the caller's address when the corp lists trusted addresses and this is none of them."""
    if corp.allow_ips and call.ip not in corp.allow_ips:
        raise Refusal(60020, "not allow to access from your ip", rule="trusted IP of a self-built app (rule 25)")


def _may_use_contacts(app: App) -> None:
    if app.kind == "system" or not app.callable:
        raise Refusal(48002, "api forbidden", rule="app is not on the list of apps that may call customer contact (rule 24)")


def count(world: World, key: str, *, at: float) -> None:
    """Count one call against the minute and the hour; 45009 until the next one begins."""
    shelf = world.shelf(Rate)
    minute, hour = int(at // 60), int(at // 3600)
    rate = shelf.get(key) or Rate()
    if rate.minute != minute:
        rate.minute, rate.in_minute = minute, 0
    if rate.hour != hour:
        rate.hour, rate.in_hour = hour, 0
    if rate.in_minute >= A_MINUTE or rate.in_hour >= AN_HOUR:
        raise Refusal(45009, "api freq out of limit", rule="calls per minute and hour of a corp (rule 28)")
    rate.in_minute += 1
    rate.in_hour += 1
    shelf.put(key, rate, soon=True)


def exhaust(world: World, account: str, path: str) -> None:
    """Spend this minute's calls of a path at once, on demand of the control plane."""
    minute = int(world.at() // 60)
    world.shelf(Rate).put(f"{account}|{path}", Rate(minute, A_MINUTE, minute // 60, A_MINUTE))


def words(refusal: Refusal, endpoint: Endpoint | None, call: Call) -> Json:
    """HTTP 200 with errcode, a hint of digits that begin with the second [P], and the lists of the call empty [P W2]."""
    digits = f"{int(call.at)}{int(call.rid.replace('-', ''), 16) % 10**15:015d}"
    hint = f"hint: [{digits}], from ip: {call.ip}, more info at https://open.work.weixin.qq.com/devtool/query?e={refusal.errcode}"
    empty = {name: [] for name in (endpoint.empty if endpoint else ())}
    return {"errcode": refusal.errcode, "errmsg": f"{refusal.errmsg}, {hint}", **empty, **refusal.extra}
