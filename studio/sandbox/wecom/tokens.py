"""`/cgi-bin/gettoken`: one token per app secret, the same one while it lives [R] (wechat-api.md §1.9)."""

from studio.sandbox.call import Call, Json, Refusal, get
from studio.sandbox.wecom.admission import count, may_come_from
from studio.sandbox.wecom.corps import PLATFORM, App, Corp
from studio.sandbox.world import World


def gettoken(world: World, call: Call) -> Json:
    corpid, secret = call.query.get("corpid", ""), call.query.get("corpsecret", "")
    if not corpid:
        raise Refusal(41002, "corpid missing")
    if not secret:
        raise Refusal(41004, "corpsecret missing")
    corp = world.shelf(Corp).get(corpid)
    if corp is None:
        raise Refusal(40013, "invalid corpid")
    app = next((a for a in world.shelf(App).values() if a.corpid == corpid and a.secret == secret), None)
    if app is None:
        raise Refusal(40001, "invalid credential")
    may_come_from(corp, call)
    call.account = corpid
    count(world, f"{corpid}|{call.path}", at=call.at)
    token = world.tokens.newest(PLATFORM, corpid, app.agentid)
    if token is None or call.at >= token.expires_at or (token.dead_at is not None and call.at >= token.dead_at):
        token = world.tokens.mint(PLATFORM, corpid, app.agentid, at=call.at)
    return {"errcode": 0, "errmsg": "ok", "access_token": token.value, "expires_in": int(token.expires_at - call.at)}


routes = {"/cgi-bin/gettoken": get(gettoken, token=False)}
