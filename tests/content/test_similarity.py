from hypothesis import given
from hypothesis import strategies as st

from studio.content.similarity import STORY, near, similarity

MORNING = "早上泡了一壶老白茶，窗外在下雨，想起刚开店的那年冬天，我们三个人守着一台缝纫机，谁也没说要放弃。"
RETOLD = "早上泡了壶老白茶，外面下着雨，想起刚开店那年冬天，三个人守着一台缝纫机，谁都没说要放弃！"
OTHER = "新到的亚麻衬衫我先穿了一周，机洗三次没有变形，袖口的走线也很平整，通勤和周末都能穿。"


def test_a_story_told_twice_is_near_and_another_story_is_not():
    assert similarity(MORNING, RETOLD) > STORY
    assert similarity(MORNING, OTHER) < 0.2


def test_punctuation_case_width_and_emoji_do_not_hide_a_copy():
    assert similarity("新品ABC，今晚8点见！", "新品abc 今晚８点见～🎉") == 1


def test_near_lists_the_most_alike_first():
    found = near(MORNING, {"昨天": RETOLD, "上周": MORNING, "前天": OTHER})
    assert [hit.key for hit in found] == ["上周", "昨天"]
    assert found[0].score == 1


def test_a_text_without_words_is_like_nothing():
    assert near("🎉🎉", {"a": "🎉🎉", "b": MORNING}) == []
    assert similarity("", MORNING) == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_mutual_and_between_nothing_and_all(a, b):
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, a) == 1


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=6), st.floats(0.05, 1))
def test_near_misses_nothing_that_similarity_would_find(text, others, threshold):
    found = {hit.key for hit in near(text, dict(enumerate(others)), threshold)}
    for key, other in enumerate(others):
        words = sum(character.isalnum() for character in text) > 1
        assert (key in found) == (words and similarity(text, other) >= threshold) or not words
