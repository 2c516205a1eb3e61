"""Moments read back: the list, tasks, who was chosen, who sees it, who liked and commented (wechat-api.md §1.11)."""

from dataclasses import dataclass

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.moments import Moment, MomentTask, asked_moment, moment_task, moment_tasks
from studio.sandbox.wecom.pages import page, window
from studio.sandbox.world import World


@dataclass
class Reaction:
    """A like or a comment; `text` is seen on phones only, the API gives people and times."""

    key: str
    corpid: str
    moment_id: str
    userid: str
    kind: str
    who: str
    staff: bool
    at: float
    text: str = ""


def get_moment_list(world: World, call: Call) -> Json:
    """Newest first [C]; API-made Moments name no creator; a job that is not done yet is not listed [C]."""
    begin, end = window(call, days=30)
    filter_type = call.number("filter_type", 2)
    if filter_type not in (0, 1, 2):
        raise Refusal(40058, "invalid Request Parameter: filter_type should be 0 to 2")
    chosen = [
        m for m in world.shelf(Moment).values() if m.corpid == call.account and m.done_at <= call.at and begin <= int(m.created_at) <= end
    ]
    if filter_type == 1 or call.text("creator"):
        chosen = []
    chosen.sort(key=lambda m: m.created_at, reverse=True)
    shown, cursor = page(call, chosen, most=20, default=20)
    return {"errcode": 0, "errmsg": "ok", "next_cursor": cursor, "moment_list": [_shown(m) for m in shown]}


def _shown(moment: Moment) -> Json:
    shown: Json = {
        "moment_id": moment.moment_id,
        "create_time": int(moment.created_at),
        "create_type": 0,
        "visible_type": 0 if moment.tags else 1,
        **moment.content,
    }
    return shown | ({"text": {"content": moment.text}} if moment.text else {})


def get_moment_task(world: World, call: Call) -> Json:
    shown, cursor = page(call, moment_tasks(world, asked_moment(world, call).moment_id), most=1_000, default=500)
    listed = [{"userid": t.userid, "publish_status": 1 if t.published_at else 0} for t in shown]
    return {"errcode": 0, "errmsg": "ok", "next_cursor": cursor, "task_list": listed}


def get_moment_customer_list(world: World, call: Call) -> Json:
    """The range chosen at publishing; empty before."""
    part = _asked_task(world, call)
    shown, cursor = page(call, part.range, most=1_000, default=500)
    listed = [{"userid": part.userid, "external_userid": one} for one in shown]
    return {"errcode": 0, "errmsg": "ok", "next_cursor": cursor, "customer_list": listed}


def get_moment_send_result(world: World, call: Call) -> Json:
    """Those to whom it is really shown; empty before publishing."""
    shown, cursor = page(call, _asked_task(world, call).seen_by, most=5_000, default=3_000)
    return {"errcode": 0, "errmsg": "ok", "next_cursor": cursor, "customer_list": [{"external_userid": one} for one in shown]}


def get_moment_comments(world: World, call: Call) -> Json:
    """People and times, no text; 41062 until the member has published."""
    part = _asked_task(world, call)
    if not part.published_at:
        raise Refusal(41062, "moment is not published by this user yet")
    own = [r for r in world.shelf(Reaction).values() if r.moment_id == part.moment_id and r.userid == part.userid]
    own.sort(key=lambda r: r.at)
    return {
        "errcode": 0,
        "errmsg": "ok",
        "comment_list": [_who(r) for r in own if r.kind == "comment"],
        "like_list": [_who(r) for r in own if r.kind == "like"],
    }


def _who(reaction: Reaction) -> Json:
    return {"userid" if reaction.staff else "external_userid": reaction.who, "create_time": int(reaction.at)}


def _asked_task(world: World, call: Call) -> MomentTask:
    """The part of the member the call names; 41061 when the Moment is not this member's."""
    found = moment_task(world, asked_moment(world, call).moment_id, call.text("userid"))
    if found is None:
        raise Refusal(41061, "invalid moment userid")
    return found


routes = {
    "/cgi-bin/externalcontact/get_moment_list": post(get_moment_list, empty=("moment_list",)),
    "/cgi-bin/externalcontact/get_moment_task": post(get_moment_task, empty=("task_list",)),
    "/cgi-bin/externalcontact/get_moment_customer_list": post(get_moment_customer_list, empty=("customer_list",)),
    "/cgi-bin/externalcontact/get_moment_send_result": post(get_moment_send_result, empty=("customer_list",)),
    "/cgi-bin/externalcontact/get_moment_comments": post(get_moment_comments, empty=("comment_list", "like_list")),
}
