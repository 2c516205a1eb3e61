"""Which layout, size and photo a slot's picture gets, and what its layers say."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import pairwise

import pytest

from studio.calendars.illustrate import FAMILIES, scene_for, size_for, steps_in, turn_of
from studio.calendars.plan import PlannedSlot
from studio.clock import BEIJING
from studio.content.copy_template import Copy
from studio.errors import StudioError
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.library.load import load
from tests.acceptance.example import ROOT


@cache
def shelf() -> Library:
    return load(ROOT)


def shots() -> set[str]:
    return {name for product in shelf().products.values() for name in product.photos}


def slot(hour: int = 12, account: str = "moments-founder", day: int = 23) -> PlannedSlot:
    due_at = datetime(2026, 11, day, hour, 20, tzinfo=BEIJING)
    return PlannedSlot("lin-an", account, ChannelKind.MOMENTS, due_at, "daily-life", "x", 0, None, None, None, None, False, ())


def copy(text: str) -> Copy:
    return Copy(title="", headline="", text=text)


def photos() -> dict:
    return dict.fromkeys(shelf().photos)


@pytest.mark.parametrize("channel", ChannelKind)
def test_every_layout_has_a_size_for_every_channel_and_the_best_one_first(channel):
    for layout in shelf().layouts.values():
        found = size_for(layout, channel)
        fitting = [family for family in FAMILIES[channel] if any(size.family == family for size in layout.sizes)]
        assert found in layout.sizes
        assert not fitting or found.family == fitting[0]


def chosen(headline: str, text: str = "", *, at: PlannedSlot | None = None, among: Iterable[str] | None = None) -> str:
    words = Copy(title="", headline=headline, text=text)
    return scene_for(shelf(), photos() if among is None else dict.fromkeys(among), words, turn=turn_of(shelf(), at or slot())).removesuffix(
        ".jpg"
    )


def test_a_photo_whose_tags_are_all_named_is_the_one_shown():
    for name, photo in shelf().photos.items():
        if not name.startswith("portrait"):
            assert chosen("，".join(photo.tags)) == name.removesuffix(".jpg")


@pytest.mark.parametrize(
    ("headline", "text", "photo"),
    [
        ("番茄去皮", "番茄顶上划个十字，开水里滚二十秒，皮自己就翘起来了。煮汤的时候口感差好多，真的。", "soup-pot"),
        ("破了也好吃", "煎了一个圆得不像话的蛋，翻面的时候破了。好吃就行，真的。", "noodle-bowl"),
        ("补好的袖口", "袖口磨破了个小洞，我用绿线绣了片叶子盖上。针脚歪歪的，但真的比原来好看。", "mended-sleeve"),
        ("老方的缝纫机", "老方的缝纫机今天闹脾气，走三针跳一针。他不急，拆开擦了擦油，又顺了。", "sewing-machine"),
        ("猫占了毛衣", "刚晾干的毛衣被猫先睡了。我站着看了它五分钟，它看了我一眼，翻了个面。行吧，你的了。", "cat-on-knits"),
        ("夹在书里的单子", "旧书摊五块钱买了本菜谱，里头夹着别人写的买菜单子。", "old-books"),
        ("下雨天的店", "下雨，店里没什么人。把样衣全拿出来重新挂了一遍。", "rainy-window"),
        ("两双一样的手", "一对姐妹来买护手霜，一个种花一个画画，手都糙。", "hand-cream"),
    ],
)
def test_the_photo_shows_what_the_words_are_about(headline, text, photo):
    assert chosen(headline, text) == photo


def test_a_headline_outweighs_a_word_in_passing():
    assert chosen("换季收衣柜", "猫在旁边看。") == "wardrobe"


def test_words_that_name_no_photo_get_a_scene_and_never_a_product():
    shown = {f"{chosen('', '无关的话', at=slot(hour))}.jpg" for hour in range(24)}
    assert len(shown) > 3
    assert not shown & shots()
    assert not any(name.startswith("portrait") for name in shown)


def test_a_brand_with_nothing_but_product_shots_still_gets_a_picture():
    assert chosen("", "无关的话", among=["silk-scarf.jpg", "portrait-founder.jpg"]) == "silk-scarf"


@pytest.mark.parametrize("count", [2, 4, 7, 12, 15])
def test_neighbours_differ_and_the_same_slot_has_the_same_scene(count):
    few = sorted(name for name in photos() if not name.startswith("portrait") and name not in shots())[:count]
    days = [[chosen("", "无关的话", at=slot(hour, day=day), among=few) for hour in range(7, 22)] for day in (23, 24)]
    assert all(earlier != later for day in days for earlier, later in pairwise(day))
    assert all(today != tomorrow for today, tomorrow in zip(*days, strict=True))
    assert days[0] == [chosen("", "无关的话", at=slot(hour), among=few) for hour in range(7, 22)]


def test_without_a_photo_nothing_is_drawn_and_the_mend_is_said():
    with pytest.raises(StudioError, match="还没有照片") as none:
        scene_for(shelf(), {}, copy("话"), turn=0)
    assert "上传" in none.value.problems[0].mend.zh


def test_steps_lose_their_numbers_and_what_announces_them():
    assert steps_in("三步：\n1. 冷水浸十分钟\n2）翻面晾干它") == ("冷水浸十分钟", "翻面晾干它")
