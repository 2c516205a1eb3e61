"""What customers say in groups: questions after a message, and small talk on other days."""

from studio.sandbox.wecom.corps import PLATFORM
from studio.sandbox.wecom.group_chats import GroupChat, Utterance, group_chat, say, seats
from studio.sandbox.world import World

ASKERS_MOST = 3
SLOWEST_S = 3 * 3600.0
_ABOUT = (
    (
        ("咖啡", "豆", "拿铁", "美式"),
        ("这款豆子适合做冰美式吗？", "有挂耳的吗，办公室没有磨豆机", "酸度高不高呀，我怕酸", "开封之后多久喝完比较好？"),
    ),
    (
        ("护肤", "面霜", "精华", "皮肤", "防晒", "保湿"),
        ("敏感肌可以用吗？", "干皮冬天用会不会不够润", "孕期能用吗，想给姐姐带一份", "早上和晚上都要用吗？"),
    ),
    (
        ("裙", "衣", "衫", "裤", "外套", "穿", "面料", "尺码"),
        ("165 / 52kg 穿什么码？", "这件会起球吗？", "小个子穿会不会太长", "黑色还有货吗", "可以机洗吗？"),
    ),
)
_ANY = (
    "请问什么时候发货呀？",
    "怎么下单？",
    "已经下单啦，期待",
    "还有名额吗？",
    "学到了，先收藏",
    "这个好，转给我妈看看",
    "周末还有吗？",
    "谢谢分享",
)
_SMALL_TALK = ("早上好呀", "今天降温了，大家多穿点", "谢谢群主", "昨天收到货了，好看", "有一起拼单的吗", "周末愉快", "冒个泡", "哈哈哈")


def small_talk(world: World, chat: GroupChat, *, at: float) -> None:
    """A few words of the days before, so that a group does not begin empty."""
    chance = world.chance("small talk before", chat.chat_id)
    customers = [s.who for s in seats(world, chat.chat_id) if not s.staff and s.joined_at < at - 2 * 86_400]
    for ago in sorted((chance.uniform(3_600, 2 * 86_400) for _ in range(3)), reverse=True):
        say(world, chat.corpid, chat.chat_id, who=chance.choice(customers), at=at - ago, text=chance.choice(_SMALL_TALK))


def group_reads(world: World, at: float, *, corpid: str, chat_id: str, msgid: str) -> None:
    """Some customers of the group will ask or answer within hours of a message."""
    chance = world.chance("askers", chat_id, msgid)
    customers = [s.who for s in seats(world, chat_id) if not s.staff]
    for who in chance.sample(customers, k=min(len(customers), chance.randint(0, ASKERS_MOST))):
        wait = 45 + chance.random() ** 3 * SLOWEST_S
        world.plan(at + wait, PLATFORM, "customer_asks", corpid=corpid, chat_id=chat_id, who=who, msgid=msgid)


def customer_asks(world: World, at: float, *, corpid: str, chat_id: str, who: str, msgid: str) -> None:
    if group_chat(world, corpid, chat_id) is None or all(s.who != who for s in seats(world, chat_id)):
        return
    about = next((u.text for u in world.shelf(Utterance).values() if u.msgid == msgid), "")
    words = next((words for keys, words in _ABOUT if any(key in about for key in keys)), ())
    chance = world.chance("question", chat_id, who, msgid)
    say(world, corpid, chat_id, who=who, at=at, text=chance.choice(words if words and chance.random() < 0.7 else _ANY))


happenings = {"group_reads": group_reads, "customer_asks": customer_asks}
