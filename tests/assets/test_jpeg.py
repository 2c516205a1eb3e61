"""A picture is coded as well as its aim allows, and never over its limit."""

import pytest
from PIL import Image

from studio.assets.jpeg import BEST, GOOD, coded, quality_for, within
from studio.errors import StudioError
from tests.assets.workshop import palettes

NOISE = Image.effect_noise((700, 700), 70).convert("RGB")


def test_a_calm_picture_gets_the_best_quality():
    assert quality_for(Image.new("RGB", (400, 400), "#efe7da")) == BEST


def test_a_restless_picture_gets_the_best_quality_that_fits():
    aim = (len(coded(NOISE, 70)) + len(coded(NOISE, 71))) // 2
    assert quality_for(NOISE, aim=aim) == 70


def test_looks_are_not_ruined_for_the_aim_only_for_the_limit():
    content, quality = within(NOISE, BEST, aim=1000)
    assert quality == GOOD
    limit = len(content) - 1
    smaller, poorer = within(NOISE, BEST, aim=1000, limit=limit)
    assert poorer < GOOD
    assert len(smaller) < limit


def test_what_cannot_be_brought_under_the_limit_is_refused_with_the_mend():
    with pytest.raises(StudioError, match="use a calmer photo"):
        within(NOISE, BEST, limit=10_000)


def test_every_category_has_a_palette_and_strangers_get_the_house_one():
    assert palettes().of("coffee").slug == "coffee"
    assert palettes().of("skincare").slug == "skincare"
    assert palettes().of("bicycles").slug == "paper"
