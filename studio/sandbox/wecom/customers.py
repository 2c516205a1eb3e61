"""Customers and who follows them (wechat-api.md §1.12): a customer belongs to the corp, a friendship to one member."""

from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, get, post
from studio.sandbox.wecom.corps import EVERYBODY, Department, in_sight, member, staff
from studio.sandbox.wecom.pages import page, strings
from studio.sandbox.wecom.tags import tag_names
from studio.sandbox.world import World

FOLLOWERS_A_PAGE = 500


@dataclass
class Customer:
    """Somebody outside the corp; `gender` 0 unknown, 1 man, 2 woman."""

    corpid: str
    external_userid: str
    name: str
    gender: int
    unionid: str


@dataclass
class Friendship:
    """A member and a customer who know each other; `ended_by` says who deleted whom: "", "customer" or "member".

    After the customer deleted the member the relation stays listed for the member but no message arrives; after the member
    deleted the customer it is gone. `add_way` 1 scanned a code, 2 searched, 3 card, 4 group chat, 16 link.
    """

    corpid: str
    userid: str
    external_userid: str
    since: float
    last_chat_at: float
    tags: list[str] = field(default_factory=list)
    remark: str = ""
    state: str = ""
    add_way: int = 1
    ended_by: str = ""
    ended_at: float = 0.0


def friendship(world: World, corpid: str, userid: str, external_userid: str) -> Friendship | None:
    """The relation unless the member ended it."""
    found = world.shelf(Friendship).get(f"{corpid}|{userid}|{external_userid}")
    return None if found is None or found.ended_by == "member" else found


def friendships(world: World, corpid: str, *, userid: str = "", external_userid: str = "") -> list[Friendship]:
    """Relations that no member ended, of one member or customer or of all, oldest first."""
    return [
        f
        for f in world.shelf(Friendship).values()
        if f.corpid == corpid and f.ended_by != "member" and userid in ("", f.userid) and external_userid in ("", f.external_userid)
    ]


def keep_friendship(world: World, relation: Friendship) -> None:
    world.shelf(Friendship).put(f"{relation.corpid}|{relation.userid}|{relation.external_userid}", relation)


def related(world: World, call: Call, userid: str, external_userid: str) -> Friendship:
    """The relation of a visible member with a customer; 84061 when there is none."""
    staff(world, call, userid)
    found = friendship(world, call.account, userid, external_userid)
    if found is None:
        raise Refusal(84061, "not external contact", rule="no relation between this member and this customer")
    return found


def get_follow_user_list(world: World, call: Call) -> Json:
    return {"errcode": 0, "errmsg": "ok", "follow_user": [m.userid for m in in_sight(world, call)]}


def list_customers(world: World, call: Call) -> Json:
    userid = staff(world, call, call.query.get("userid", "")).userid
    listed = [f.external_userid for f in friendships(world, call.account, userid=userid)]
    if not listed:
        raise Refusal(84061, "not external contact", rule="this member has no customers")
    return {"errcode": 0, "errmsg": "ok", "external_userid": listed}


def get_customer(world: World, call: Call) -> Json:
    external_userid = call.query.get("external_userid", "")
    customer = world.shelf(Customer).get(f"{call.account}|{external_userid}")
    followed = friendships(world, call.account, external_userid=external_userid)
    if customer is None or not followed:
        raise Refusal(84061, "not external contact")
    names = tag_names(world, call.account)
    shown = [_follow_user(f, names) for f in followed[:FOLLOWERS_A_PAGE]]
    return {"errcode": 0, "errmsg": "ok", "external_contact": _external_contact(customer), "follow_user": shown, "next_cursor": ""}


