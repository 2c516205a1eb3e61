"""Errors that a person can act on: what, where and the mend, in both languages."""

from studio.errors import Conflict, Refused, StudioError, Words, problem

LONG = problem(
    "缺少照片",
    "photo missing",
    where="content/products.yaml",
    line=7,
    field="photos",
    mend=("放进 assets/photos/", "put it into assets/photos/"),
)


def test_a_problem_says_where_what_and_the_mend_in_both_languages():
    assert str(LONG) == "content/products.yaml:7 [photos]: 缺少照片 (photo missing) → 放进 assets/photos/ (put it into assets/photos/)"
    assert LONG.in_("zh") == "content/products.yaml:7 [photos]: 缺少照片 → 放进 assets/photos/"
    assert LONG.in_("en") == "content/products.yaml:7 [photos]: photo missing → put it into assets/photos/"


def test_what_has_no_place_and_no_mend_is_said_alone():
    assert str(problem("不行", "no")) == "不行 (no)"
    assert problem("不行", "no").in_("en") == "no"
    assert problem("不行", "no", field="name").place == "[name]"


def test_words_fall_back_to_chinese_where_there_is_no_english():
    assert Words("好", "").in_("en") == "好"
    assert str(Words("ok", "ok")) == "ok"


def test_an_error_lists_all_that_is_wrong():
    error = StudioError(LONG, problem("还有", "more"))
    assert str(error).count("\n") == 1
    assert error.in_("en").splitlines()[1] == "more"


def test_a_refusal_is_an_error_that_a_page_can_show_and_a_conflict_keeps_both_texts():
    conflict = Conflict(LONG, theirs="他的", yours="我的")
    assert isinstance(conflict, StudioError)
    assert isinstance(Refused(LONG), StudioError)
    assert (conflict.theirs, conflict.yours) == ("他的", "我的")
