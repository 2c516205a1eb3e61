"""Contact ways (联系我): codes that lead new customers to members, with a state that comes back in the event (wechat-api.md §1.12)."""

from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.wecom.corps import PLATFORM, Department, staff
from studio.sandbox.wecom.ids import new_id
from studio.sandbox.wecom.pages import numbers, page, part, strings
from studio.sandbox.world import World

WAYS, MEMBERS_A_WAY, WORDS = 500_000, 100, 30
TEMPORARY_S = 7 * 86_400
"""How long a temporary code lives when the request does not say [R]."""


@dataclass
class ContactWay:
    """`type` 1 one member, 2 several; `scene` 1 mini program, 2 QR code. `expires_in` seconds for temporary ones."""

    corpid: str
    config_id: str
    made_at: float
    type: int
    scene: int
    style: int = 1
    remark: str = ""
    skip_verify: bool = True
    state: str = ""
    user: list[str] = field(default_factory=list)
    party: list[int] = field(default_factory=list)
    is_temp: bool = False
    expires_in: int = 0
    chat_expires_in: int = 0
    unionid: str = ""
    is_exclusive: bool = False
    mark_source: bool = True
    conclusions: Json = field(default_factory=dict)
    qr_code: str = ""


def add_contact_way(world: World, call: Call) -> Json:
    """The answer carries the picture's address for QR codes only."""
    kind, scene = call.number("type"), call.number("scene")
    if kind not in (1, 2):
        raise Refusal(41037, "invalid contact way type", mark="C")
    if scene not in (1, 2):
        raise Refusal(41038, "invalid contact way scene", mark="C")
    if sum(w.corpid == call.account for w in world.shelf(ContactWay).values()) >= WAYS:
        raise Refusal(41054, "contact way count out of limit", rule="500 000 contact ways per corp", mark="C")
    config_id = new_id(world, "contact_way", prefix="", length=32)
    way = ContactWay(call.account, config_id, call.at, kind, scene)
    way.is_temp, way.is_exclusive = call.body.get("is_temp") is True, call.body.get("is_exclusive") is True
    way.mark_source = call.body.get("mark_source", True) is True
    _change(world, call, way)
    way.qr_code = f"https://wework.qpic.cn/wwpic/{config_id}/0" if scene == 2 else ""
    world.shelf(ContactWay).put(config_id, way)
    remote = {"config_id": config_id, "state": way.state, "user": way.user}
    world.ledger.add(
        at=call.at, platform=PLATFORM, account=call.account, effect="contact_way_created", remote=remote, payload=call.raw, rid=call.rid
    )
    return {"errcode": 0, "errmsg": "ok", "config_id": config_id} | ({"qr_code": way.qr_code} if way.qr_code else {})


def _change(world: World, call: Call, way: ContactWay) -> None:
    """Put the named fields into the way, or refuse without a change."""
    user, remark, state = strings(call.body, "user", most=MEMBERS_A_WAY), call.text("remark"), call.text("state")
    party = numbers(call.body, "party", most=MEMBERS_A_WAY)
    departments = {d.id for d in world.shelf(Department).values() if d.corpid == call.account}
    if not set(party) <= departments:
        raise Refusal(60123, "invalid party id", mark="R")
    for userid in user:
        staff(world, call, userid)
    named = user if "user" in call.body else way.user
    if way.type == 1 and (len(named) != 1 or party):
        raise Refusal(41041, "invalid contact way user", rule="type 1 needs exactly one member", mark="C")
    if way.type == 2 and not (named or party or way.party):
        raise Refusal(41041, "invalid contact way user", rule="nobody would be added", mark="C")
    if len(remark) > WORDS:
        raise Refusal(41039, "invalid contact way remark", rule="remark: at most 30 characters", mark="C")
    if len(state) > WORDS:
        raise Refusal(41040, "invalid contact way state", rule="state: at most 30 characters", mark="C")
    way.style, way.unionid = call.number("style", way.style), call.text("unionid", way.unionid)
    way.expires_in, way.chat_expires_in = call.number("expires_in", way.expires_in), call.number("chat_expires_in", way.chat_expires_in)
    way.conclusions = part(call.body, "conclusions") or way.conclusions
    way.skip_verify = call.body.get("skip_verify", way.skip_verify) is not False
    way.remark, way.state = call.text("remark", way.remark), call.text("state", way.state)
    way.user, way.party = named, (party if "party" in call.body else way.party)


def asked_way(world: World, call: Call) -> ContactWay:
    """The way the call names; 41044 for a wrong config_id [C]."""
    way = world.shelf(ContactWay).get(call.text("config_id"))
    if way is None or way.corpid != call.account:
        raise Refusal(41044, "invalid contact way config_id", mark="C")
    return way


def get_contact_way(world: World, call: Call) -> Json:
    way = asked_way(world, call)
    shown = {name: value for name, value in vars(way).items() if name not in ("corpid", "made_at")}
    shown["conclusions"] = {name: _with_address(value) if name == "image" else value for name, value in way.conclusions.items()}
    return {"errcode": 0, "errmsg": "ok", "contact_way": shown}


def _with_address(image: object) -> object:
    """A conclusion's picture is told by its address."""
    media_id = image.get("media_id", "") if isinstance(image, dict) else ""
    return {"pic_url": f"https://p.qpic.cn/pic_wework/{media_id}/0"} if media_id else image


def list_contact_way(world: World, call: Call) -> Json:
    begin, end = call.number("start_time"), call.number("end_time", 2**53)
    chosen = [w for w in world.shelf(ContactWay).values() if w.corpid == call.account and not w.is_temp and begin <= int(w.made_at) <= end]
    shown, cursor = page(call, chosen, most=1_000, default=100)
    return {"errcode": 0, "errmsg": "ok", "contact_way": [{"config_id": w.config_id} for w in shown], "next_cursor": cursor}


def update_contact_way(world: World, call: Call) -> Json:
    way = asked_way(world, call)
    _change(world, call, way)
    world.shelf(ContactWay).put(way.config_id, way)
    return {"errcode": 0, "errmsg": "ok"}


def del_contact_way(world: World, call: Call) -> Json:
    world.shelf(ContactWay).drop(asked_way(world, call).config_id)
    return {"errcode": 0, "errmsg": "ok"}


routes = {
    "/cgi-bin/externalcontact/add_contact_way": post(add_contact_way),
    "/cgi-bin/externalcontact/get_contact_way": post(get_contact_way),
    "/cgi-bin/externalcontact/list_contact_way": post(list_contact_way, empty=("contact_way",)),
    "/cgi-bin/externalcontact/update_contact_way": post(update_contact_way),
    "/cgi-bin/externalcontact/del_contact_way": post(del_contact_way),
}