def batch_get_by_user(world: World, call: Call) -> Json:
    """Customers of up to 100 members, page by page; `userid` alone is taken as a list of one, as older clients send it [S]."""
    asked = strings(call.body, "userid_list", most=100) or [call.text("userid")]
    people = [staff(world, call, userid) for userid in asked]
    unlicensed = [m.userid for m in people if not m.licensed]
    if len(unlicensed) == len(people):
        raise Refusal(701008, "user unlicensed")
    wanted = {m.userid for m in people if m.licensed}
    known = [f for f in friendships(world, call.account) if f.userid in wanted]
    shown, cursor = page(call, known, most=100, default=50)
    customers = world.shelf(Customer)
    listed = [
        {"external_contact": _external_contact(customers[f"{f.corpid}|{f.external_userid}"]), "follow_info": _follow_info(f)} for f in shown
    ]
    answer: Json = {"errcode": 0, "errmsg": "ok", "external_contact_list": listed, "next_cursor": cursor}
    return answer | ({"fail_info": {"unlicensed_userid_list": unlicensed}} if unlicensed else {})


def get_member(world: World, call: Call) -> Json:
    """`/cgi-bin/user/get`: a self-built app gets no telephone, address or picture without consent [R]; such fields are there and empty."""
    found = staff(world, call, call.query.get("userid", ""))
    return {
        "errcode": 0,
        "errmsg": "ok",
        "userid": found.userid,
        "name": found.name,
        "department": [found.department],
        "order": [0],
        "position": found.position,
        "is_leader_in_dept": [0],
        "direct_leader": [],
        "alias": "",
        "telephone": "",
        "main_department": found.department,
        "status": 1,
        "extattr": {"attrs": []},
        "external_profile": {"external_attr": []},
    }


def simple_list(world: World, call: Call) -> Json:
    """`/cgi-bin/user/simplelist`: the members of one department; department 1 holds everybody."""
    asked = call.query.get("department_id") or str(EVERYBODY)
    if not asked.isdecimal():
        raise Refusal(60123, "invalid party id", mark="R")
    wanted = int(asked)
    listed = [
        {"userid": m.userid, "name": m.name, "department": [m.department]}
        for m in in_sight(world, call)
        if wanted in (EVERYBODY, m.department)
    ]
    return {"errcode": 0, "errmsg": "ok", "userlist": listed}


def list_departments(world: World, call: Call) -> Json:
    """`/cgi-bin/department/list`."""
    own = [d for d in world.shelf(Department).values() if d.corpid == call.account]
    listed = [{"id": d.id, "name": d.name, "parentid": 0 if d.id == EVERYBODY else EVERYBODY, "order": d.id} for d in own]
    return {"errcode": 0, "errmsg": "ok", "department": listed}


def _external_contact(customer: Customer) -> Json:
    return {
        "external_userid": customer.external_userid,
        "name": customer.name,
        "type": 1,
        "avatar": "",
        "gender": customer.gender,
        "unionid": customer.unionid,
    }


def _follow_user(relation: Friendship, names: dict[str, tuple[str, str]]) -> Json:
    tags = [{"group_name": names[t][0], "tag_name": names[t][1], "tag_id": t, "type": 1} for t in relation.tags if t in names]
    return {"userid": relation.userid, **_facts(relation), "tags": tags}


def _follow_info(relation: Friendship) -> Json:
    return {"userid": relation.userid, **_facts(relation), "tag_id": list(relation.tags)}


def _facts(relation: Friendship) -> Json:
    return {
        "remark": relation.remark,
        "description": "",
        "createtime": int(relation.since),
        "add_way": relation.add_way,
        "oper_userid": relation.userid,
        **({"state": relation.state} if relation.state else {}),
    }


def name_of(world: World, corpid: str, who: str) -> str:
    """The name of a customer or member, for what people see; the id when nobody has it."""
    customer = world.shelf(Customer).get(f"{corpid}|{who}")
    if customer is not None:
        return customer.name
    found = member(world, corpid, who)
    return found.name if found else who


routes = {
    "/cgi-bin/externalcontact/get_follow_user_list": get(get_follow_user_list, empty=("follow_user",)),
    "/cgi-bin/externalcontact/list": get(list_customers, empty=("external_userid",)),
    "/cgi-bin/externalcontact/get": get(get_customer, empty=("follow_user",)),
    "/cgi-bin/externalcontact/batch/get_by_user": post(batch_get_by_user, empty=("external_contact_list",)),
    "/cgi-bin/user/get": get(get_member),
    "/cgi-bin/user/simplelist": get(simple_list, empty=("userlist",)),
    "/cgi-bin/department/list": get(list_departments, empty=("department",)),
}
