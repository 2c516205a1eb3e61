"""Nicknames of customers, drawn by chance; all made up."""

import random

_NICKNAMES = (
    "橘子汽水", "晚风", "一颗柠檬", "苏苏", "木子", "阿May", "Lily妈妈", "周末慢跑", "小鹿", "云朵便利店", "半糖", "南风知意", "青柠", "豆豆妈",
    "不吃香菜", "山茶", "拾光", "海盐芝士", "圆圆", "静待花开", "栗子", "七月", "Coco", "爱喝拿铁的猫", "初夏", "米粒", "知夏", "向日葵", "白桃乌龙",
    "林间小屋", "麦子", "阿宁", "月亮邮局", "可乐加冰", "芒果布丁", "简单生活", "Sunny", "清欢", "果果", "浅浅", "早睡早起", "棉花糖", "桃桃", "暖暖",
    "小满", "旧时光", "Amy", "十一", "蓝莓派", "星星点灯", "小柚子", "安静的雨", "花生酱", "跑步的鱼", "素年", "薄荷", "甜甜圈", "阿茶", "雨后", "松果",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"
_GIVEN = (
    "小雨",
    "梦琪",
    "佳怡",
    "思远",
    "雅静",
    "欣然",
    "子涵",
    "海燕",
    "晓燕",
    "丽华",
    "文静",
    "雪梅",
    "嘉宁",
    "若曦",
    "志强",
    "宇航",
    "晨曦",
    "美玲",
    "秀英",
    "婷婷",
)


def nickname(chance: random.Random) -> str:
    """One nickname; the same one may be drawn twice, as in life."""
    drawn = chance.random()
    if drawn < 0.55:
        return chance.choice(_NICKNAMES)
    name = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
    return name if drawn < 0.85 else f"{name[-2:]}{chance.choice(('呀', '酱', '同学', 'er', '🌷'))}"
