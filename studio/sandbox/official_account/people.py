"""What the control plane can let people of an Official Account do now."""

from studio.sandbox.call import Json
from studio.sandbox.official_account import followers
from studio.sandbox.official_account.accounts import message
from studio.sandbox.official_account.comments import says
from studio.sandbox.official_account.published import by_msg_data
from studio.sandbox.official_account.verdicts import audit
from studio.sandbox.world import World


def comment(world: World, wish: Json) -> Json:
    """Somebody comments: `{"appid", "msg_data_id", "index": 0, "content", "openid"?}`."""
    made = by_msg_data(world, wish["appid"], str(wish["msg_data_id"]))
    if made is None:
        raise ValueError("nothing was published with this msg_data_id")
    openid = wish.get("openid") or followers.of(world, wish["appid"])[0].openid
    said = says(world, world.at(), made=made, index=int(wish.get("index", 0)), content=str(wish["content"]), openid=openid)
    return vars(said)


def subscribe(world: World, wish: Json) -> Json:
    """`{"appid", "state"?}`: somebody new follows, by a code with this state if given."""
    scene = "ADD_SCENE_QR_CODE" if wish.get("state") else "ADD_SCENE_SEARCH"
    return vars(followers.subscribes(world, world.at(), appid=wish["appid"], scene=scene, state=str(wish.get("state", ""))))


def unsubscribe(world: World, wish: Json) -> Json:
    """Somebody leaves: `{"appid", "openid"?}`."""
    return vars(followers.unsubscribes(world, world.at(), appid=wish["appid"], openid=str(wish.get("openid", ""))))


def write(world: World, wish: Json) -> Json:
    """`{"appid", "content", "openid"?}`: a follower writes to the account; it goes to the callback address."""
    openid = wish.get("openid") or followers.of(world, wish["appid"])[0].openid
    message_id = world.number("message", first=24_000_000_001)
    fields = {"MsgType": "text", "Content": str(wish["content"]), "MsgId": message_id}
    message(world, wish["appid"], fields, at=world.at(), openid=openid)
    return {"openid": openid, "MsgId": message_id}


acts = {"comment": comment, "subscribe": subscribe, "unsubscribe": unsubscribe, "write": write, "audit": audit}
happenings = {
    "subscribes": followers.subscribes,
    "unsubscribes": followers.unsubscribes,
    "followers_move": followers.followers_move,
}
