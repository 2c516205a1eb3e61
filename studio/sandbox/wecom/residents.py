"""Who lives in the sandbox at the first start: one corp, four members, their customers, tags, groups and a robot."""

from studio.sandbox.wecom.chatter import small_talk
from studio.sandbox.wecom.corps import EVERYBODY, App, Corp, Department, Member
from studio.sandbox.wecom.customers import Customer, Friendship, friendships, keep_friendship
from studio.sandbox.wecom.group_chats import GroupChat, sit_down
from studio.sandbox.wecom.ids import fixed_id
from studio.sandbox.wecom.names import nickname
from studio.sandbox.wecom.tags import Tag, TagGroup
from studio.sandbox.wecom.webhook import Robot
from studio.sandbox.world import World

CORPID = "wwsandboxcorp0001"
APP_SECRET = "sandbox-corp-secret-0001"  # noqa: S105 - no secret: printed in the docs
DAY_S = 86_400.0
MEMBERS = (
    ("lin-an", "林岸", 2, "创始人"),
    ("zhou-yue", "周月", 2, "面料跟单"),
    ("xu-miao", "徐淼", 3, "护肤顾问"),
    ("chen-he", "陈禾", 3, "客户顾问"),
)
DEPARTMENTS = ((EVERYBODY, "岸上"), (2, "内容运营"), (3, "客户顾问"))
TAG_GROUPS = (
    ("et-group-stage", "阶段", (("et-tag-new", "新客"), ("et-tag-returning", "老客"))),
    ("et-group-interest", "兴趣", (("et-tag-womenswear", "女装"), ("et-tag-coffee", "咖啡"), ("et-tag-skincare", "护肤"))),
    ("et-group-level", "等级", (("et-tag-vip", "VIP"),)),
)
GROUPS = (
    ("wr-group-style-01", "穿搭灵感 · 1 群", "lin-an", 400, 46, "每天一套通勤穿搭，周三晚上新品试穿"),
    ("wr-group-vip-01", "老朋友衣橱", "lin-an", 520, 24, "只聊衣服和生活，不刷屏"),
    ("wr-group-daily-01", "周月的闲聊群", "zhou-yue", 90, 34, "不卖东西，聊日子：做饭、洗衣服、爬山都行"),
    ("wr-group-coffee-01", "慢慢喝咖啡", "zhou-yue", 210, 38, "豆单每周一更新，冲煮问题随时问"),
    ("wr-group-skin-01", "护肤小课堂", "xu-miao", 120, 32, "成分党集合，孕期和敏感肌请先问顾问"),
)
ROBOT_KEY = "sandbox-robot-key-0001"
FEWEST, MOST = 36, 60
KNOWS_TWO = 0.12


def move_in(world: World) -> None:
    """Everything of the default corp."""
    now = world.at()
    world.shelf(Corp).put(CORPID, Corp(CORPID, "岸上"))
    world.shelf(App).put(f"{CORPID}|1000002", App(CORPID, "1000002", APP_SECRET))
    world.shelf(App).put(f"{CORPID}|system", App(CORPID, "system", "sandbox-system-secret-0001", kind="system"))
    for number, name in DEPARTMENTS:
        world.shelf(Department).put(f"{CORPID}|{number}", Department(CORPID, number, name))
    for userid, name, department, position in MEMBERS:
        world.shelf(Member).put(f"{CORPID}|{userid}", Member(CORPID, userid, name, department, position))
    _tags(world, now)
    for userid, *_ in MEMBERS:
        _customers(world, userid, now)
    _groups(world, now)
    world.shelf(Robot).put(ROBOT_KEY, Robot(ROBOT_KEY, CORPID, "内容组提醒"))


def _tags(world: World, now: float) -> None:
    for place, (group_id, group_name, tags) in enumerate(TAG_GROUPS):
        made_at = now - 700 * DAY_S
        world.shelf(TagGroup).put(group_id, TagGroup(CORPID, group_id, group_name, made_at, place))
        for order, (tag_id, name) in enumerate(tags):
            world.shelf(Tag).put(tag_id, Tag(CORPID, tag_id, group_id, name, made_at, order))


def _customers(world: World, userid: str, now: float) -> None:
    """Some dozens of customers of their own, and some whom another member knows already."""
    chance = world.chance("customers of", userid)
    others = [f.external_userid for f in friendships(world, CORPID)]
    for number in range(chance.randint(FEWEST, MOST)):
        knows_two = bool(others) and chance.random() < KNOWS_TWO
        external_userid = chance.choice(others) if knows_two else new_customer(world, CORPID, userid, number)
        since = now - chance.uniform(0.5, 600) * DAY_S
        tags = [t for t in ("et-tag-womenswear", "et-tag-coffee", "et-tag-skincare") if chance.random() < 0.4]
        tags.insert(0, "et-tag-new" if since > now - 60 * DAY_S else "et-tag-returning")
        tags += ["et-tag-vip"] if chance.random() < 0.1 else []
        last_chat = now - chance.random() ** 2 * (now - since)
        keep_friendship(world, Friendship(CORPID, userid, external_userid, since, last_chat, tags))


def new_customer(world: World, corpid: str, *about: object, name: str = "") -> str:
    """Somebody new; returns the external_userid, always the same for the same seed and `about`."""
    external_userid = fixed_id(world, "customer", corpid, *about, prefix="wm", length=32)
    chance = world.chance("person", external_userid)
    gender = chance.choices((2, 1, 0), weights=(70, 22, 8))[0]
    unionid = fixed_id(world, "unionid", external_userid, prefix="oSb", length=28)
    world.shelf(Customer).put(f"{corpid}|{external_userid}", Customer(corpid, external_userid, name or nickname(chance), gender, unionid))
    return external_userid


def _groups(world: World, now: float) -> None:
    for chat_id, name, owner, days, people, notice in GROUPS:
        begun = now - days * DAY_S
        chat = world.shelf(GroupChat).put(chat_id, GroupChat(CORPID, chat_id, name, owner, begun, notice))
        sit_down(world, chat, owner, at=begun, scene=1, staff=True)
        for userid in [m[0] for m in MEMBERS if m[0] != owner][:1]:
            sit_down(world, chat, userid, at=begun + 60, scene=1, staff=True, invitor=owner)
        chance = world.chance("group", chat_id)
        known = sorted({f.external_userid for f in friendships(world, CORPID, userid=owner)})
        strangers = sorted({f.external_userid for f in friendships(world, CORPID)} - set(known))
        guests = [*chance.sample(known, min(len(known), people * 3 // 4)), *chance.sample(strangers, people // 4)]
        arrivals = sorted(begun + chance.random() * (now - begun) for _ in guests)
        for guest, at in zip(guests, arrivals, strict=True):
            sit_down(world, chat, guest, at=at, scene=chance.choice((1, 2, 3, 3)))
        small_talk(world, chat, at=now)
