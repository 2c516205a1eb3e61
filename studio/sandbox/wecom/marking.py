"""`mark_tag`: a member's tags on a customer (wechat-api.md §1.12); the same call twice changes nothing more."""

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.corps import PLATFORM
from studio.sandbox.wecom.customers import keep_friendship, related
from studio.sandbox.wecom.pages import strings
from studio.sandbox.wecom.tags import is_corp_tag
from studio.sandbox.world import World


def mark_tag(world: World, call: Call) -> Json:
    """84061 without a relation, 40068 for a tag that is not the corp's."""
    add, remove = strings(call.body, "add_tag", most=1_000), strings(call.body, "remove_tag", most=1_000)
    if not add and not remove:
        raise Refusal(40063, "some parameters are empty: add_tag and remove_tag")
    relation = related(world, call, call.text("userid"), call.text("external_userid"))
    if not all(is_corp_tag(world, call.account, tag) for tag in add + remove):
        raise Refusal(40068, "invalid tagid")
    tags = [t for t in dict.fromkeys([*relation.tags, *add]) if t not in remove or t in add]
    if tags != relation.tags:
        relation.tags = tags
        keep_friendship(world, relation)
        remote = {"userid": relation.userid, "external_userid": relation.external_userid, "tags": tags}
        world.ledger.add(
            at=call.at, platform=PLATFORM, account=call.account, effect="customer_tagged", remote=remote, payload=call.raw, rid=call.rid
        )
    return {"errcode": 0, "errmsg": "ok"}


routes = {"/cgi-bin/externalcontact/mark_tag": post(mark_tag)}
