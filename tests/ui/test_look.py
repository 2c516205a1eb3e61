"""The look: one table of colours, readable everywhere, the same in the theme file."""

import tomllib
from pathlib import Path

import pytest

from studio.ui import colours
from studio.ui.components.charts import look
from studio.ui.look import SEAL, stylesheet, wordmark

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


def brightness(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("tone", colours.TONES.values(), ids=lambda tone: tone.name)
def test_every_tone_is_readable_on_its_wash_and_on_every_ground(tone: colours.Tone, side: int):
    for ground in (tone.wash, colours.PAPER, colours.CARD, colours.SIDE):
        assert contrast(tone.ink[side], ground[side]) >= 4.5


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_words_are_readable_and_personas_differ(side: int):
    for ink in (colours.INK, colours.SECOND_INK):
        for ground in (colours.PAPER, colours.CARD, colours.SIDE):
            assert contrast(ink[side], ground[side]) >= 4.5
    shades = [pair[side] for pair in colours.PERSONAS]
    assert len(set(shades)) == 8
    assert all(contrast(shade, colours.CARD[side]) >= 4.5 for shade in shades)
    assert colours.persona_colour(8) == colours.persona_colour(0)


def test_unknown_has_a_colour_of_its_own():
    assert colours.DELIVERY_TONES["unknown"] is colours.VIOLET
    assert [state for state, tone in colours.DELIVERY_TONES.items() if tone is colours.VIOLET] == ["unknown"]


@pytest.mark.parametrize(("side", "name"), [(0, "light"), (1, "dark")])
def test_the_theme_file_has_the_same_colours(side: int, name: str):
    theme = THEME[name]
    assert theme["backgroundColor"] == colours.PAPER[side]
    assert theme["secondaryBackgroundColor"] == colours.CARD[side]
    assert theme["textColor"] == colours.INK[side]
    assert theme["borderColor"] == colours.HAIRLINE[side]
    assert theme["primaryColor"] == colours.CINNABAR.ink[side]
    assert theme["violetColor"] == colours.VIOLET.ink[side]
    assert theme["chartCategoricalColors"] == [pair[side] for pair in colours.PERSONAS]
    assert look(dark=bool(side))["range"]["category"] == theme["chartCategoricalColors"]


def test_the_stylesheet_carries_the_colours_and_the_seal_is_drawn():
    assert "--violet: light-dark(#5B4B8A, #AA9BD8)" in stylesheet("出了意外")
    assert SEAL.read_text(encoding="utf-8").startswith("<svg")
    assert colours.INK[1] in wordmark("私域内容工作室", dark=True)
