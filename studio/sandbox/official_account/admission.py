"""Who may call: the access token of a call, its quota, and how a refusal is worded (wechat-api.md §0, §2 rules 1-3)."""

from studio.sandbox.call import Call, Endpoint, Json, Refusal
from studio.sandbox.official_account.accounts import PLATFORM
from studio.sandbox.official_account.quota import use
from studio.sandbox.world import World

OF_TOKENS = (40001, 40013, 40014, 40125, 41001, 41002, 41004, 42001)
NOT_LATEST = "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"


def admit(world: World, call: Call) -> None:
    """Find the account behind the token; absent 41001, expired 42001, replaced or unknown 40001; then count the call."""
    endpoint = world.sides[PLATFORM].routes.get(call.path)
    if endpoint is not None and not endpoint.token:
        return
    value = call.query.get("access_token", "")
    if not value:
        raise Refusal(41001, "access_token missing", rule="token absent", mark="P")
    state, token = world.tokens.look(value, platform=PLATFORM, at=call.at)
    if state == "expired":
        raise Refusal(42001, "access_token expired", rule="token expired", mark="P")
    if token is None or state != "good":
        raise Refusal(40001, NOT_LATEST, rule="token replaced or unknown", mark="P")
    call.account = token.account
    use(world, token.account, call.path, at=call.at)


def words(refusal: Refusal, _endpoint: Endpoint | None, call: Call) -> Json:
    """HTTP 200 with errcode, the rid at the end of errmsg [P O4], before it a hint where the business refuses, and no empty lists."""
    hint = "" if refusal.errcode in OF_TOKENS else f"hint: [{call.rid.replace('-', '')[:12]}] "
    return {"errcode": refusal.errcode, "errmsg": f"{refusal.errmsg} {hint}rid: {call.rid}", **refusal.extra}
