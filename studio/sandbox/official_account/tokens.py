"""`/cgi-bin/token` and `/cgi-bin/stable_token` (wechat-api.md §1.1, §2 rules 1-4): two kinds that do not touch each other."""

import secrets

from studio.sandbox.call import Call, Json, Refusal, get, post
from studio.sandbox.official_account.accounts import PLATFORM, Account, account
from studio.sandbox.official_account.quota import count, use, used
from studio.sandbox.tokens import Token
from studio.sandbox.world import World, day_of

OVERLAP_S = 300
RENEW_EARLY_S = 300
FORCED_A_DAY = 20
FORCED_APART_S = 30
STABLE_A_MINUTE = 10_000


def _credentials(world: World, call: Call, *, appid: str, secret: str, grant_type: str) -> Account:
    """The account, when everything about the wish is right; the appid is looked at first, even before grant_type [P O4]."""
    found = account(world, appid)
    if grant_type != "client_credential":
        raise Refusal(40002, "invalid grant_type")
    if not secret:
        raise Refusal(41004, "appsecret missing")
    if not secrets.compare_digest(secret.encode(), found.secret.encode()):
        raise Refusal(40125, "invalid appsecret")
    if found.secret_frozen:
        raise Refusal(40243, "AppSecret is frozen")
    if found.allow_ips and call.ip not in found.allow_ips:
        raise Refusal(40164, f"invalid ip {call.ip} ipv6 ::ffff:{call.ip}, not in whitelist")
    call.account = appid
    use(world, appid, call.path, at=call.at)
    return found


def token(world: World, call: Call) -> Json:
    query = call.query
    found = _credentials(world, call, appid=query.get("appid", ""), secret=query.get("secret", ""), grant_type=query.get("grant_type", ""))
    return _shown(world.tokens.mint(PLATFORM, found.appid, "token", at=call.at, overlap_s=OVERLAP_S), at=call.at)


def stable_token(world: World, call: Call) -> Json:
    found = _credentials(world, call, appid=call.text("appid"), secret=call.text("secret"), grant_type=call.text("grant_type"))
    if count(world, f"{found.appid}|stable_token|{int(call.at // 60)}") > STABLE_A_MINUTE:
        raise Refusal(45011, "api minute-quota reach limit, must slower, retry next minute")
    newest = world.tokens.newest(PLATFORM, found.appid, "stable_token")
    if call.body.get("force_refresh") is True:
        _may_force(world, found, newest, at=call.at)
        return _shown(world.tokens.mint(PLATFORM, found.appid, "stable_token", at=call.at), at=call.at)
    if newest is None or call.at >= newest.expires_at - RENEW_EARLY_S or (newest.dead_at is not None and newest.dead_at <= call.at):
        newest = world.tokens.mint(PLATFORM, found.appid, "stable_token", at=call.at, overlap_s=OVERLAP_S)
    return _shown(newest, at=call.at)


def _may_force(world: World, found: Account, newest: Token | None, *, at: float) -> None:
    today = f"{found.appid}|force_refresh|{day_of(at)}"
    if newest is not None and used(world, today) and at - newest.minted_at < FORCED_APART_S:
        raise Refusal(
            45011, "api minute-quota reach limit, must slower, retry next minute", rule="forced refreshes are 30 s apart", mark="C"
        )
    if used(world, today) >= FORCED_A_DAY:
        raise Refusal(45009, "reach max api daily quota limit", rule="20 forced refreshes a day")
    count(world, today)


def _shown(made: Token, *, at: float) -> Json:
    return {"access_token": made.value, "expires_in": int(made.expires_at - at)}


routes = {
    "/cgi-bin/token": get(token, token=False),
    "/cgi-bin/stable_token": post(stable_token, token=False),
}
