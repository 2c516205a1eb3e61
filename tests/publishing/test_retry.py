"""When to try again: a pure decision, honest about whose move it is, never outside the window."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.channels.answer import Blame, NotSent
from studio.clock import BEIJING
from studio.errors import Words
from studio.publishing.retry import WAITS_S, jittered, next_try

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
BUSY = NotSent(Blame.TRY_AGAIN, Words("平台忙", "busy"))
MINUTES = st.integers(0, 600).map(lambda n: timedelta(minutes=n))


def again(answer=BUSY, tries=1, closes=NOW + timedelta(days=1), marker="siyu-1", now=NOW):
    return next_try(answer, tries=tries, closes=closes, marker=marker, now=now)


@pytest.mark.parametrize("blame", [blame for blame in Blame if blame not in (Blame.TRY_AGAIN, Blame.WAIT_FOR_QUOTA)])
def test_what_a_person_has_to_mend_is_not_tried_again(blame):
    assert again(NotSent(blame, Words("不行", "no"))) is None


@given(tries=st.integers(1, 12), closes=MINUTES, marker=st.text(max_size=20))
def test_a_try_comes_after_its_wait_and_never_outside_the_window(tries, closes, marker):
    at = again(tries=tries, closes=NOW + closes, marker=marker)
    if at is None:
        assert tries > len(WAITS_S) or NOW + timedelta(seconds=WAITS_S[tries - 1]) * 1.2 > NOW + closes
    else:
        assert NOW + timedelta(seconds=WAITS_S[tries - 1]) <= at <= NOW + closes


@given(tries=st.integers(1, len(WAITS_S) - 1))
def test_each_wait_is_longer_than_the_one_before(tries):
    assert again(tries=tries) < again(tries=tries + 1)


@given(marker=st.text(max_size=20), tries=st.integers(1, 9))
def test_waits_differ_by_up_to_a_fifth_and_are_the_same_when_asked_again(marker, tries):
    wait = timedelta(seconds=100)
    assert wait <= jittered(wait, marker, tries) <= wait * 1.2
    assert jittered(wait, marker, tries) == jittered(wait, marker, tries)


def test_many_do_not_come_back_at_one_instant():
    assert len({again(marker=f"siyu-{n}") for n in range(50)}) > 40


@given(wait=MINUTES, closes=MINUTES)
def test_a_platform_that_names_a_time_is_believed(wait, closes):
    answer = NotSent(Blame.WAIT_FOR_QUOTA, Words("额度", "quota"), retry_at=NOW + wait)
    at = again(answer, tries=99, closes=NOW + closes)
    assert at == (NOW + wait if wait <= closes else None)


def test_a_time_that_has_passed_means_now():
    assert again(NotSent(Blame.TRY_AGAIN, Words("忙", "busy"), retry_at=NOW - timedelta(hours=1))) == NOW
