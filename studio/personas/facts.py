"""What a text says of its own speaker: age, decade of birth, town and trade, to be held against the persona sheet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studio.errors import Words
from studio.library.kinds import Persona

_CITIES = (
    "北京 上海 广州 深圳 杭州 成都 重庆 武汉 南京 苏州 西安 长沙 天津 郑州 青岛 济南 厦门 福州 宁波 无锡 合肥 昆明 大理 丽江 贵阳 南宁 海口 三亚 "
    "沈阳 大连 长春 哈尔滨 石家庄 太原 呼和浩特 兰州 西宁 银川 乌鲁木齐 拉萨 南昌 景德镇 泉州 东莞 佛山 珠海 温州 绍兴 嘉兴 扬州 常州 洛阳 桂林 香港 澳门 台北"
)  # fmt: skip
_TRADES = (
    "皮肤科医生 主治医生 医生 医师 护士 药师 药剂师 营养师 中医 心理咨询师 律师 会计 老师 教师 教授 设计师 程序员 工程师 咖啡师 烘焙师 花艺师 摄影师 化妆师 美容师 "
    "健身教练 瑜伽老师 模特 主播 店长 店主 主理人 创始人 编辑 记者 空姐 学生 大学生 研究生 全职妈妈 公务员"
)  # fmt: skip
_CITY = "|".join(_CITIES.split())
_TRADE = "|".join(sorted(_TRADES.split(), key=len, reverse=True))
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = r"(\d{2}|[二三四五六七八九]十[一二三四五六七八九]?|十[六七八九])"

_AGES = re.compile(
    rf"我(?:今年|现在|都|也|已经|马上|快|刚满|刚|才|是){{0,3}}{_NUMBER}岁(?!那年|的时候|时|生日时|以前|之前)|(?<![\d时])(?:今年|现在){_NUMBER}岁的我|(?:一个|作为){_NUMBER}岁的(?:女人|女生|妈妈|创业者)"
)
_DECADE = re.compile(r"(?:我(?:是|也是|作为)?(?:一个|一名)?|作为(?:一个|一名)?)([6789]0|0[05]|00|95|85)后")
_HOMES = re.compile(rf"(?:坐标|我(?:现在|一直)?(?:住在?|定居在?|生活在|家在))({_CITY})|我在({_CITY})(?:住|生活|定居|安家|开店|工作|上班)|(?:我|咱)(?:的|们)?家在({_CITY})")  # fmt: skip
_JOBS = re.compile(
    rf"(?<![不像跟和问听])(?:我是|我做|作为)(?:一个|一名|一位|个|名|位)?(?:[^\s，。！？、,.!?]{{0,6}}?)({_TRADE})(?!傅|推荐|说|朋友|家|们|的)"
)


@dataclass(frozen=True)
class Claimed:
    """Something a text says of its speaker that the sheet does not: `span` in characters, what the sheet says."""

    fact: str  # age, decade, city, trade
    span: tuple[int, int]
    hit: str
    sheet: Words


def contradicted(text: str, persona: Persona) -> Iterator[Claimed]:
    """Each place where the speaker says another age, town or trade than the sheet; what the sheet leaves open is not judged."""
    for found in _AGES.finditer(text):
        said = _number(_captured(found))
        if abs(said - persona.age) > 1:  # a birthday may lie between the sheet and the text
            yield _claimed("age", found, f"{persona.age} 岁", f"{persona.age} years old")
    yield from _decades(text, persona)
    for found in _HOMES.finditer(text):
        if persona.city and _captured(found) not in persona.city:
            yield _claimed("city", found, persona.city, persona.city)
    for found in _JOBS.finditer(text):
        known = f"{persona.trade} {persona.role} {persona.field} {persona.proof}"
        if persona.trade and _captured(found) not in known:
            yield _claimed("trade", found, persona.trade, persona.trade)


def _decades(text: str, persona: Persona) -> Iterator[Claimed]:
    born = persona.started_on.year - persona.age
    for found in _DECADE.finditer(text):
        first = int(found[1]) + (1900 if int(found[1]) > 30 else 2000)
        if not first - 1 <= born <= first + 10:
            yield _claimed("decade", found, f"{persona.age} 岁", f"{persona.age} years old")


def _captured(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


def _claimed(fact: str, found: re.Match[str], zh: str, en: str) -> Claimed:
    return Claimed(fact, found.span(), found[0], Words(zh, en))


def _number(said: str) -> int:
    """26, 二十六 or 十八 as a number."""
    if said.isdigit():
        return int(said)
    tens, _, ones = said.partition("十")
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
