"""Handing in and deciding: checks speak first, then a different person, and a decision stands once."""

import pytest

from studio.errors import NotAllowed, Refused, StudioError
from studio.library.kinds import ChannelKind
from studio.posts import placement as placed
from studio.posts.post import write
from studio.posts.variant import Variant
from studio.review.submission import comment, comments, last_submission, send_back, submission, waiting
from tests.house import LIFE


@pytest.fixture
def session(house):
    with house.act() as session:
        yield session


def handed_in(house, session, **how):
    post, version, place = house.written(session)
    return house.hand_in(session, post, **how), post, version, place


def test_what_is_handed_in_waits_oldest_first_with_its_note(house, session):
    first, *_ = handed_in(house, session, note="急")
    second, *_ = handed_in(house, session)
    assert [row.key for row in waiting(session)] == [first.key, second.key]
    assert submission(session, first.key).note == "急"


def test_the_checks_are_asked_by_the_act_itself_and_one_that_blocks_refuses_with_its_rule_and_mend(house, session):
    post, _, _ = house.written(session, text="这是国家级的衬衫，世界第一。")
    with pytest.raises(Refused, match="国家级") as refused:
        house.hand_in(session, post)
    assert all(problem.rule.startswith("ad.absolute") and problem.field == "text" and problem.mend.zh for problem in refused.value.problems)


def test_what_does_not_block_is_kept_with_the_hand_in(house, session):
    for _ in range(2):  # the same copy again is something to look at
        row, *_ = handed_in(house, session)
    assert {each["rule"] for each in row.findings["moments"]} == {"content.reuse"}


def test_what_has_nowhere_to_go_or_nothing_to_say_is_not_handed_in(house, session):
    post, _, place = house.written(session)
    placed.cancel(session, place, by=house.person("planner"), at=house.now)
    with pytest.raises(Refused, match="还没有可以送审"):
        house.hand_in(session, post)


def test_handing_in_again_takes_the_first_back(house, session):
    first, post, _, _ = handed_in(house, session)
    second = house.hand_in(session, post)
    assert first.decision == "withdrawn"
    assert [row.key for row in waiting(session)] == [second.key]
    assert last_submission(session, post).key in (first.key, second.key)


def test_sending_back_needs_a_reason_and_the_right_and_happens_once(house, session):
    row, *_ = handed_in(house, session)
    with pytest.raises(NotAllowed):
        send_back(session, row, reason="不行", by=house.person("editor"), at=house.now)
    with pytest.raises(Refused, match="理由"):
        send_back(session, row, reason="  ", by=house.person("reviewer"), at=house.now)
    send_back(session, row, reason=" 第二句太长 ", by=house.person("reviewer"), at=house.now)
    assert (row.decision, row.reason) == ("sent_back", "第二句太长")
    with pytest.raises(Refused, match="已经有结论"):
        send_back(session, row, reason="再说一次", by=house.person("reviewer"), at=house.now)


def test_a_decision_is_of_the_version_that_was_handed_in(house, session):
    row, post, _, _ = handed_in(house, session)
    changed = {ChannelKind.MOMENTS: Variant(channel=ChannelKind.MOMENTS, text="新的")}
    write(session, post, changed, pillar=LIFE, by=house.person("editor"), at=house.now)
    with pytest.raises(Refused, match="最新"):
        house.approve(session, row)
    assert row.decision == ""


def test_remarks_stand_in_their_order_with_their_place(house, session):
    _, version, _ = house.written(session)
    comment(session, version, "这里再软一点", by=house.person("reviewer"), at=house.now, channel="moments", span=(0, 4))
    comment(session, version, "好", by=house.person("editor"), at=house.now)
    assert [(row.text, row.span_from, row.span_to) for row in comments(session, version)] == [("这里再软一点", 0, 4), ("好", None, None)]
    with pytest.raises(NotAllowed):
        comment(session, version, "路过", by=house.person("stranger"), at=house.now)


def test_what_is_not_there_is_said(session):
    with pytest.raises(StudioError, match="找不到"):
        submission(session, 404)
