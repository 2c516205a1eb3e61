"""Words are set as large as their box allows, and never leave it."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.assets.typography import Style, draw, fit, line_width
from tests.assets.workshop import faces

STYLE = Style(faces=faces(), size_max=72, size_min=24, lines_max=3)
HANZI = "天凉下来的第一件毛衣早安好喝不扎软糯每一天"


def test_short_words_are_set_at_the_largest_size():
    assert fit("立冬", 800, 200, STYLE).size == 72


def test_long_words_become_smaller_until_they_fit():
    block = fit(HANZI, 500, 300, STYLE)
    assert 24 <= block.size < 72
    assert not block.cut
    assert block.height <= 300


def test_what_fits_at_no_size_is_cut_and_says_so():
    block = fit(HANZI * 6, 300, 90, STYLE)
    assert block.cut
    assert block.size == 24
    assert block.lines[-1].endswith("…")
    assert block.height <= 90


def test_a_long_latin_word_is_made_smaller_before_it_is_broken():
    block = fit("Unforgettable", 400, 300, STYLE)
    assert block.lines == ("Unforgettable",)
    assert block.size < 72


@settings(max_examples=30, deadline=None)
@given(st.text(HANZI + "，。！「」20%¥9 abc", min_size=1, max_size=40), st.integers(200, 700), st.integers(60, 400))
def test_set_words_stay_in_their_box(text: str, width: int, height: int):
    block = fit(text, width, height, STYLE)
    assert all(line_width(line, block.size, STYLE) <= width + 1 for line in block.lines)
    assert block.height <= max(height, STYLE.size_min) + 1


def test_what_is_drawn_takes_the_width_that_was_measured():
    block = fit("林晚 · Muhe 269", 700, 80, STYLE)
    sheet = Image.new("RGB", (800, 120))
    left, _, right, _ = draw(sheet, block, (20, 20, 720, 100), Style(faces=faces(), colour="white", size_max=72))
    inked = sheet.getbbox()
    assert inked is not None
    assert left - 2 <= inked[0]
    assert inked[2] <= right + 2


def test_tracking_spreads_letters_but_not_the_last_one():
    spread = Style(faces=faces(), tracking=0.5)
    assert line_width("木禾", 40, spread) == line_width("木禾", 40, Style(faces=faces())) + 20


def test_centred_words_are_centred_without_the_empty_half_of_a_full_stop():
    sheet = Image.new("RGB", (600, 100))
    style = Style(faces=faces(), colour="white", align="centre", size_max=60)
    draw(sheet, fit("早安。", 600, 100, style), (0, 0, 600, 100), style)
    inked = sheet.getbbox()
    assert inked is not None
    assert abs((inked[0] + inked[2]) / 2 - 300) < 12


def test_emoji_are_drawn_in_colour():
    sheet = Image.new("RGB", (200, 100), "white")
    style = Style(faces=faces(), colour="#000000", size_max=60)
    draw(sheet, fit("🌸", 200, 100, style), (10, 10, 190, 90), style)
    assert max(red - blue for _, (red, _, blue) in sheet.getcolors(1 << 20) or ()) > 40
