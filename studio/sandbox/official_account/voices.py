"""What the sandbox's readers are called and what they say; play data, written for a lifestyle brand."""

import random

_FIRST = "小阿大林苏陈夏沈温顾江许叶唐周"
_SECOND = (
    "棉棉",
    "晴天",
    "不加糖",
    "栗子",
    "小满",
    "橘子",
    "鹿鹿",
    "麦穗",
    "南风",
    "念念",
    "布丁",
    "月半",
    "清欢",
    "野葡萄",
    "慢慢来",
    "青柠",
    "豆豆",
    "知夏",
)

_SAID = {
    "coffee": (
        "早上那杯手冲就靠你们家豆子了",
        "请问这支豆子适合做奶咖吗？",
        "喝起来有点花香，很惊喜！",
        "挂耳什么时候补货呀？",
        "水温多少比较好？我冲出来有点酸",
    ),
    "clothes": (
        "这件大衣梨形身材能穿吗？165/58 选什么码",
        "面料看着好舒服，会起球吗？",
        "已经买了第二件，垂感真的好",
        "燕麦色还有货吗，等好久了",
        "照片是实拍吗？颜色会不会偏黄",
    ),
    "skin": (
        "敏感肌能用吗？换季脸好红",
        "用了两周，皮肤确实稳定了一点",
        "孕期可以用吗？想问清楚再买",
        "成分表能发一下吗",
        "这个和之前那支精华可以叠加吗？",
    ),
    "any": (
        "每次看你写的都觉得很真诚",
        "说到我心里去了，转给闺蜜了",
        "追了你三年，越来越有味道",
        "什么时候直播呀？想听你聊聊",
        "写得真好，收藏慢慢看",
        "请问在哪里可以买？",
        "价格能再优惠一点吗哈哈",
        "上次群里说的活动还有吗？",
        "生活本来就该这样慢慢过",
        "照片拍得太好看了",
        "第一次留言，谢谢你的分享",
        "期待下一篇！",
    ),
}
_ABOUT = {
    "coffee": ("咖啡", "豆", "手冲", "拿铁"),
    "clothes": ("衣", "裙", "穿", "面料", "大衣", "衬衫"),
    "skin": ("肤", "精华", "面霜", "护肤", "防晒"),
}


def nickname(number: int) -> str:
    """A believable nickname for any number."""
    return _FIRST[number % len(_FIRST)] + _SECOND[number // len(_FIRST) % len(_SECOND)]


def comment(chance: random.Random, *, about: str) -> str:
    """What a reader says under an article with this text; every third or so is a question."""
    topics = [topic for topic, words in _ABOUT.items() if any(word in about for word in words)]
    pool = [*_SAID["any"], *(said for topic in topics for said in _SAID[topic] * 2)]
    return chance.choice(pool)


def question(chance: random.Random) -> str:
    """What a follower writes to the account itself."""
    return chance.choice([said for pool in _SAID.values() for said in pool if "？" in said or "吗" in said])
