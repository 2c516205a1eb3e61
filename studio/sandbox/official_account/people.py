"""What the control plane can let people of an Official Account do now."""

from studio.sandbox.call import Json, Refusal
from studio.sandbox.official_account import followers
from studio.sandbox.official_account.accounts import message
from studio.sandbox.official_account.comments import says
from studio.sandbox.official_account.freepublish import published_by_hand
from studio.sandbox.official_account.published import by_msg_data
from studio.sandbox.official_account.verdicts import audit
from studio.sandbox.official_account.voices import question
from studio.sandbox.world import World


def comment(world: World, wish: Json) -> Json:
    """Somebody comments: `{"appid", "msg_data_id", "index": 0, "content", "openid"?, "nobody"?}`; `nobody`: without a WeChat identity."""
    made = by_msg_data(world, wish["appid"], str(wish["msg_data_id"]))
    if made is None:
        raise ValueError("nothing was published with this msg_data_id")
    openid = "" if wish.get("nobody") else wish.get("openid") or followers.of(world, wish["appid"])[0].openid
    said = says(world, world.at(), made=made, index=int(wish.get("index", 0)), content=str(wish["content"]), openid=openid)
    return vars(said)


def publish_draft(world: World, wish: Json) -> Json:
    """`{"appid", "media_id"}`: somebody opens the console and taps publish; unverified accounts can do that too."""
    try:
        made = published_by_hand(world, world.at(), appid=wish["appid"], media_id=str(wish["media_id"]))
    except Refusal as refusal:
        raise ValueError(f"no such draft: {refusal.errmsg}") from refusal
    return {"article_id": made.article_id, "url": made.articles[0]["url"]}


def subscribe(world: World, wish: Json) -> Json:
    """`{"appid", "state"?}`: somebody new follows, by a code with this state if given."""
    scene = "ADD_SCENE_QR_CODE" if wish.get("state") else "ADD_SCENE_SEARCH"
    return vars(followers.subscribes(world, world.at(), appid=wish["appid"], scene=scene, state=str(wish.get("state", ""))))


def unsubscribe(world: World, wish: Json) -> Json:
    """Somebody leaves: `{"appid", "openid"?}`."""
    openid = wish.get("openid") or followers.of(world, wish["appid"])[0].openid
    return vars(followers.unsubscribes(world, world.at(), appid=wish["appid"], openid=str(openid)))


def write(world: World, wish: Json) -> Json:
    """`{"appid", "content", "openid"?}`: a follower writes to the account; it goes to the callback address."""
    openid = wish.get("openid") or followers.of(world, wish["appid"])[0].openid
    return {"openid": openid, "MsgId": _text(world, world.at(), appid=wish["appid"], openid=openid, content=str(wish["content"]))}


def follower_writes(world: World, at: float, *, appid: str) -> None:
    """Somebody of the crowd asks the account something."""
    chance = world.chance("writes", appid, int(at))
    people = followers.of(world, appid)
    if people:
        _text(world, at, appid=appid, openid=chance.choice(people).openid, content=question(chance))


def _text(world: World, at: float, *, appid: str, openid: str, content: str) -> int:
    message_id = world.number("message", first=24_000_000_001)
    message(world, appid, {"MsgType": "text", "Content": content, "MsgId": message_id}, at=at, openid=openid)
    return message_id


acts = {
    "comment": comment,
    "publish_draft": publish_draft,
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "write": write,
    "audit": audit,
}
happenings = {
    "subscribes": followers.subscribes,
    "somebody_leaves": followers.somebody_leaves,
    "followers_move": followers.followers_move,
    "follower_writes": follower_writes,
}
