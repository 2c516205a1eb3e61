"""What people wrote is cut between what they see as characters."""

from hypothesis import given
from hypothesis import strategies as st

from studio.excerpt import cut, excerpt, initial, seen

FAMILY, FLAG, ACCENT = "👨‍👩‍👧‍👦", "🇨🇳", "e\u0301"
WRITTEN = st.lists(st.sampled_from([FAMILY, FLAG, ACCENT, "一", "a", " ", "👍🏽", "\r\n"]), max_size=40).map("".join)


def test_a_family_a_flag_and_an_accent_are_never_cut_in_two():
    assert excerpt("一" * 3 + FLAG + "生日快乐", 5) == "一一一…"
    assert cut("a" * 3 + FAMILY + "今天", 6) == "aaa"
    assert cut("caf" + ACCENT, 4) == "caf"
    assert excerpt("短", 5) == "短"


def test_the_first_character_of_a_name_is_the_one_people_see():
    assert initial(FAMILY + "一家") == FAMILY
    assert initial("  林安") == "林"
    assert initial("") == ""


@given(WRITTEN, st.integers(0, 50))
def test_a_cut_is_a_beginning_of_whole_characters_that_fits(words, most):
    short = cut(words, most)
    assert len(short) <= most
    assert words.startswith(short)
    assert seen(words)[: len(seen(short))] == seen(short)
    assert len(excerpt(words, most)) <= max(most, 1)
