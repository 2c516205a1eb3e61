"""The WeCom side of the sandbox."""

from studio.sandbox.call import Call, Endpoint, Json, Refusal
from studio.sandbox.side import Side
from studio.sandbox.world import World

routes: dict[str, Endpoint] = {}


def admit(_world: World, _call: Call) -> None:
    """Check the access token of a call."""
    return


def words(refusal: Refusal, endpoint: Endpoint | None, _call: Call) -> Json:
    """Refusals carry the empty lists of the call [P W2]."""
    return {
        "errcode": refusal.errcode,
        "errmsg": refusal.errmsg,
        **{name: [] for name in (endpoint.empty if endpoint else ())},
        **refusal.extra,
    }


side = Side(name="wecom", host="qyapi.weixin.qq.com", routes=routes, admit=admit, words=words)
