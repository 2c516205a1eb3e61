"""The five-point check says in figures whether a picture is ready, and what to do if it is not."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from studio.assets.check import Checkup, Point, check
from studio.assets.colours import contrast, mixed, rgb
from studio.assets.photograph import Photo, photo_at
from studio.assets.record import Record
from studio.assets.render import Rendered, render
from studio.library.kinds.layout import Layer, Layout, Size
from studio.rules.finding import Weight
from tests.assets.workshop import FULL, drawn, faces, layouts, palette, photos

PLAIN = Size(family="moments_1x1", width=800, height=800)


def made(*layers: Layer, record: Record = FULL, **more: Photo) -> Rendered:
    sheet = Layout(slug="trial", name="试", sizes=(PLAIN,), layers=layers)
    return render(sheet, PLAIN, palette(), record, photos={**photos(), **more}, faces=faces())


def score(checkup: Checkup, point: Point) -> int | None:
    return next(each.score for each in checkup.points if each.point is point)


def rules(checkup: Checkup) -> set[str]:
    return {finding.rule for finding in checkup.findings}


PAPER = Layer(kind="background", fill="paper")
HEADLINE = Layer(kind="text", text="{{ headline }}", box=(0.1, 0.7, 0.9, 0.95))
PRICE = Layer(kind="price", text="{{ product.price }}", box=(0.1, 0.1, 0.9, 0.3))


@pytest.mark.parametrize("slug", [layout.slug for layout in layouts()])
def test_the_example_brands_layouts_pass_their_own_check(slug: str):
    checkup = check(drawn(slug), palette())
    assert checkup.score >= 80
    assert not checkup.findings


def test_a_price_without_a_next_step_is_said():
    checkup = check(made(PAPER, HEADLINE, PRICE), palette())
    assert score(checkup, Point.ACTION) == 0
    assert "picture.action" in rules(checkup)


def test_a_picture_that_sells_nothing_needs_no_button():
    assert score(check(drawn("moments-quiet"), palette()), Point.ACTION) is None


def test_a_pale_button_is_said():
    pale = Layer(kind="button", text="点我", box=(0.3, 0.4, 0.7, 0.5), fill="#f0c8c0", colour="#ffffff")
    checkup = check(made(PAPER, HEADLINE, PRICE, pale), palette())
    assert "picture.button_contrast" in rules(checkup)
    assert (score(checkup, Point.ACTION) or 0) < 60


def test_words_lost_in_their_ground_are_said():
    checkup = check(made(Layer(kind="background", fill="#dddddd"), replace_colour(HEADLINE, "#c8c8c8")), palette())
    assert "picture.contrast" in rules(checkup)


def replace_colour(layer: Layer, colour: str) -> Layer:
    return layer.model_copy(update={"colour": colour})


def test_words_that_were_cut_keep_the_picture_at_home():
    long = replace(FULL, headline="天凉下来的第一天，" * 20)
    checkup = check(made(PAPER, HEADLINE.model_copy(update={"lines_max": 1}), record=long), palette())
    assert checkup.blocked
    assert "picture.text_cut" in rules(checkup)


def test_a_character_without_a_glyph_keeps_the_picture_at_home():
    checkup = check(made(PAPER, HEADLINE, record=replace(FULL, headline="好\U0002ffff")), palette())
    assert [finding.hit for finding in checkup.findings if finding.rule == "picture.glyph"] == ["\U0002ffff"]
    assert checkup.blocked


def test_type_too_small_for_a_phone_is_said():
    tiny = HEADLINE.model_copy(update={"size_max": 0.015, "size_min": 0.01})
    checkup = check(made(PAPER, tiny), palette())
    assert {"picture.type_small", "picture.theme"} <= rules(checkup)


def test_a_picture_without_words_has_no_theme():
    assert score(check(made(PAPER, PRICE), palette()), Point.THEME) == 0


def test_a_restless_background_scores_lower_than_a_calm_one(tmp_path: Path):
    noisy = Image.effect_noise((200, 200), 120).resize((800, 800), Image.Resampling.NEAREST).convert("RGB")
    noisy.save(tmp_path / "noisy.jpg")
    restless = check(
        made(Layer(kind="photo"), HEADLINE, record=replace(FULL, photo="noisy.jpg"), **{"noisy.jpg": photo_at(tmp_path / "noisy.jpg")}),
        palette(),
    )
    calm = check(made(Layer(kind="photo"), HEADLINE, record=replace(FULL, photo="face-oil.jpg")), palette())
    assert (score(restless, Point.BACKGROUND) or 0) + 40 < (score(calm, Point.BACKGROUND) or 0)


def test_a_subject_clear_of_its_ground_scores_higher_than_fog(tmp_path: Path):
    Image.new("RGB", (800, 800), "#e8e0d4").save(tmp_path / "fog.jpg")
    fog = check(
        made(Layer(kind="photo"), HEADLINE, record=replace(FULL, photo="fog.jpg"), **{"fog.jpg": photo_at(tmp_path / "fog.jpg")}), palette()
    )
    clear = check(made(Layer(kind="photo"), HEADLINE, record=replace(FULL, photo="face-oil.jpg")), palette())
    assert (score(fog, Point.SUBJECT) or 0) < 20
    assert (score(clear, Point.SUBJECT) or 0) > 70


def test_colours_far_from_the_category_are_said():
    neon = made(Layer(kind="background", fill="#00ff2a"), HEADLINE)
    assert "picture.colour" in rules(check(neon, palette("skincare")))
    assert score(check(drawn("quote-card"), palette()), Point.COLOUR) == 100


def test_a_file_over_the_channels_limit_is_blocked():
    checkup = check(drawn("quote-card"), palette(), bytes_max=20_000, field="picture:2")
    over = next(finding for finding in checkup.findings if finding.rule == "picture.bytes")
    assert (over.weight, over.field) == (Weight.BLOCK, "picture:2")


def test_contrast_is_measured_as_wcag_does():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.01)
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
