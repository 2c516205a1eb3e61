"""Which layout, size and photo a slot's picture gets, and what its layers say."""

from datetime import datetime
from functools import cache

import pytest

from studio.calendars.illustrate import FAMILIES, scene_for, size_for, steps_in
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


def slot(hour: int = 12, account: str = "moments-founder") -> PlannedSlot:
    due_at = datetime(2026, 11, 23, hour, 20, tzinfo=BEIJING)
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


def test_the_photo_is_what_the_words_are_about():
    for name, photo in shelf().photos.items():
        tags = [tag for tag in photo.tags if len(tag) > 1]
        if name.startswith("portrait") or not tags:
            continue
        chosen = scene_for(shelf(), photos(), slot(), copy(" ".join(tags * 3)))
        words = " ".join(tags * 3)
        named = {each: sum(words.count(tag) for tag in shelf().photos[each].tags if len(tag) > 1) for each in photos()}
        assert named[chosen] == max(count for each, count in named.items() if not each.startswith("portrait"))


def test_a_face_is_never_a_scene_and_the_same_slot_has_the_same_scene():
    chosen = {scene_for(shelf(), photos(), slot(hour), copy("无关的话")) for hour in range(7, 22)}
    assert not any(name.startswith("portrait") for name in chosen)
    assert len(chosen) > 3  # neighbours differ
    assert scene_for(shelf(), photos(), slot(), copy("无关的话")) == scene_for(shelf(), photos(), slot(), copy("无关的话"))


def test_without_a_photo_nothing_is_drawn_and_the_mend_is_said():
    with pytest.raises(StudioError, match="还没有照片") as none:
        scene_for(shelf(), {}, slot(), copy("话"))
    assert "上传" in none.value.problems[0].mend.zh


def test_steps_lose_their_numbers_and_what_announces_them():
    assert steps_in("三步：\n1. 冷水浸十分钟\n2）翻面晾干它") == ("冷水浸十分钟", "翻面晾干它")
