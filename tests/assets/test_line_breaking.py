"""Lines of Chinese end where GB/T 15834 lets them, words and numbers stay whole, and nothing is lost."""

from importlib.util import module_from_spec, spec_from_file_location
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from studio.assets.line_breaking import HALF_EMPTY, NEVER_FIRST, NEVER_LAST, breaks_words, glued, graphemes, wrap
from studio.assets.word_borders import word_ends

SIGNS = "，。！？；：、」』）】》“”‘’「『（【《…—～"
WORDS = st.lists(
    st.one_of(
        st.text("天凉下来的第一件毛衣早安好喝不扎", min_size=1, max_size=6),
        st.sampled_from(["20%", "¥99.90", "Siyu", "don't", "11:30", "iPhone15", "92℃", "☕️", "👩‍👩‍👧", "🌸", " ", "wool-silk"]),
        st.text(SIGNS, min_size=1, max_size=2),
    ),
    max_size=20,
).map("".join)

glued("词典只读一次")
_spec = spec_from_file_location("headlines", Path(__file__).parents[2] / "bench/headlines.py")
assert _spec
assert _spec.loader
bench = module_from_spec(_spec)
_spec.loader.exec_module(bench)


def em(text: str) -> float:
    return sum(1.0 if ord(c) > 0x2E7F or ord(c) in (0x2014, 0x2026) else 0.5 for c in text)


@given(WORDS, st.floats(6, 24))
def test_lines_joined_are_the_text_again(text: str, width: float):
    assert "".join(wrap(text, width, em)) == text
    assert "".join(wrap(text, width, em, even=True)) == text


@given(WORDS, st.floats(6, 24))
def test_no_line_begins_or_ends_with_a_sign_that_must_not_stand_there(text: str, width: float):
    if breaks_words(text, width, em):
        return  # a run of signs wider than the line has to break somewhere
    for lines in (wrap(text, width, em), wrap(text, width, em, even=True)):
        for before, line in pairwise(lines):
            assert line[0] not in NEVER_FIRST
            assert before.rstrip()[-1:] not in NEVER_LAST


@given(WORDS, st.floats(6, 24))
def test_no_line_is_wider_than_its_box(text: str, width: float):
    for line in wrap(text, width, em, even=True):
        assert em(line.rstrip(" ")) - (0.5 if line.rstrip(" ")[-1:] in HALF_EMPTY else 0) <= width


@given(WORDS, st.floats(6, 24))
def test_even_lines_are_never_more_lines(text: str, width: float):
    assert len(wrap(text, width, em, even=True)) == len(wrap(text, width, em))


@given(WORDS, st.floats(8, 24))
def test_words_numbers_and_emoji_stay_whole(text: str, width: float):
    lines = wrap(text, width, em)
    if not breaks_words(text, width, em):
        assert set(accumulate(map(len, lines))) <= {0, *accumulate(map(len, glued(text)))}


@given(st.text(max_size=40))
def test_any_text_at_all_comes_back(text: str):
    assert "".join(wrap(text, 7, em)) == text.replace("\n", "")
    assert "".join(graphemes(text)) == text


def test_a_price_and_a_percentage_are_never_torn():
    for width in range(5, 20):
        joined = "|".join(wrap("今天起 ¥1,299.00 减到 20% 再送 Siyu 贴纸", width, em))
        assert "¥1,299.00" in joined or width < 5
        assert "20%" in joined


def test_a_word_longer_than_the_line_is_broken():
    lines = wrap("Supercalifragilisticexpialidocious", 8, em)
    assert len(lines) > 1
    assert all(em(line) <= 8 for line in lines)


def test_authors_own_line_breaks_are_kept():
    assert wrap("衣服不必多，\n够穿就好。", 30, em) == ["衣服不必多，", "够穿就好。"]


def test_a_headline_breaks_at_its_comma_rather_than_in_a_word():
    assert wrap("秋天的第一件毛衣，是燕麦色的。", 11, em, even=True) == ["秋天的第一件毛衣，", "是燕麦色的。"]
    assert wrap("羊毛衫不起球的四个习惯", 9, em, even=True) == ["羊毛衫不起球的", "四个习惯"]


def test_a_number_keeps_its_measure_word():
    assert wrap("看懂一包咖啡豆", 5, em, even=True) == ["看懂一包", "咖啡豆"]


def test_a_space_hangs_at_the_end_of_its_line():
    assert wrap("Moments and groups", 4.5, em) == ["Moments ", "and ", "groups"]


def test_a_dash_and_an_ellipsis_are_not_torn_apart():
    for width in range(6, 14):
        for line in wrap("她说——慢一点也没关系……真的，没关系。", width, em):
            assert line.count("—") in (0, 2)
            assert line.count("…") in (0, 2)


def lines_of(text: str, width: float, **how: tuple[str, ...]) -> list[str]:
    return wrap(text, width, em, even=True, **how)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("没有温度计，也能冲好咖啡", 6, ["没有温度计，", "也能冲好咖啡"]),
        ("扫地机器人卡住怎么办", 6, ["扫地机器人", "卡住怎么办"]),
        ("早鸟价立减150元", 5, ["早鸟价", "立减150元"]),
    ],
)
def test_a_headline_breaks_between_its_words(text: str, width: float, lines: list[str]):
    assert lines_of(text, width) == lines


@pytest.mark.parametrize(
    "whole",
    [
        "满200减50元", "每满300减40", "买2件打8.5折", "买一送一", "第二件半价", "第2件0元", "3件7折", "加1元换购", "拍一发三", "早C晚A", "400-888-0000", "138-0013-8000",
        "www.example.com", "https://example.com/a?b=1", "hi@example.com", "20:00-22:00", "今晚8点", "11月11日", "¥1,299.00", "SPF50+", "iPhone 17 Pro", "3-5天", "0-3岁",
        "500ml", "15ml×2", "1.8米", "4000K", "100%", "前100名", "限量80份", "以旧换新", "会不会", "S码",
    ],
)  # fmt: skip
def test_offers_numbers_and_addresses_stay_whole(whole: str):
    text = f"大家都在问的{whole}真的好用吗"
    for width in range(max(5, round(em(whole) + 0.5)), 14):
        lines = lines_of(text, width)
        assert "".join(lines) == text
        if em(whole) <= width:
            assert any(whole in line for line in lines), f"{width}: {lines}"


def test_an_offer_that_is_wider_than_the_line_breaks_between_its_numbers():
    assert lines_of("买3件打7.5折", 5) == ["买3件", "打7.5折"]


def test_the_brands_own_words_stay_whole_and_nobody_else_learns_them():
    assert lines_of("今天穿禾念的毛衣", 4, known=("禾念",)) != lines_of("今天穿禾念的毛衣", 4)
    assert any("禾念" in line for line in lines_of("今天穿禾念的毛衣", 4, known=("禾念",)))


def test_words_that_others_teach_the_dictionary_change_no_picture():
    before = lines_of("今天穿禾念的毛衣", 4)
    rjieba.add_word("禾念", 200_000, "n")
    word_ends.cache_clear()
    assert lines_of("今天穿禾念的毛衣", 4) == before


def test_the_marked_headlines_break_no_words():
    found = {name: bench.share_whole(bench.headlines(name)) for name in bench.SETS}
    assert all(share >= bench.BARS[name] for name, share in found.items()), found
